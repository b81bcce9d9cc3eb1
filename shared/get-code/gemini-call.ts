import type { Loose } from '#shared/requests/frames';
import { isObject } from '#shared/requests/frames';
import type { ModelRequest } from '#shared/requests/model-call';

/** A request of Gemini's as its SDKs take it: all but the contents lies in one config. */
export function geminiSdkCall({ path, body }: ModelRequest): Loose {
  const { contents, generationConfig, ...rest } = body;
  const config = { ...(isObject(generationConfig) ? generationConfig : {}), ...rest };
  const model = decodeURIComponent(/^\/v1beta\/(?:models\/)?(.*):\w+$/.exec(path)?.[1] ?? '');
  return { model, contents, ...(Object.keys(config).length > 0 && { config }) };
}
