export interface JsonToken {
  from: number;
  to: number;
  kind: 'key' | 'string' | 'value' | 'mark';
}

const token =
  /"(?:[^"\\\n]|\\.)*"?(?=(\s*:)?)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b|[{}[\],:]/g;

/** What stands where in a JSON text, for its colours; also where it is not right yet. In order, never overlapping. */
export function jsonTokens(text: string): JsonToken[] {
  return [...text.matchAll(token)].map(({ index, 0: found, 1: colon }) => {
    const kind = found.startsWith('"')
      ? colon === undefined
        ? 'string'
        : 'key'
      : /^[{}[\],:]/.test(found)
        ? 'mark'
        : 'value';
    return { from: index, to: index + found.length, kind };
  });
}
