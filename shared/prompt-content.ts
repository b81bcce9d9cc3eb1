import type { Prompt, PromptMessage } from '#shared/collections';
import type { PromptContent, Variable } from '#shared/prompt-fields';
import type { Message } from '#shared/message-parts';
import { variableNames } from '#shared/template';

type Head = Pick<
  Prompt,
  'kind' | 'text' | 'systemPrompt' | 'variables' | 'modelConfig' | 'tools' | 'outputSchema'
>;
type Row = Pick<PromptMessage, 'id' | 'role' | 'text' | 'parts' | 'position' | 'deletedAt'>;

/** Messages in their order, without deleted ones; two at one place stand in the order of their ids. */
export function orderedMessages<One extends Row>(rows: readonly One[]): One[] {
  return rows
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function messageOf({ role, text, parts }: Pick<Row, 'role' | 'text' | 'parts'>): Message {
  if (parts.length === 0) return { role, content: text };
  return { role, content: text === '' ? parts : [{ type: 'text', text }, ...parts] };
}

/** A message as the fields of a row: its first text apart, everything else as parts. */
export function messageFields({ role, content }: Message): Pick<Row, 'role' | 'text' | 'parts'> {
  if (typeof content === 'string') return { role, text: content, parts: [] };
  const [first, ...rest] = content;
  if (first?.type === 'text') return { role, text: first.text, parts: rest };
  return { role, text: '', parts: content };
}

/** A variable as it is when it was only typed into a text. */
export function typedVariable(name: string): Variable {
  return { name, type: 'text', required: true, default: null, options: [] };
}

/** The variables of a prompt: those it declares, then those that stand in its texts alone. */
export function variablesOf(declared: readonly Variable[], texts: Iterable<string>): Variable[] {
  const known = new Set(declared.map(({ name }) => name));
  const found = variableNames(texts).filter((name) => !known.has(name));
  return [...declared, ...found.map(typedVariable)];
}

/** Everything of a prompt that decides what the model is asked: what a version freezes. */
export function promptContent(prompt: Head, rows: readonly Row[] = []): PromptContent {
  const { kind, systemPrompt, modelConfig, tools, outputSchema } = prompt;
  const common = { kind, systemPrompt, modelConfig, tools, outputSchema };
  // A completion is text as it stands: `{{` in it means nothing unless somebody declares it.
  if (kind === 'text') return { ...common, text: prompt.text.content, variables: prompt.variables };
  const messages = orderedMessages(rows).map(messageOf);
  const texts = [systemPrompt, ...messages.flatMap(textsOf)];
  return { ...common, text: '', messages, variables: variablesOf(prompt.variables, texts) };
}

function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((part) =>
    part.type === 'text' || part.type === 'toolResult' ? [part.text] : []
  );
}
