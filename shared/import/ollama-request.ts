import { isObject, objectIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, textContent, type PromptDraft } from './draft.ts';
import { draftOf, firstSystem, readChatMessages } from './openai-request.ts';
import {
  dropTransport,
  keepRest,
  takeLogprobs,
  takeParams,
  takeTools,
  without
} from './request-params.ts';

/** A request of Ollama's own API: `/api/chat` or `/api/generate`. */
export function readOllamaRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, messages: given, prompt, options, system, ...members } = body;
  const rest = without(members, 'raw');
  dropTransport(rest, notes);
  const inner = { ...(isObject(options) ? options : {}) };
  const modelConfig = takeParams(inner, {
    temperature: 'temperature',
    num_predict: 'maxTokens',
    top_p: 'topP',
    top_k: 'topK',
    min_p: 'minP',
    frequency_penalty: 'frequencyPenalty',
    seed: 'seed',
    presence_penalty: 'presencePenalty',
    repeat_penalty: 'repeatPenalty',
    stop: 'stopSequences'
  });
  takeLogprobs(rest, modelConfig);
  if (typeof rest['think'] === 'string') modelConfig.reasoningEffort = rest['think'];
  if (rest['think'] === false) modelConfig.reasoningEffort = 'none';
  if (typeof rest['think'] !== 'boolean' || rest['think'] === false) delete rest['think'];
  if (rest['format'] === 'json') modelConfig.responseFormat = { type: 'json_object' };
  const outputSchema = objectIn(rest, 'format');
  delete rest['format'];
  const tools = takeTools(rest, notes);
  if (Object.keys(inner).length > 0) rest['options'] = inner;
  keepRest(rest, modelConfig, notes);
  const own = typeof system === 'string' ? system : '';
  if (typeof prompt === 'string' && own === '')
    return draftOf({ ...textContent(prompt, modelConfig), outputSchema }, model, notes);
  const asked = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : given;
  const read = firstSystem(
    readChatMessages((Array.isArray(asked) ? asked : []).map(withTextCalls), notes)
  );
  const content = messagesContent({
    systemPrompt: own || read.systemPrompt,
    messages: read.messages,
    modelConfig,
    tools,
    outputSchema
  });
  return draftOf(content, model, notes);
}

/** Pictures stand beside the text here, and arguments are objects. */
function withTextCalls(message: unknown): unknown {
  if (!isObject(message)) return message;
  const { images, tool_calls: calls, tool_name, ...rest } = message;
  const parts = (Array.isArray(images) ? images : []).map((data) => ({
    type: 'image_url',
    image_url: { url: `data:image/png;base64,${String(data)}` }
  }));
  return {
    ...rest,
    ...(typeof tool_name === 'string' && { tool_call_id: tool_name }),
    ...(parts.length > 0 && {
      content: [{ type: 'text', text: String(rest['content'] ?? '') }, ...parts]
    }),
    ...(Array.isArray(calls) && { tool_calls: calls.filter(isObject).map(withTextArguments) })
  };
}

function withTextArguments(call: Loose): Loose {
  const called = objectIn(call, 'function') ?? {};
  const given = called['arguments'];
  const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  return { id: called['name'], ...call, function: { ...called, arguments: text } };
}
