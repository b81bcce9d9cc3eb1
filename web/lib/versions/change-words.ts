import { paramSpecs } from '#shared/param-specs';
import type { ListDiff, ValueChange } from '#shared/value-diff';

/** A difference in a few words: “temperature 0.7 → 1”. `undefined` on a side: nothing stood there. */
export interface ChangeWords {
  label: string;
  before: string | null;
  after: string | null;
  kind: 'added' | 'removed' | 'changed';
}

const longest = 80;

/** What changed in a model's parameters, the model first. */
export function configWords(changes: readonly ValueChange[]): ChangeWords[] {
  return changes.map((change) => wordsOf(change, labelOf(change.path)));
}

/** What changed in things known by name: “dish added”, “guests required no → yes”. */
export function listWords({ changes, order }: ListDiff): ChangeWords[] {
  const words = changes.map((change) => {
    const [name = '', ...inner] = change.path;
    // The whole thing came or went: its name says enough.
    if (inner.length === 0 && kindOf(change) !== 'changed')
      return { label: name, before: null, after: null, kind: kindOf(change) };
    return wordsOf(change, [name, ...inner].join(' '));
  });
  if (!order) return words;
  const [before, after] = [order.before.join(', '), order.after.join(', ')];
  return [...words, { label: 'order', before, after, kind: 'changed' }];
}

/** What changed in a JSON Schema, by path. */
export function schemaWords(changes: readonly ValueChange[]): ChangeWords[] {
  return changes.map((change) =>
    change.path.length === 0
      ? { label: 'schema', before: null, after: null, kind: wholeKind(change) }
      : wordsOf(change, change.path.join('.'))
  );
}

function wordsOf(change: ValueChange, label: string): ChangeWords {
  const { before, after } = change;
  return {
    label,
    before: before === undefined ? null : sayValue(before),
    after: after === undefined ? null : sayValue(after),
    kind: kindOf(change)
  };
}

function kindOf({ before, after }: ValueChange): ChangeWords['kind'] {
  return before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
}

function wholeKind({ before, after }: ValueChange): ChangeWords['kind'] {
  return before == null ? 'added' : after == null ? 'removed' : 'changed';
}

function labelOf([first = '', ...rest]: string[]): string {
  const spec = Object.hasOwn(paramSpecs, first)
    ? paramSpecs[first as keyof typeof paramSpecs].label.toLowerCase()
    : first;
  return [spec, ...rest].join(' ');
}

function sayValue(value: unknown): string {
  if (value === null) return 'not sent';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text === '' ? 'empty' : text;
}
