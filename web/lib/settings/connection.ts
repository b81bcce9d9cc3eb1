import * as z from 'zod/mini';

/** A provider as the server tells of it; its key never travels, only its last four characters. */
export const connectionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  baseUrl: z.nullable(z.string()),
  source: z.string(),
  readOnly: z.boolean(),
  keyLast4: z.nullable(z.string()),
  /** Nobody but the person here sees and uses it. */
  own: z.optional(z.boolean())
});
export type Connection = z.infer<typeof connectionSchema>;

export const connectionListSchema = z.object({ items: z.array(connectionSchema) });
export const editedConnectionSchema = z.extend(connectionSchema, {
  keyDropped: z.optional(z.boolean())
});
export const testResultSchema = z.object({
  ok: z.boolean(),
  models: z.array(z.string()),
  error: z.optional(
    z.object({ code: z.string(), message: z.string(), detail: z.nullable(z.string()) })
  )
});
export type TestResult = z.infer<typeof testResultSchema>;

/** Whom a connection is for: everybody in the organization, or the person here alone. */
export type Whose = 'organization' | 'own';

/** What somebody may add here; the first is offered. */
export function choicesOf(asked: {
  isTeam: boolean;
  isPersonal: boolean;
  mayManage: boolean;
  mayRun: boolean;
}): Whose[] {
  // On one's own machine there is nobody to agree with, and in one's own space nobody to share with.
  if (!asked.isTeam) return ['organization'];
  if (asked.isPersonal) return ['own'];
  if (asked.mayManage) return ['organization', 'own'];
  return asked.mayRun ? ['own'] : [];
}

interface KindFacts {
  kind: string;
  label: string;
  baseUrl: string;
  /** Whether it is of use without a key. */
  needsKey: boolean;
  keyHint: string;
}

export const kinds: KindFacts[] = [
  {
    kind: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    needsKey: true,
    keyHint: 'Begins with “sk-”.'
  },
  {
    kind: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    needsKey: true,
    keyHint: 'Begins with “sk-ant-”.'
  },
  {
    kind: 'gemini',
    label: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
    needsKey: true,
    keyHint: 'Made in Google AI Studio.'
  },
  {
    kind: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://localhost:11434',
    needsKey: false,
    keyHint: 'Only if your server asks for one.'
  },
  {
    kind: 'openai-compatible',
    label: 'OpenAI-compatible server',
    baseUrl: 'http://localhost:8080/v1',
    needsKey: false,
    keyHint: 'Only if your server asks for one.'
  }
];

export function kindLabel(kind: string): string {
  return kinds.find((each) => each.kind === kind)?.label ?? (kind === 'sample' ? 'Built in' : kind);
}

/** Where a connection comes from, in a sentence, when it cannot be edited here. */
export function sourceNote(source: string): string | null {
  if (source === 'environment')
    return 'Set in the server’s environment. Change it there and restart the server.';
  if (source === 'local') return 'Found on this machine. It goes when its server does.';
  if (source === 'sample')
    return 'A small language model that comes with the app. It needs no key.';
  return null;
}
