import type { PromptMessage } from '#shared/collections';
import type { Message } from '#shared/message-parts';
import { isToolAsked } from '#shared/tool-answers';
import type { Role } from './prompt-session.svelte';

export const roleNames: Record<Role, string> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool'
};

/** What stands in an empty message. */
export const roleHints: Record<Role, string> = {
  system: 'How the model shall behave',
  developer: 'What the model has to keep to',
  user: 'What a person asks. {{name}} makes a variable.',
  assistant: 'What the model answered, or how its answer shall begin',
  tool: 'What a tool answered'
};

/** As messages are, but for their texts. */
export const withoutTexts = (rows: readonly Pick<PromptMessage, 'role' | 'parts'>[]): Message[] =>
  rows.map(({ role, parts }) => ({ role, content: parts }));

/** Whose turn it is after these messages. */
export function nextRole(rows: readonly Pick<PromptMessage, 'role' | 'parts'>[]): Role {
  if (isToolAsked(withoutTexts(rows))) return 'tool';
  const role = rows.at(-1)?.role;
  return role === 'user' || role === 'tool' ? 'assistant' : 'user';
}
