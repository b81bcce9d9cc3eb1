import { isTextModel } from '#shared/model-registry';
import { endpointOf } from './connection.ts';
import { endpointUrl } from './endpoint-url.ts';
import { fetchJson } from './fetch-json.ts';
import { isObject, listIn, textIn } from '#shared/requests/frames';
import { geminiHeaders } from './gemini.ts';
import { sizeIn } from './listed-facts.ts';
import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo } from '#shared/models';
import type { Connection } from './connection.ts';
import type { Egress } from './egress.ts';
import type { Loose } from '#shared/requests/frames';

type Describe = (name: string, facts: ModelFacts) => ModelInfo;

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
    .map(({ item, name }) => describe(name, geminiFacts(item)));
}

/** One entry of Gemini's list. */
function geminiFacts(item: Loose): ModelFacts {
  const number = (name: string) => (typeof item[name] === 'number' ? item[name] : undefined);
  const [temperature, topP, topK] = [number('temperature'), number('topP'), number('topK')];
  return {
    label: textIn(item, 'displayName') || null,
    contextTokens: sizeIn(item, 'inputTokenLimit'),
    maxOutputTokens: sizeIn(item, 'outputTokenLimit'),
    defaults: {
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(topK !== undefined && { topK })
    },
    reasoning: item['thinking'] === true,
    // A model that cannot think refuses the question how long it should.
    ...(item['thinking'] !== true && { efforts: [] })
  };
}
