import { isTextModel } from '#shared/model-registry';
import { endpointOf } from './connection.ts';
import { endpointUrl } from './endpoint-url.ts';
import { fetchJson } from './fetch-json.ts';
import { countIn, isObject, listIn, textIn } from './frames.ts';
import { geminiHeaders } from './gemini.ts';
import type { ModelListing } from '#shared/model-registry';
import type { ModelInfo } from '#shared/models';
import type { Connection } from './connection.ts';
import type { Egress } from './egress.ts';
import type { Loose } from './frames.ts';

type Describe = (name: string, facts: Partial<ModelListing>) => ModelInfo;

/** The models of a Gemini connection that answer with text. @throws AppError when it cannot say. */
export async function listGemini(
  connection: Connection,
  egress: Egress,
  timeoutMs: number,
  describe: Describe
): Promise<ModelInfo[]> {
  const { key, baseUrl } = endpointOf(connection);
  const answer = await fetchJson(egress, {
    url: `${endpointUrl(baseUrl, '/v1beta/models')}?pageSize=1000`,
    headers: { ...geminiHeaders(key), accept: 'application/json' },
    key,
    timeoutMs
  });
  return listIn(answer, 'models')
    .filter(isObject)
    .filter((item) => listIn(item, 'supportedGenerationMethods').includes('generateContent'))
    .map((item) => ({ item, name: textIn(item, 'name').replace(/^models\//, '') }))
    .filter(({ name }) => name !== '' && isTextModel('gemini', name))
    .map(({ item, name }) => described(describe, item, name));
}

function described(describe: Describe, item: Loose, name: string): ModelInfo {
  const model = describe(name, {
    contextTokens: countIn(item, 'inputTokenLimit'),
    maxOutputTokens: countIn(item, 'outputTokenLimit')
  });
  const label = textIn(item, 'displayName') || name;
  // A model that cannot think refuses the question how long it should.
  if (item['thinking'] === true) return { ...model, label };
  return {
    ...model,
    label,
    params: model.params.filter((spec) => spec.name !== 'reasoningEffort')
  };
}
