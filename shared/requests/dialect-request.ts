import type { Dialect } from '#shared/models';
import { anthropicRequest } from './anthropic.ts';
import { geminiRequest } from './gemini.ts';
import type { Asked, ModelCall, ModelRequest } from './model-call.ts';
import { ollamaRequest } from './ollama.ts';
import { openaiChatRequest } from './openai-chat.ts';
import { openaiCompletionsRequest } from './openai-completions.ts';
import { openaiResponsesRequest } from './openai-responses.ts';

export type SpokenDialect = Exclude<Dialect, 'sample'>;

const builders: Record<SpokenDialect, (call: ModelCall, asked: Asked) => ModelRequest> = {
  'openai-chat': openaiChatRequest,
  'openai-completions': openaiCompletionsRequest,
  'openai-responses': openaiResponsesRequest,
  anthropic: anthropicRequest,
  gemini: geminiRequest,
  ollama: ollamaRequest
};

/** What a provider is asked, exactly as the server asks it. @throws AppError INVALID_REQUEST */
export function dialectRequest(
  dialect: SpokenDialect,
  call: ModelCall,
  asked: Asked
): ModelRequest {
  return builders[dialect](call, asked);
}
