/**
 * JSON read together with where each value stands, so that whatever is wrong with it can be said by line.
 * Takes and refuses exactly what `JSON.parse` does, but for a name that stands twice in one object.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Place {
  /** From 1. */
  line: number;
  column: number;
}
export type ReadJson =
  | { value: Json; placeOf: (path: readonly (string | number)[]) => Place }
  | { error: { sentence: string } & Place };

class Wrong extends Error {
  readonly at: number;
  constructor(sentence: string, at: number) {
    super(sentence);
    this.at = at;
  }
}

const deepest = 200;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blank = /[ \t\n\r]*/y;
const word = /[A-Za-z_$][\w$]*/y;
/** All but quotes, backslashes and control characters. */
const plain = /[ !#-[\]-\uffff]*/y;

/** Reads a JSON text, or says what is wrong with it and where. */
export function readJson(text: string): ReadJson {
  const places = new Map<string, number>();
  let at = 0;

  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const skip = () => {
    match(blank);
    if (text.startsWith('//', at) || text.startsWith('/*', at))
      throw new Wrong('JSON has no comments. Take this one out', at);
  };

  function value(path: string, depth: number): Json {
    skip();
    places.set(path, at);
    if (depth > deepest) throw new Wrong('This is nested too deeply', at);
    const start = at;
    const sign = text[at];
    if (sign === '{') return object(path, depth);
    if (sign === '[') return list(path, depth);
    if (sign === '"') return string();
    if (sign === undefined) throw new Wrong('Here the text ends, where a value is expected', at);
    if (sign === "'") throw new Wrong('JSON has double quotes: "…"', at);
    const digits = match(number);
    if (digits !== '') {
      if (/[\d.]/.test(text[at] ?? ''))
        throw new Wrong('This is not a number as JSON has it', start);
      return Number(digits);
    }
    const name = match(word);
    if (name === 'true') return true;
    if (name === 'false') return false;
    if (name === 'null') return null;
    if (name !== '') throw new Wrong(`“${name}” has to stand in double quotes`, start);
    throw new Wrong(`“${sign}” is not expected here`, start);
  }

  function object(path: string, depth: number): Json {
    const opened = at;
    const made: { [key: string]: Json } = {};
    at += 1;
    skip();
    if (text[at] === '}') {
      at += 1;
      return made;
    }
    for (;;) {
      skip();
      const begins = at;
      if (text[at] === '}') throw new Wrong('There is a comma too many before this brace', at);
      if (text[at] !== '"') throw new Wrong(nameWanted(), at);
      const name = string();
      if (Object.hasOwn(made, name))
        throw new Wrong(`“${name}” stands twice in this object`, begins);
      skip();
      if (text[at] !== ':') throw new Wrong(`A colon is missing after “${name}”`, at);
      at += 1;
      const inner = value(`${path}/${escape(name)}`, depth + 1);
      // A plain assignment of `__proto__` would change the object instead of its content.
      Object.defineProperty(made, name, {
        value: inner,
        enumerable: true,
        writable: true,
        configurable: true
      });
      skip();
      if (text[at] === '}') break;
      if (text[at] !== ',') throw new Wrong(commaWanted('}', opened), at);
      at += 1;
    }
    at += 1;
    return made;
  }

  function list(path: string, depth: number): Json {
    const opened = at;
    const made: Json[] = [];
    at += 1;
    skip();
    if (text[at] === ']') {
      at += 1;
      return made;
    }
    for (;;) {
      skip();
      if (text[at] === ']') throw new Wrong('There is a comma too many before this bracket', at);
      made.push(value(`${path}/${made.length}`, depth + 1));
      skip();
      if (text[at] === ']') break;
      if (text[at] !== ',') throw new Wrong(commaWanted(']', opened), at);
      at += 1;
    }
    at += 1;
    return made;
  }

  function string(): string {
    const opened = at;
    at += 1;
    for (;;) {
      match(plain);
      const sign = text[at];
      if (sign === '"') break;
      if (sign === '\\') {
        const escaped = text.slice(at, at + 6);
        if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(escaped))
          throw new Wrong('After a backslash JSON has one of " \\ / b f n r t u', at);
        at += escaped[1] === 'u' ? 6 : 2;
      } else if (sign === undefined || sign === '\n' || sign === '\r')
        throw new Wrong(
          'These quotes are not closed in their line; a line break is written \\n',
          opened
        );
      else throw new Wrong('A tab or control character has to be written with a backslash', at);
    }
    at += 1;
    return JSON.parse(text.slice(opened, at)) as string;
  }

  const nameWanted = () =>
    text[at] === "'"
      ? 'JSON has double quotes: "…"'
      : at >= text.length
        ? 'Here the text ends, where a name or a closing brace is expected'
        : 'Here a name in double quotes is expected';

  const commaWanted = (close: '}' | ']', opened: number) =>
    at >= text.length
      ? `The ${close === '}' ? 'brace' : 'bracket'} of line ${placeAt(text, opened).line} is not closed`
      : `Here a comma or “${close}” is expected`;

  try {
    const root = value('', 0);
    skip();
    if (at < text.length) throw new Wrong('After the end of the value nothing more may stand', at);
    return {
      value: root,
      placeOf(path) {
        // What is missing has no place of its own: the nearest thing around it has.
        for (let length = path.length; length >= 0; length--) {
          const found = places.get(
            path
              .slice(0, length)
              .map((step) => `/${escape(step)}`)
              .join('')
          );
          if (found !== undefined) return placeAt(text, found);
        }
        return { line: 1, column: 1 };
      }
    };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { error: { sentence: `${error.message}.`, ...placeAt(text, error.at) } };
  }
}

/** As JSON Pointer (RFC 6901) has it. */
function escape(step: string | number): string {
  return String(step).replaceAll('~', '~0').replaceAll('/', '~1');
}

function placeAt(text: string, at: number): Place {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
