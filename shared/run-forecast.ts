import type { PromptContent } from '#shared/prompt-fields';
import { fillPrompt } from '#shared/fill-prompt';
import type { MediaPart, Message } from '#shared/message-parts';
import { lengthOfMessage } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import { costOfTokens, isFree } from '#shared/model-price';
import type { Price } from '#shared/model-price';
import { rejectedParams } from '#shared/models';
import type { ModelInfo } from '#shared/models';
import { paramProblems } from '#shared/param-problems';
import { paramSpecs } from '#shared/param-specs';
import { modalityList, unreadParts } from '#shared/part-needs';
import { missingInOrder } from '#shared/prompt-variables';
import { estimateTokens } from '#shared/run-usage';
import { toolProblems } from '#shared/tool-answers';

/** What the next run will take, and what stands in its way. Tokens are estimates. */
export interface RunForecast {
  /** What the model reads, piece by piece: the system text, each message, tools, the form of the answer. */
  pieces: { label: string; tokens: number; /** Index of the message. */ message: number | null }[];
  tokens: number;
  /** Files of which nobody can say how many tokens they are. */
  uncounted: number;
  context: number | null;
  /** Tokens over what the model takes; 0 where it fits or is not known. */
  over: number;
  /** In nano-dollars: without an answer, and with the longest one (`null`: nobody says how long). */
  cost: { least: number; most: number | null } | null;
  free: boolean;
  /** Required variables without a value. */
  missing: string[];
  /** What keeps the run from beginning, or makes the provider refuse it; a sentence each. */
  problems: string[];
  /** What is set and not sent to this model. */
  unsent: string[];
}

/** Typical of a picture, as providers reckon them at their usual size. */
const imageTokens = 1_100;

/** @param model what is known of it; `null` where nothing is */
export function forecastRun(
  content: PromptContent,
  values: Record<string, unknown>,
  model: ModelInfo | null
): RunForecast {
  const filled = fillPrompt(content, values);
  const config = content.modelConfig;
  const media = mediaOf(filled.messages ?? []);
  const pieces = piecesOf(filled);
  const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
  const context = model?.contextTokens ?? null;
  const price = model?.price ?? null;
  const over = context === null ? 0 : Math.max(0, tokens - context);
  const missing = missingInOrder(content, values);
  return {
    pieces,
    tokens,
    context,
    over,
    missing,
    uncounted: media.filter((part) => tokensOfMedia(part) === null).length,
    cost: price && costRange(tokens, config, model, price),
    free: price !== null && isFree(price),
    problems: [
      ...toolProblems(content.messages ?? []),
      ...(model ? problemsOf(content, model) : [])
    ],
    unsent: model ? unsentOf(content, model) : []
  };
}

function piecesOf({ systemPrompt, text, messages = [], tools, outputSchema }: PromptContent) {
  const piece = (label: string, characters: number) => ({
    label,
    tokens: estimateTokens(characters),
    message: null as number | null
  });
  const pieces = [
    piece('System', systemPrompt.length),
    piece('Text', text.length),
    ...messages.map((one, message) => ({
      label: roleLabels[one.role],
      tokens: tokensOfMessage(one),
      message
    })),
    piece('Tools', tools.length === 0 ? 0 : JSON.stringify(tools).length),
    piece('Form of the answer', outputSchema ? JSON.stringify(outputSchema).length : 0)
  ];
  return pieces.filter((one) => one.tokens > 0 || one.message !== null);
}

const roleLabels: Record<Message['role'], string> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool'
};

/** Estimated tokens of one message, pictures and text files in it. */
export function tokensOfMessage(message: Message): number {
  const media = mediaOf([message]).reduce((sum, part) => sum + (tokensOfMedia(part) ?? 0), 0);
  return estimateTokens(lengthOfMessage(message)) + media;
}

function mediaOf(messages: readonly Message[]): MediaPart[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.filter((part) => part.type === 'image' || part.type === 'file')
  );
}

function tokensOfMedia({ type, mediaType, source }: MediaPart): number | null {
  if (type === 'image') return imageTokens;
  const size =
    'data' in source ? (source.data.length * 3) / 4 : 'blob' in source ? source.size : null;
  const isText = /^text\/|^application\/(json|xml)$/.test(mediaType);
  return isText && size != null ? estimateTokens(size) : null;
}

function costRange(input: number, config: ModelConfig, model: ModelInfo | null, price: Price) {
  const least = costOfTokens({ input, output: 0 }, price);
  if (isFree(price)) return { least, most: least };
  const told = model?.params.find(({ name }) => name === 'maxTokens')?.default;
  const longest =
    config.maxTokens ?? (typeof told === 'number' ? told : (model?.maxOutputTokens ?? null));
  if (longest === null) return { least, most: null };
  const output = longest * Math.max(1, config.n ?? 1);
  return { least, most: costOfTokens({ input, output }, price) };
}

function problemsOf(content: PromptContent, model: ModelInfo): string[] {
  const takes = model.input;
  const unread = unreadParts(content.messages ?? [], takes).map(
    ({ message, noun }) =>
      `Message ${message + 1} has ${noun}, and this model reads ${modalityList(takes ?? [])} only.`
  );
  const tools =
    content.tools.length > 0 && model.tools === false ? ['This model takes no tools.'] : [];
  const form =
    content.outputSchema && model.structuredOutput === false
      ? ['This model cannot be held to a form of its answer.']
      : [];
  const params = paramProblems(content.modelConfig, model).map(({ sentence }) => sentence);
  // Two pictures in one message are one problem.
  return [...new Set([...unread, ...tools, ...form, ...params])];
}

function unsentOf({ modelConfig }: PromptContent, model: ModelInfo): string[] {
  return rejectedParams(modelConfig, model).map((name) => paramSpecs[name].label);
}
