import type { PromptContent } from '#shared/prompt-fields';
import { mapPromptTexts, promptTexts } from '#shared/prompt-texts';
import { findSecrets, maskSecret, redact } from '#shared/secret-scan';

export interface PromptSecret {
  /** "OpenAI API key". */
  label: string;
  /** "System text", "Message 2", "Tools". */
  where: string;
  /** Index of its message; `null` outside of messages. */
  message: number | null;
  /** Its beginning, and no more. */
  masked: string;
  /** All of it: for telling it from others, never to be shown. */
  secret: string;
}

/** What looks like a secret anywhere in a prompt. */
export function secretsOf(
  content: PromptContent,
  find: typeof findSecrets = findSecrets
): PromptSecret[] {
  const tools = content.tools.length === 0 ? '' : JSON.stringify(content.tools);
  const usual = content.variables.map((one) => one.default ?? '').join('\n');
  return [
    ...promptTexts(content),
    { where: 'Tools', message: null, text: tools },
    { where: 'Defaults of the variables', message: null, text: usual }
  ].flatMap(({ text, ...place }) =>
    find(text).map(({ label, from, to }) => {
      const secret = text.slice(from, to);
      return { ...place, label, secret, masked: maskSecret(secret) };
    })
  );
}

/** “an OpenAI API key”. */
export function withArticle(label: string): string {
  return `${/^[AEIOUX]/i.test(label) ? 'an' : 'a'} ${label}`;
}

/** The content with every secret that was found replaced by what it was. */
export function redactContent(content: PromptContent): PromptContent {
  return {
    ...mapPromptTexts(content, redact),
    tools: content.tools.map((tool) => redactDeep(tool)),
    variables: content.variables.map((one) => ({
      ...one,
      default: one.default === null ? null : redact(one.default)
    }))
  };
}

function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactDeep(one)]));
}
