import type { Message, MessagePart } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, type PromptDraft } from './draft.ts';
import { sourceOf } from './media.ts';
import { draftOf } from './openai-request.ts';
import { keepRest, takeParams } from './request-params.ts';

/** A request of Gemini's, over HTTP or as its SDKs spell it (`config`). */
export function readGeminiRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, contents, config, generationConfig, ...outer } = body;
  const given = { ...asObject(config), ...asObject(generationConfig), ...outer };
  const rest = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [camel(name), value])
  );
  const modelConfig = takeParams(rest, {
    temperature: 'temperature',
    topP: 'topP',
    topK: 'topK',
    seed: 'seed',
    maxOutputTokens: 'maxTokens',
    stopSequences: 'stopSequences',
    presencePenalty: 'presencePenalty',
    frequencyPenalty: 'frequencyPenalty'
  });
  const { systemInstruction } = rest;
  delete rest['systemInstruction'];
  if (rest['responseLogprobs'] === true)
    modelConfig.logprobs = typeof rest['logprobs'] === 'number' ? rest['logprobs'] : 0;
  delete rest['responseLogprobs'];
  delete rest['logprobs'];
  const outputSchema = takeSchema(rest, modelConfig);
  takeThinking(rest, modelConfig);
  const tools = takeDeclarations(rest, notes);
  keepRest(rest, modelConfig, notes);
  const turns =
    typeof contents === 'string' ? [{ role: 'user', parts: [{ text: contents }] }] : contents;
  const messages = (Array.isArray(turns) ? turns : [turns])
    .filter(isObject)
    .map((turn) => readTurn(turn, notes));
  const systemPrompt = textOfParts(systemInstruction);
  const content = messagesContent({ systemPrompt, messages, modelConfig, tools, outputSchema });
  return draftOf(content, typeof model === 'string' ? model.replace(/^models\//, '') : null, notes);
}

function asObject(value: unknown): Loose {
  return isObject(value) ? value : {};
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function takeSchema(rest: Loose, config: ModelConfig): Loose | null {
  const schema = objectIn(rest, 'responseJsonSchema') ?? objectIn(rest, 'responseSchema');
  const isJson = rest['responseMimeType'] === 'application/json';
  if (isJson || schema) {
    for (const name of ['responseMimeType', 'responseJsonSchema', 'responseSchema'])
      delete rest[name];
  }
  if (isJson && !schema) config.responseFormat = { type: 'json_object' };
  return schema;
}

/** A level is our effort; a budget in tokens has no field here and stays raw. */
function takeThinking(rest: Loose, config: ModelConfig) {
  const thinking = objectIn(rest, 'thinkingConfig');
  if (!thinking) return;
  const { thinkingLevel, thinkingBudget } = thinking;
  delete rest['thinkingConfig'];
  if (typeof thinkingLevel === 'string') config.reasoningEffort = thinkingLevel.toLowerCase();
  if (typeof thinkingBudget === 'number')
    rest['generationConfig'] = { thinkingConfig: { thinkingBudget } };
}

function takeDeclarations(rest: Loose, notes: string[]): unknown[] {
  const given = listIn(rest, 'tools').filter(isObject);
  delete rest['tools'];
  return given.flatMap((tool) => {
    const declared = [
      ...listIn(tool, 'functionDeclarations'),
      ...listIn(tool, 'function_declarations')
    ];
    if (declared.length === 0) notes.push('A tool that runs at the provider is left out.');
    return declared.filter(isObject).map((one) => {
      const parameters = objectIn(one, 'parametersJsonSchema') ?? objectIn(one, 'parameters');
      const [name, description] = [textIn(one, 'name'), textIn(one, 'description')];
      return { name, description, ...(parameters && { parameters }) };
    });
  });
}

function textOfParts(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = isObject(value) ? listIn(value, 'parts') : [];
  return parts.map((part) => (isObject(part) ? textIn(part, 'text') : '')).join('\n\n');
}

function readTurn(turn: Loose, notes: string[]): Message {
  const role = turn['role'] === 'model' ? 'assistant' : 'user';
  const parts = listIn(turn, 'parts')
    .filter(isObject)
    .flatMap((part) => {
      const read = readPart(part);
      if (read === null)
        notes.push(`A part (${Object.keys(part).join(', ').slice(0, 60)}) was left out.`);
      return read ? [read] : [];
    });
  if (parts.every((part) => part.type === 'text'))
    return { role, content: parts.map(({ text }) => text).join('') };
  return { role: parts.every(({ type }) => type === 'toolResult') ? 'tool' : role, content: parts };
}

function readPart(part: Loose): MessagePart | null {
  if (typeof part['text'] === 'string') return { type: 'text', text: part['text'] };
  const called = objectIn(part, 'functionCall');
  if (called) {
    const name = textIn(called, 'name');
    const id = textIn(called, 'id') || name;
    return { type: 'toolCall', id, name, arguments: JSON.stringify(called['args'] ?? {}) };
  }
  const answered = objectIn(part, 'functionResponse');
  if (answered) {
    const name = textIn(answered, 'name');
    const { result } = objectIn(answered, 'response') ?? {};
    const text = typeof result === 'string' ? result : JSON.stringify(answered['response'] ?? {});
    return { type: 'toolResult', id: textIn(answered, 'id') || name, name, text };
  }
  const inline = objectIn(part, 'inlineData');
  const file = objectIn(part, 'fileData');
  const mediaType = textIn(inline ?? file ?? {}, 'mimeType');
  const source = inline
    ? sourceOf(`data:${mediaType};base64,${textIn(inline, 'data')}`)
    : sourceOf(textIn(file ?? {}, 'fileUri'));
  if (source === null) return null;
  const media = { ...source, mediaType: mediaType || source.mediaType };
  return media.mediaType.startsWith('image/')
    ? { type: 'image', ...media }
    : { type: 'file', name: '', ...media };
}
