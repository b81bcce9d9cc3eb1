import type { PromptContent } from '#shared/prompt-fields';
import { valueText } from '#shared/fill-prompt';
import type { Message } from '#shared/message-parts';
import { diffPrompts } from '#shared/prompt-diff';
import { same } from '#shared/same';
import { wordsOf } from '#shared/word-diff';
import { configWords } from '$lib/versions/change-words';

/** What was asked in one column; `null` where it is not on this device. */
export interface Asked {
  content: PromptContent | null;
  values: Record<string, unknown>;
}

export interface ColumnChip {
  kind: 'param' | 'prompt' | 'value';
  text: string;
}

/**
 * What tells columns apart, for each of them: parameters and values that are not the same in all, and what
 * of the prompt differs from the first.
 */
export function chipsOfColumns(columns: readonly Asked[]): ColumnChip[][] {
  const [first] = columns;
  return columns.map((column) => [
    ...params(columns, column),
    ...values(columns, column),
    ...(first && column !== first ? prompts(first.content, column.content) : [])
  ]);
}

function params(columns: readonly Asked[], { content }: Asked): ColumnChip[] {
  const configs = columns.flatMap((one) => (one.content ? [one.content.modelConfig] : []));
  const names = [
    ...new Set(configs.flatMap((config) => Object.keys(config)))
  ] as (keyof (typeof configs)[number])[];
  return names
    .filter((name) => name !== 'model')
    .filter((name) => configs.some((config) => !same(config[name], configs[0]?.[name])))
    .flatMap((name) => {
      const value = content?.modelConfig[name];
      const [words] = configWords([{ path: [name], before: undefined, after: value }]);
      if (!content || !words) return [];
      return { kind: 'param' as const, text: `${words.label} ${words.after ?? 'default'}` };
    });
}

function values(columns: readonly Asked[], { content, values }: Asked): ColumnChip[] {
  const variables = content?.variables ?? [];
  const others = columns.flatMap(
    (one) => one.content?.variables.map((each) => valueText(each, one.values) && each.name) ?? []
  );
  return variables
    .filter(({ name }) => others.includes(name))
    .filter((variable) =>
      columns.some((one) => {
        const there = one.content?.variables.find(({ name }) => name === variable.name);
        return there && valueText(there, one.values) !== valueText(variable, values);
      })
    )
    .map((variable) => ({
      kind: 'value' as const,
      text: `${variable.name}: ${short(valueText(variable, values) ?? 'empty')}`
    }));
}

function prompts(first: PromptContent | null, content: PromptContent | null): ColumnChip[] {
  if (!first || !content) return [];
  const found = diffPrompts(first, content);
  const before = first.messages ?? [];
  const after = content.messages ?? [];
  const texts: string[] = [];
  if (found.kind) texts.push(`a prompt of kind ${content.kind}`);
  if (found.systemPrompt) texts.push(`system text ${wordChange(found.systemPrompt)}`);
  if (found.text) texts.push(`text ${wordChange(found.text)}`);
  let added = 0;
  let removed = 0;
  let moved = 0;
  for (const pair of found.messages) {
    const was = pair.before === null ? null : (before[pair.before] ?? null);
    const is = pair.after === null ? null : (after[pair.after] ?? null);
    if (was === null) added++;
    else if (is === null) removed++;
    else {
      if (pair.moved) moved++;
      if (!pair.equal)
        texts.push(
          `${is.role} ${(pair.after ?? 0) + 1} ${wordChange({ before: textOf(was), after: textOf(is) })}`
        );
    }
  }
  if (added > 0) texts.push(`${messages(added)} more`);
  if (removed > 0) texts.push(`${messages(removed)} fewer`);
  if (moved > 0) texts.push(`${messages(moved)} moved`);
  if (found.variables.changes.length > 0) texts.push('other variables');
  if (found.tools.changes.length > 0 || found.tools.order) texts.push('other tools');
  if (found.outputSchema.length > 0) texts.push('other schema');
  return texts.map((text) => ({ kind: 'prompt', text }));
}

const messages = (count: number) => (count === 1 ? '1 message' : `${count} messages`);

/** “−14 words”, or “changed” where there are as many. */
function wordChange({ before, after }: { before: string; after: string }): string {
  const more = count(after) - count(before);
  if (more === 0) return 'changed';
  return `${more > 0 ? '+' : '−'}${Math.abs(more)} ${Math.abs(more) === 1 ? 'word' : 'words'}`;
}

const count = (text: string) => wordsOf(text).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part ? part.text : '')).join('\n');
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
