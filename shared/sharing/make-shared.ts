import { answerText } from '#shared/answer-text';
import type { Snapshot } from '#shared/collections';
import type { PromptContent, Span } from '#shared/prompt-fields';
import type { Message, MessagePart } from '#shared/message-parts';
import { splitModelId } from '#shared/model-config';
import type { ModelConfig } from '#shared/model-config';
import { sharedParamsSchema } from './shared-content.ts';
import type { SharedContent, SharedMessage, SharedPart, SharedPrompt } from './shared-content.ts';

/** A message and whether a model wrote it. */
export interface ChatTurn {
  role: Message['role'];
  text: string;
  parts: readonly MessagePart[];
  runId: string | null;
}

interface Named {
  title: string;
  /** The parameters and the model, as they stand beside it. */
  modelConfig: ModelConfig;
}

const longestTitle = 200;

/** A prompt as it stands. `spans` are the ranges of its text that a model wrote. */
export function sharePrompt(
  title: string,
  content: PromptContent,
  spans: readonly Pick<Span, 'from' | 'to'>[] = []
): SharedContent {
  return {
    subject: 'prompt',
    title: title.slice(0, longestTitle),
    modelName: modelNameOf(content.modelConfig.model),
    prompt: sharedPrompt(content, spans),
    values: {},
    outputs: []
  };
}

/** What came of a run, with what it was asked. */
export interface SharedAnswer {
  title: string;
  model: string | null;
  text: string;
}

/** @param content `null`: the answers alone, as where what was asked differs or is not known */
export function shareRuns(
  title: string,
  content: PromptContent | null,
  values: Readonly<Record<string, unknown>>,
  answers: readonly SharedAnswer[]
): SharedContent {
  return {
    subject: answers.length > 1 ? 'comparison' : 'run',
    title: title.slice(0, longestTitle),
    modelName: answers.length > 1 ? null : modelNameOf(answers[0]?.model),
    prompt: content && sharedPrompt(content, []),
    values: content ? plainValues(values) : {},
    outputs: answers.map(({ title: name, model, text }) => ({
      title: name.slice(0, longestTitle),
      modelName: modelNameOf(model),
      text
    }))
  };
}

/** The branch of a conversation that is shown, and no other. */
export function shareConversation(
  { title, modelConfig, systemPrompt }: Named & { systemPrompt: string },
  path: readonly ChatTurn[]
): SharedContent {
  return {
    subject: 'conversation',
    title: title.slice(0, longestTitle),
    modelName: modelNameOf(modelConfig.model),
    prompt: {
      kind: 'messages',
      text: '',
      written: [],
      systemPrompt,
      messages: path.map(({ role, text, parts, runId }) => ({
        role,
        text,
        parts: sharedParts(parts),
        byModel: runId !== null
      })),
      variables: [],
      params: paramsOf(modelConfig),
      tools: [],
      outputSchema: null
    },
    values: {},
    outputs: []
  };
}

/** A snapshot as it was taken: what was asked, with which values, and what came of it. */
export function shareSnapshot({
  title,
  content,
  output,
  config,
  facts
}: Pick<Snapshot, 'title' | 'content' | 'output' | 'config' | 'facts'>): SharedContent {
  const { kind, text, systemPrompt, messages, variables, values, tools, outputSchema } = content;
  const asked: PromptContent = {
    kind: kind === 'text' ? 'text' : 'messages',
    text: text.content,
    systemPrompt,
    variables,
    modelConfig: config,
    tools,
    outputSchema
  };
  const model = facts.modelAnswered ?? modelNameOf(facts.modelAsked ?? config.model);
  const modelName = model?.slice(0, longestTitle) ?? null;
  return {
    subject: 'snapshot',
    title: title.slice(0, longestTitle),
    modelName,
    prompt: {
      ...sharedPrompt(asked, text.spans),
      messages: messages.map((message) => ({
        ...sharedMessage(message),
        byModel: message.runId !== null || message.model !== null
      }))
    },
    values: plainValues(values),
    outputs: output ? [{ title: 'Answer', modelName, text: answerText(output) }] : []
  };
}

/** The same without what the model was told about itself. */
export function withoutSystemText(content: SharedContent): SharedContent {
  if (!content.prompt) return content;
  const isSystem = ({ role }: SharedMessage) => role === 'system' || role === 'developer';
  const messages = content.prompt.messages.filter((message) => !isSystem(message));
  return { ...content, prompt: { ...content.prompt, systemPrompt: '', messages } };
}

export function hasSystemText(content: SharedContent): boolean {
  return content !== withoutSystemText(content) && isOther(content, withoutSystemText(content));
}

function isOther(a: SharedContent, b: SharedContent): boolean {
  return (
    a.prompt?.systemPrompt !== b.prompt?.systemPrompt ||
    a.prompt?.messages.length !== b.prompt?.messages.length
  );
}

function sharedPrompt(
  content: PromptContent,
  spans: readonly Pick<Span, 'from' | 'to'>[]
): SharedPrompt {
  const { kind, text, systemPrompt, messages = [], variables, modelConfig, tools } = content;
  return {
    kind,
    text,
    systemPrompt,
    tools,
    outputSchema: content.outputSchema,
    written: spans.map(({ from, to }) => ({ from, to })),
    messages: messages.map(sharedMessage),
    variables: variables.map(({ name, type, required, default: usual, options }) => ({
      name,
      type,
      required,
      default: usual,
      options
    })),
    params: paramsOf(modelConfig)
  };
}

function sharedMessage({ role, content }: Message): SharedMessage {
  if (typeof content === 'string') return { role, text: content, parts: [], byModel: false };
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { role, text: texts.join('\n\n'), parts: sharedParts(content), byModel: false };
}

/** What a file is, never what is in it or where it lies. */
function sharedParts(parts: readonly MessagePart[]): SharedPart[] {
  return parts.flatMap((part): SharedPart[] => {
    if (part.type === 'text') return [];
    if (part.type === 'image') return [{ type: 'image', mediaType: part.mediaType }];
    if (part.type === 'file') return [{ type: 'file', mediaType: part.mediaType, name: part.name }];
    if (part.type === 'toolCall') {
      const { id, name, arguments: given } = part;
      return [{ type: 'toolCall', id, name, arguments: given }];
    }
    return [{ type: 'toolResult', id: part.id, name: part.name, text: part.text }];
  });
}

/** The connection is whoever shares it's own affair, and so are raw parameters and those of a newer version. */
function paramsOf(config: ModelConfig): SharedPrompt['params'] {
  return sharedParamsSchema.parse(config);
}

function modelNameOf(model: string | null | undefined): string | null {
  if (!model) return null;
  return (splitModelId(model).name || model).slice(0, longestTitle);
}

function plainValues(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
