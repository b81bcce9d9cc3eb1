import type { Loose } from '#shared/requests/frames';

/** An expression that is no literal, such as the name of a variable: what it holds is not known. */
export const unknownValue = Symbol('unknown');

const deepest = 64;
const words: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  True: true,
  False: false,
  None: null
};

export interface Read {
  value: unknown;
  /** Where the literal ends, in UTF-16 code units. */
  end: number;
}

/**
 * Reads the literal that begins at `at`: an object, a list, a text, a number or a word, as TypeScript or
 * Python write it; `(`, of a call, reads its named arguments as an object, or its first one.
 * @throws SyntaxError when it does not end, or goes deeper than 64
 */
export function readLiteral(code: string, at: number): Read {
  let position = at;
  let depth = 0;

  function fail(what: string): never {
    throw new SyntaxError(`${what} at character ${position + 1}`);
  }

  function skipBlank() {
    const blank = /(?:\s+|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    blank.lastIndex = position;
    blank.exec(code);
    position = Math.max(position, blank.lastIndex);
  }

  function value(): unknown {
    if (++depth > deepest) fail('Nested too deeply');
    skipBlank();
    const letter = code[position] ?? '';
    let read: unknown;
    if (letter === '{') read = object();
    else if (letter === '[') read = list(']');
    else if (letter === '(') read = group();
    else read = text() ?? scalar();
    depth -= 1;
    // After the literal asked for, the code goes on with something else.
    return depth === 0 ? read : rest(read);
  }

  /** What follows a value up to the next comma: more pieces of a text, or something we cannot follow. */
  function rest(read: unknown): unknown {
    for (;;) {
      skipBlank();
      const letter = code[position];
      if (letter === undefined || ',)]}:;='.includes(letter)) return read;
      const cast = /(?:as const|as [\w.<>[\]]+|satisfies [\w.<>[\]]+)/y;
      cast.lastIndex = position;
      if (cast.test(code)) {
        position = cast.lastIndex;
        continue;
      }
      if (letter === '+') position += 1;
      skipBlank();
      const more = typeof read === 'string' ? text() : undefined;
      if (typeof read === 'string' && more !== undefined) read = read + more;
      else {
        skipExpression();
        return unknownValue;
      }
    }
  }

  /** To the end of an expression, over everything it brackets. */
  function skipExpression() {
    let open = 0;
    while (position < code.length) {
      const letter = code[position] ?? '';
      if (open === 0 && ',)]};'.includes(letter)) return;
      if (open === 0 && letter === '\n' && depth === 0) return;
      if (text() !== undefined) continue;
      if ('([{'.includes(letter)) open += 1;
      if (')]}'.includes(letter)) open -= 1;
      position += 1;
    }
  }

  function object(): unknown {
    const found: [string, unknown][] = [];
    position += 1;
    for (;;) {
      skipBlank();
      if (code[position] === '}') break;
      if (position >= code.length) fail('An object does not end');
      if (code.startsWith('...', position) || code.startsWith('**', position)) skipExpression();
      else {
        const name = key();
        skipBlank();
        if (code[position] === ':') {
          position += 1;
          found.push([name, value()]);
        } else {
          // `{ model }`: what it holds is not known.
          skipExpression();
          found.push([name, unknownValue]);
        }
      }
      comma('}');
    }
    position += 1;
    return Object.fromEntries(found);
  }

  function key(): string {
    const quoted = text();
    if (quoted !== undefined) return quoted;
    const isComputed = code[position] === '[';
    if (isComputed) {
      const [first] = list(']') as unknown[];
      return typeof first === 'string' ? first : fail('A name that is not written out');
    }
    const name = /[\p{L}_$][\p{L}\p{N}_$]*|\d+/uy;
    name.lastIndex = position;
    const found = name.exec(code)?.[0];
    if (found === undefined) fail('A name was expected');
    position += found.length;
    return found;
  }

  function list(end: string): unknown[] {
    const found: unknown[] = [];
    position += 1;
    for (;;) {
      skipBlank();
      if (code[position] === end) break;
      if (position >= code.length) fail('A list does not end');
      if (code.startsWith('...', position)) skipExpression();
      else found.push(value());
      comma(end);
    }
    position += 1;
    return found;
  }

  /** Arguments of a call, a tuple, or something in brackets. */
  function group(): unknown {
    const named: Loose = {};
    const plain: unknown[] = [];
    position += 1;
    for (;;) {
      skipBlank();
      if (code[position] === ')') break;
      if (position >= code.length) fail('A call does not end');
      const name = /([A-Za-z_]\w*)\s*=(?!=)/y;
      name.lastIndex = position;
      const found = name.exec(code);
      if (found?.[1] !== undefined) {
        position = name.lastIndex;
        const read = value();
        Object.defineProperty(named, found[1], {
          value: read,
          enumerable: true,
          configurable: true,
          writable: true
        });
      } else if (code.startsWith('**', position)) {
        position += 2;
        const read = value();
        if (typeof read === 'object') Object.assign(named, read);
      } else plain.push(value());
      comma(')');
    }
    position += 1;
    return Object.keys(named).length > 0 ? named : plain[0];
  }

  function comma(end: string) {
    skipBlank();
    if (code[position] === ',') position += 1;
    else if (code[position] !== end) fail(`“,” or “${end}” was expected`);
  }

  function text(): string | undefined {
    const start = /(?:([rRbBuUfF]{0,2})("""|'''|"|')|(`))/y;
    start.lastIndex = position;
    const found = start.exec(code);
    if (!found) return undefined;
    const [whole, prefix = '', quotes, tick] = found;
    const close = quotes ?? tick ?? '';
    const isRaw = /r/i.test(prefix);
    let at = position + whole.length;
    const from = at;
    while (!code.startsWith(close, at)) {
      if (at >= code.length || (close.length === 1 && close !== '`' && code[at] === '\n'))
        fail('A text does not end');
      at += code[at] === '\\' ? 2 : 1;
    }
    position = at + close.length;
    const inner = code.slice(from, at);
    if (isRaw) return inner;
    const plain = unescaped(inner);
    if (tick) return plain.replace(/\$\{\s*([\p{L}_][\p{L}\p{N}_.-]{0,63})\s*\}/gu, '{{$1}}');
    // A Python f-string fills `{name}`, which is what a variable does here.
    if (!/f/i.test(prefix)) return plain;
    return plain.replace(/\{\{|\}\}|\{([\p{L}_][\p{L}\p{N}_.-]{0,63})\}/gu, (all, name?: string) =>
      name === undefined ? (all[0] ?? '') : `{{${name}}}`
    );
  }

  function scalar(): unknown {
    const number = /[-+]?(?:0x[\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:e[-+]?\d+)?)/iy;
    number.lastIndex = position;
    const digits = number.exec(code)?.[0];
    if (digits) {
      position = number.lastIndex;
      return Number(digits.replaceAll('_', ''));
    }
    const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
    word.lastIndex = position;
    const found = word.exec(code)?.[0];
    if (found !== undefined && Object.hasOwn(words, found)) {
      position += found.length;
      return words[found];
    }
    if (found === undefined && /[,)\]}:]/.test(code[position] ?? ')')) fail('A value was expected');
    skipExpression();
    return unknownValue;
  }

  const read = value();
  return { value: read, end: position };
}

const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': ''
};

function unescaped(text: string): string {
  return text.replace(
    /\\(u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|[\s\S])/g,
    (_, code: string, long?: string, short?: string, python?: string, byte?: string) => {
      const hex = long ?? python;
      if (hex !== undefined) {
        const point = parseInt(hex, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
      }
      const unit = short ?? byte;
      return unit === undefined ? (escapes[code] ?? code) : String.fromCharCode(parseInt(unit, 16));
    }
  );
}
