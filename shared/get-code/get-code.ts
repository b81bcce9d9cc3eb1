import type { PromptContent } from '#shared/prompt-fields';
import { fillPrompt } from '#shared/fill-prompt';
import type { Dialect, ModelInfo } from '#shared/models';
import { dialectRequest, type SpokenDialect } from '#shared/requests/dialect-request';
import { callOf, type ModelRequest } from '#shared/requests/model-call';
import { curlOf } from './curl.ts';
import { ownCurl, ownPython, ownTypescript } from './own-api.ts';
import { pythonOf } from './python.ts';
import { serviceOf, type ConnectionFacts } from './service.ts';
import { typescriptOf } from './typescript.ts';

export const languages = ['curl', 'typescript', 'python'] as const;
export type Language = (typeof languages)[number];
/** Whom the code asks: the model's provider, or this server. */
export type Target = 'provider' | 'playground';

export interface CodeWish {
  language: Language;
  target: Target;
  promptId: string;
  /** With its variables; the provider's code has the values filled in, ours sends them beside it. */
  content: PromptContent;
  values: Record<string, unknown>;
  /** `null` where this device does not know it: then only our own API can be asked. */
  model: ModelInfo | null;
  connection: ConnectionFacts | null;
  /** Of this server. */
  origin: string;
}

/** The dialect a content is sent in; `null` for the sample model and for what the model cannot do. */
export function dialectOf(
  content: Pick<PromptContent, 'kind'>,
  model: Pick<ModelInfo, 'textDialect' | 'messagesDialect'> | null
): SpokenDialect | null {
  const dialect: Dialect | null | undefined =
    content.kind === 'text' ? model?.textDialect : model?.messagesDialect;
  return dialect === undefined || dialect === null || dialect === 'sample' ? null : dialect;
}

/** The request that the server would send for this prompt. @throws AppError INVALID_REQUEST */
export function requestOf(wish: CodeWish): ModelRequest | null {
  const dialect = dialectOf(wish.content, wish.model);
  if (dialect === null || wish.model === null) return null;
  const call = callOf(fillPrompt(wish.content, wish.values), wish.model);
  return dialectRequest(dialect, call, serviceOf(wish.model, wish.connection));
}

/**
 * Code that asks what the prompt asks; keys stand in it only as names of environment variables.
 * `null`: the provider cannot be asked from outside. @throws AppError INVALID_REQUEST
 */
export function codeOf(wish: CodeWish): string | null {
  const { content, values: variableValues, promptId, origin, language } = wish;
  if (wish.target === 'playground') {
    const write = { curl: ownCurl, typescript: ownTypescript, python: ownPython }[language];
    return write({ origin, promptId, content, variableValues });
  }
  const dialect = dialectOf(content, wish.model);
  const request = requestOf(wish);
  if (dialect === null || request === null || wish.model === null) return null;
  const write = { curl: curlOf, typescript: typescriptOf, python: pythonOf }[language];
  return write(dialect, request, serviceOf(wish.model, wish.connection));
}
