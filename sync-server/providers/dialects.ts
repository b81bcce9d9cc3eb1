import { anthropic } from './anthropic.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiCompletions } from './openai-completions.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Dialect } from '#shared/models';
import type { Adapter } from './adapter.ts';

/** The adapter of each dialect that is spoken over HTTP. */
export const adapters: Record<Exclude<Dialect, 'sample'>, Adapter> = {
  'openai-chat': openaiChat,
  'openai-completions': openaiCompletions,
  'openai-responses': openaiResponses,
  anthropic,
  gemini,
  ollama
};
