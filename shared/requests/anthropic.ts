import { anthropicMessages, anthropicTools } from './anthropic-messages.ts';
import { messagesOf } from './continue-text.ts';
import { objectIn, textIn } from './frames.ts';
import type { Loose } from './frames.ts';
import type { ModelCall, ModelRequest } from './model-call.ts';
import { onlySet, withExtra } from './request-body.ts';

/** The provider refuses a request without a limit; this stands where neither person nor model has one. */
const defaultMaxTokens = 1024;
export const anthropicVersion = '2023-06-01';

/** Anthropic's messages. */
export function anthropicRequest(call: ModelCall): ModelRequest {
  const { config } = call;
  const { system, messages } = anthropicMessages(messagesOf(call));
  const format = jsonFormat(config.responseFormat ?? null);
  const body = onlySet({
    model: call.model,
    max_tokens: config.maxTokens ?? call.maxOutputTokens ?? defaultMaxTokens,
    system: system === '' ? null : system,
    stream: true,
    temperature: config.temperature,
    top_p: config.topP,
    top_k: config.topK,
    stop_sequences: config.stopSequences,
    tools: anthropicTools(call.tools),
    output_config:
      config.reasoningEffort || format ? onlySet({ effort: config.reasoningEffort, format }) : null
  });
  return { path: '/v1/messages', body: withExtra({ ...body, messages }, config) };
}

/** The response format is kept in OpenAI's words; here only a schema can be asked for. */
function jsonFormat(format: Loose | null): Loose | null {
  if (format === null || textIn(format, 'type') !== 'json_schema') return null;
  const schema =
    objectIn(format, 'schema') ?? objectIn(objectIn(format, 'json_schema') ?? {}, 'schema');
  return schema ? { type: 'json_schema', schema } : null;
}
