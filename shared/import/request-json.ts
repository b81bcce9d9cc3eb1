import { isObject, listIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { readAnthropicRequest } from './anthropic-request.ts';
import type { ImportFormat, PromptDraft } from './draft.ts';
import { readGeminiRequest } from './gemini-request.ts';
import { readOllamaRequest } from './ollama-request.ts';
import { readChatRequest, readCompletionRequest } from './openai-request.ts';
import { readResponsesRequest } from './responses-request.ts';

type RequestFormat = Exclude<ImportFormat, 'promptfoo' | 'dotprompt' | 'prompty'>;

const readers: Record<RequestFormat, (body: Loose) => PromptDraft> = {
  'openai-chat': readChatRequest,
  'openai-completions': readCompletionRequest,
  'openai-responses': readResponsesRequest,
  anthropic: readAnthropicRequest,
  gemini: readGeminiRequest,
  ollama: readOllamaRequest
};

/**
 * Reads the body of a request, whosever it is. `hint`: the address it goes to or the code around it.
 * `null`: it is no request of a model.
 */
export function readRequest(
  body: Loose,
  hint = ''
): { format: RequestFormat; draft: PromptDraft } | null {
  const format = formatOf(body, hint);
  return format && { format, draft: readers[format](body) };
}

function formatOf(body: Loose, hint: string): RequestFormat | null {
  if ('contents' in body) return 'gemini';
  if ('input' in body) return 'openai-responses';
  const isOllama = /\/api\/(chat|generate)\b|\bollama\b/i.test(hint) || isObject(body['options']);
  if (isOllama && ('messages' in body || typeof body['prompt'] === 'string')) return 'ollama';
  if (Array.isArray(body['messages'])) return isAnthropic(body, hint) ? 'anthropic' : 'openai-chat';
  return 'prompt' in body && 'model' in body ? 'openai-completions' : null;
}

function isAnthropic(body: Loose, hint: string): boolean {
  if (/\/chat\/completions|chat\.completions/.test(hint)) return false;
  if (/anthropic|\/v1\/messages|messages\.(create|stream)/i.test(hint)) return true;
  const model = String(body['model'] ?? '');
  const blocks = listIn(body, 'messages').some(
    (message) =>
      isObject(message) &&
      listIn(message, 'content').some(
        (part) => isObject(part) && /^(tool_use|tool_result|document)$/.test(String(part['type']))
      )
  );
  const hasTools = listIn(body, 'tools').some((tool) => isObject(tool) && 'input_schema' in tool);
  return (
    'system' in body || 'stop_sequences' in body || /^claude/.test(model) || hasTools || blocks
  );
}
