import type { Variable } from '#shared/prompt-fields';
import type { CsvTable } from '#shared/csv';

/** What one column of a table is taken for: a variable, the sets' names, or nothing. */
export type Meaning = { variable: string } | 'name' | null;

export interface ImportedSet {
  name: string;
  values: Record<string, unknown>;
}
export interface CellProblem {
  /** Row of the table, from 1, without its header. */
  row: number;
  column: string;
  sentence: string;
}
export interface ValueImport {
  sets: ImportedSet[];
  /** Cells that do not fit their variable; they are left out of their sets. */
  problems: CellProblem[];
  /** Columns that go nowhere. */
  unmapped: string[];
  /** Required variables no column fills, and that have no default. */
  unfilled: string[];
}

const plain = (name: string) =>
  name
    .toLocaleLowerCase('en')
    .normalize('NFKC')
    .replace(/^\{\{|\}\}$/g, '')
    .replace(/[\s_.-]+/g, '');
const nameColumns = new Set(['name', 'title', 'set', 'case', 'label', 'id']);

/** What the columns are, by their names: as written, else without regard to case, blanks and dashes. */
export function guessMeanings(
  header: readonly string[],
  variables: readonly Pick<Variable, 'name'>[]
): Meaning[] {
  const taken = new Set<string>();
  const find = (match: (name: string) => boolean) => {
    const found = variables.find(({ name }) => !taken.has(name) && match(name));
    if (found) taken.add(found.name);
    return found ? { variable: found.name } : null;
  };
  const exact = header.map((column) => find((name) => name === column));
  const near = header.map(
    (column, at) => exact[at] ?? (column && find((name) => plain(name) === plain(column)))
  );
  const named = header.findIndex((column, at) => !near[at] && nameColumns.has(plain(column)));
  return near.map((meaning, at) => meaning || (at === named ? 'name' : null));
}

/** Each row as a set of values, by what the columns are. */
export function importValues(
  { header, rows }: Pick<CsvTable, 'header' | 'rows'>,
  meanings: readonly Meaning[],
  variables: readonly Variable[]
): ValueImport {
  const byName = new Map(variables.map((one) => [one.name, one]));
  const problems: CellProblem[] = [];
  const sets = rows.map((cells, index) => {
    const set: ImportedSet = { name: `Row ${index + 1}`, values: {} };
    for (const [at, meaning] of meanings.entries()) {
      const cell = cells[at] ?? '';
      if (meaning === null || cell === '') continue;
      if (meaning === 'name') {
        set.name = cell.trim().slice(0, 200) || set.name;
        continue;
      }
      const variable = byName.get(meaning.variable);
      const read = variable ? readValue(cell, variable) : null;
      if (read === null) continue;
      if ('value' in read) set.values[meaning.variable] = read.value;
      else problems.push({ row: index + 1, column: header[at] ?? '', ...read });
    }
    return set;
  });
  const filled = new Set(meanings.map((one) => (one && one !== 'name' ? one.variable : null)));
  return {
    sets,
    problems,
    unmapped: header.flatMap((column, at) =>
      meanings[at] === null ? [column || `Column ${at + 1}`] : []
    ),
    unfilled: variables
      .filter(({ name, required, default: usual }) => required && !usual && !filled.has(name))
      .map(({ name }) => name)
  };
}

const yes = new Set(['true', 'yes', 'y', '1', 'on']);
const no = new Set(['false', 'no', 'n', '0', 'off']);

/** A text as a value of its variable's type. */
export function readValue(
  text: string,
  { type, options }: Pick<Variable, 'type' | 'options'>
): { value: string | number | boolean } | { sentence: string } {
  const trimmed = text.trim();
  switch (type) {
    case 'number': {
      const value = Number(trimmed);
      return trimmed !== '' && Number.isFinite(value)
        ? { value }
        : { sentence: `“${short(text)}” is not a number.` };
    }
    case 'boolean': {
      const word = trimmed.toLocaleLowerCase('en');
      if (yes.has(word)) return { value: true };
      if (no.has(word)) return { value: false };
      return { sentence: `“${short(text)}” is neither true nor false.` };
    }
    case 'select': {
      const found =
        options.find((option) => option === text) ?? options.find((option) => option === trimmed);
      if (found !== undefined || options.length === 0) return { value: found ?? text };
      return { sentence: `“${short(text)}” is none of its options.` };
    }
    default:
      return { value: text };
  }
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
