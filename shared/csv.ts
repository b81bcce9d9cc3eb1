/**
 * Comma-separated values as RFC 4180 has them, and as spreadsheets save them: with `;` or tabs between
 * the fields, with a byte order mark, with either line ending.
 */
export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

export interface CsvTable {
  delimiter: Delimiter;
  header: string[];
  /** Each as long as the header. */
  rows: string[][];
}

/** Reads a file whose first line names its columns, or says in one sentence what is wrong and where. */
export function readCsv(text: string): CsvTable | { error: string } {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return { error: 'This file is empty.' };
  if (body.includes('\0'))
    return {
      error: 'This is not a text file. Save the table as CSV (UTF-8) and choose that file.'
    };
  const delimiter = guessDelimiter(body);
  const records = parseCsv(body, delimiter);
  if ('error' in records) return records;
  const [head, ...rest] = records.records;
  if (!head) return { error: 'This file is empty.' };
  const header = head.fields.map((name) => name.trim());
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice !== undefined)
    return { error: `Two columns are called “${twice}”. Give each column a name of its own.` };
  const rows: string[][] = [];
  for (const { fields, line } of rest) {
    const more = fields.slice(header.length);
    if (more.some((field) => field !== ''))
      return {
        error: `Line ${line} has ${fields.length} columns, and the header has ${header.length}. A value with ${names[delimiter]} in it has to stand in quotes.`
      };
    rows.push(header.map((_, at) => fields[at] ?? ''));
  }
  if (rows.length === 0)
    return {
      error: 'This file has a header and nothing below it. Each further line is a set of values.'
    };
  return { delimiter, header, rows };
}

const names: Record<Delimiter, string> = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab' };

/** The one that parts the first line most often; what stands in quotes does not count. */
function guessDelimiter(text: string): Delimiter {
  const first =
    /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0].replace(/"(?:[^"]|"")*"/g, '') ?? '';
  const counts = delimiters.map((one) => first.split(one).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

interface CsvRecord {
  fields: string[];
  /** Where it begins, from 1. */
  line: number;
}

/** All records of a text, blank lines left out. Fields are what stands there: nothing is trimmed. */
export function parseCsv(
  text: string,
  delimiter: Delimiter
): { records: CsvRecord[] } | { error: string } {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let quoted = false;
  let line = 1;
  let begun = 1;
  let at = 0;

  function endRecord() {
    const blank = fields.length === 1 && fields[0] === '' && !quoted;
    if (!blank) records.push({ fields, line: begun });
    fields = [];
    quoted = false;
  }

  const stops = new RegExp(`[${delimiter === '\t' ? '\\t' : delimiter}\\r\\n]`, 'g');
  while (at <= text.length) {
    if (text[at] === '"') {
      quoted = true;
      const opened = line;
      let value = '';
      for (;;) {
        const close = text.indexOf('"', at + 1);
        if (close < 0) return { error: `The quotes that open in line ${opened} are never closed.` };
        value += text.slice(at + 1, close);
        at = close + 1;
        if (text[at] !== '"') break;
        value += '"';
      }
      line += value.split(/\r\n|\n|\r/).length - 1;
      fields.push(value);
      const next = text[at];
      if (next !== undefined && next !== delimiter && next !== '\r' && next !== '\n')
        return {
          error: `In line ${line} something stands after closing quotes. Quotes inside a value have to be doubled.`
        };
    } else {
      stops.lastIndex = at;
      const stop = stops.exec(text)?.index ?? text.length;
      fields.push(text.slice(at, stop));
      at = stop;
    }
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    endRecord();
    if (at >= text.length) break;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    begun = line;
    if (at >= text.length) break;
  }
  return { records };
}

/** The same as RFC 4180 has it: fields with anything special in quotes, lines ended by CR LF. */
export function writeCsv(
  records: readonly (readonly string[])[],
  delimiter: Delimiter = ','
): string {
  const write = (field: string, alone: boolean) =>
    /["\r\n,;\t]/.test(field) || field.trim() !== field || (alone && field === '')
      ? `"${field.replaceAll('"', '""')}"`
      : field;
  return records
    .map(
      (fields) => fields.map((field) => write(field, fields.length === 1)).join(delimiter) + '\r\n'
    )
    .join('');
}
