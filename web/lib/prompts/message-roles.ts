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

/** Whose turn it is after a message. */
export function nextRole(role: Role | undefined): Role {
  return role === 'user' || role === 'tool' ? 'assistant' : 'user';
}
