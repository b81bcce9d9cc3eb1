import type { PromptContent } from '#shared/prompt-fields';

/** The words of what is asked, for a line that names it: of messages the last one. */
export function wordsOf({ text, messages = [], systemPrompt }: PromptContent): string {
  const last = messages.at(-1)?.content;
  const words = typeof last === 'string' ? last : last?.find((part) => part.type === 'text')?.text;
  return text || words || systemPrompt;
}
