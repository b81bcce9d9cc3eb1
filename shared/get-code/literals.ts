const identifier = /^[A-Za-z_$][\w$]*$/;

/** A JSON value as a TypeScript literal; `level` is how deep it stands. */
export function tsLiteral(value: unknown, level = 0): string {
  return literal(value, level, {
    word: (one) => String(one),
    key: (name) =>
      // As a plain key this one would set the object's prototype.
      name === '__proto__' ? '["__proto__"]' : identifier.test(name) ? name : JSON.stringify(name)
  });
}

/** A JSON value as a Python literal. */
export function pyLiteral(value: unknown, level = 0): string {
  const words = new Map([
    [true, 'True'],
    [false, 'False'],
    [null, 'None']
  ]);
  return literal(value, level, {
    word: (one) => words.get(one) ?? '',
    key: (name) => JSON.stringify(name)
  });
}

interface Spelling {
  word: (one: boolean | null) => string;
  key: (name: string) => string;
}

const indent = '    ';

function literal(value: unknown, level: number, spelling: Spelling): string {
  if (value === null || value === undefined || typeof value === 'boolean')
    return spelling.word(value ?? null);
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = indent.repeat(level + 1);
  const lines = Array.isArray(value)
    ? value.map((one) => inner + literal(one, level + 1, spelling))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(
          ([name, one]) => `${inner}${spelling.key(name)}: ${literal(one, level + 1, spelling)}`
        );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.join(',\n')}\n${indent.repeat(level)}${close}`;
}

/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Text of a shell in which `$NAME` of one variable is filled in. */
export function shellWithKey(before: string, keyName: string): string {
  return `"${before.replace(/["\\$`]/g, '\\$&')}$${keyName}"`;
}
