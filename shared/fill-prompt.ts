import type { PromptContent, Variable } from '#shared/prompt-fields';
import type { Message, MessagePart } from '#shared/message-parts';
import { promptTexts } from '#shared/prompt-texts';
import { fillTemplate, variableNames } from '#shared/template';
import { withToolResults } from '#shared/tool-answers';
import { readValue } from '#shared/value-import';

/** A variable's value as it stands in the text: its own, else its default; `null` where there is none. */
export function valueText(
  { name, default: fallback }: Pick<Variable, 'name' | 'default'>,
  values: Record<string, unknown>
): string | null {
  const own = Object.hasOwn(values, name) ? values[name] : null;
  const value = own === null || own === undefined || own === '' ? fallback : own;
  if (value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Why a variable's text is none of its type; `null` where it is, and where there is none. */
export function whyNotValue(
  variable: Pick<Variable, 'type' | 'options'>,
  text: string | null
): string | null {
  // An option may have been taken off the list since it was chosen: it is still what is meant.
  if (text === null || text === '' || variable.type === 'select') return null;
  const read = readValue(text, variable);
  return 'sentence' in read ? read.sentence : null;
}

/**
 * Variables that stand somewhere and cannot be filled: those required that have neither a value nor a
 * default, and those whose value or default is none of their type.
 */
export function missingValues(content: PromptContent, values: Record<string, unknown>): string[] {
  const missing = content.variables.filter((one) => {
    const text = valueText(one, values);
    return (one.required && text === null) || whyNotValue(one, text) !== null;
  });
  if (missing.length === 0) return [];
  const written = new Set(variableNames(promptTexts(content).map(({ text }) => text)));
  return missing.map(({ name }) => name).filter((name) => written.has(name));
}

/**
 * What the model is sent: the content with the values of its variables in it, and with what was written for
 * a tool at the call it answers. Only variables the content declares are filled, so that a text about
 * templates stays what it is; one that is not required and has no value is left out. Of one version and one
 * set of values it is always the same.
 */
export function fillPrompt(content: PromptContent, values: Record<string, unknown>): PromptContent {
  const filled = content.variables.length === 0 ? content : fillTexts(content, values);
  if (!filled.messages?.some(({ role }) => role === 'tool')) return filled;
  return { ...filled, messages: withToolResults(filled.messages) };
}

function fillTexts(content: PromptContent, values: Record<string, unknown>): PromptContent {
  const texts = new Map(content.variables.map((one) => [one.name, valueText(one, values) ?? '']));
  const fill = (text: string) => fillTemplate(text, texts);
  return {
    ...content,
    text: fill(content.text),
    systemPrompt: fill(content.systemPrompt),
    ...(content.messages && { messages: content.messages.map((one) => fillMessage(one, fill)) })
  };
}

function fillMessage(message: Message, fill: (text: string) => string): Message {
  const { content } = message;
  if (typeof content === 'string') return { ...message, content: fill(content) };
  return { ...message, content: content.map((part) => fillPart(part, fill)) };
}

function fillPart(part: MessagePart, fill: (text: string) => string): MessagePart {
  return part.type === 'text' || part.type === 'toolResult'
    ? { ...part, text: fill(part.text) }
    : part;
}
