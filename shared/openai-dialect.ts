import type { Dialect } from '#shared/models';

/** Think for minutes, and answer through responses alone. */
const patient = /^(o\d+|gpt-[\d.]+)-pro\b|deep-research/;
/** Think, and show it only through responses; or are not served by chat completions at all. */
const thinking = /^o\d|^gpt-[5-9]|^computer-use|codex/;
const chatOnly = /-chat\b|-search\b|audio|^gpt-oss/;

/** How a model of OpenAI's own service is best spoken to, by its name. */
export function openaiDialect(name: string): { dialect: Dialect; background: boolean } {
  if (patient.test(name)) return { dialect: 'openai-responses', background: true };
  const responses = thinking.test(name) && !chatOnly.test(name);
  return { dialect: responses ? 'openai-responses' : 'openai-chat', background: false };
}
