import type { Message } from '#shared/message-parts';
import { isObject, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, type PromptDraft } from './draft.ts';
import { contentOf, draftOf, firstSystem, roleOf } from './openai-request.ts';
import { dropTransport, keepRest, takeFormat, takeParams, takeTools } from './request-params.ts';

/** A request of OpenAI's responses. */
export function readResponsesRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, input, instructions, ...rest } = body;
  dropTransport(rest, notes);
  const modelConfig = takeParams(rest, {
    temperature: 'temperature',
    top_p: 'topP',
    max_output_tokens: 'maxTokens'
  });
  if (Array.isArray(rest['include']) && rest['include'].includes('message.output_text.logprobs')) {
    modelConfig.logprobs = typeof rest['top_logprobs'] === 'number' ? rest['top_logprobs'] : 0;
    delete rest['include'];
    delete rest['top_logprobs'];
  }
  const effort = textIn(objectIn(rest, 'reasoning') ?? {}, 'effort');
  if (effort !== '') modelConfig.reasoningEffort = effort;
  delete rest['reasoning'];
  const text = objectIn(rest, 'text') ?? {};
  const outputSchema = takeFormat(chatFormat(text['format']), modelConfig);
  delete rest['text'];
  const tools = takeTools(rest, notes);
  keepRest(rest, modelConfig, notes);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const read = readItems(Array.isArray(items) ? items : [], notes);
  const own = typeof instructions === 'string' ? instructions : '';
  const { systemPrompt, messages } =
    own === '' ? firstSystem(read) : { systemPrompt: own, messages: read };
  const content = messagesContent({ systemPrompt, messages, modelConfig, tools, outputSchema });
  return draftOf(content, model, notes);
}

/** Our response formats are kept in the words of chat completions. */
function chatFormat(format: unknown): unknown {
  if (!isObject(format) || format['type'] !== 'json_schema') return format;
  const { type, ...json_schema } = format;
  return { type, json_schema };
}

function readItems(items: unknown[], notes: string[]): Message[] {
  const messages: Message[] = [];
  const names = new Map<string, string>();
  for (const item of items.filter(isObject)) {
    const id = textIn(item, 'call_id');
    if (item['type'] === 'function_call') {
      const name = textIn(item, 'name');
      names.set(id, name);
      const call = { type: 'toolCall' as const, id, name, arguments: textIn(item, 'arguments') };
      const last = messages.at(-1);
      // What the model said and called in one answer is one message here.
      if (last?.role === 'assistant')
        last.content = [
          ...(typeof last.content === 'string'
            ? last.content === ''
              ? []
              : [{ type: 'text' as const, text: last.content }]
            : last.content),
          call
        ];
      else messages.push({ role: 'assistant', content: [call] });
    } else if (item['type'] === 'function_call_output') {
      const text =
        typeof item['output'] === 'string' ? item['output'] : JSON.stringify(item['output']);
      messages.push({
        role: 'tool',
        content: [{ type: 'toolResult', id, name: names.get(id) ?? '', text }]
      });
    } else if (typeof item['role'] === 'string') {
      const role = roleOf(item['role'], notes);
      if (role) messages.push({ role, content: contentOf(item['content'], notes) });
    } else notes.push(`An item of the kind “${textIn(item, 'type').slice(0, 40)}” was left out.`);
  }
  return messages;
}
