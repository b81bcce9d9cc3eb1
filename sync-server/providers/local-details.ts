import { fetchJson } from './fetch-json.ts';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import { listedFacts, sizeIn } from './listed-facts.ts';
import type { ModelFacts } from '#shared/model-facts';
import type { Modality } from '#shared/models';
import type { Egress } from './egress.ts';
import type { Loose } from '#shared/requests/frames';

const timeoutMs = 2000;

/**
 * LM Studio and llama.cpp tell at an address of their own what their list in OpenAI's form leaves
 * out. The answer gives what they said of a model by its name.
 */
export async function localDetails(
  items: Loose[],
  at: { egress: Egress; baseUrl: string; headers: Record<string, string>; key: string | null },
  today: string
): Promise<(name: string) => ModelFacts> {
  const { egress, baseUrl, headers, key } = at;
  // A server that has no such address is no worse for it: its list stands as it is.
  const ask = (path: string) =>
    fetchJson(egress, { url: new URL(path, baseUrl).href, headers, key, timeoutMs }).catch(
      () => null
    );
  const owners = new Set(items.map((item) => textIn(item, 'owned_by')));

  if (owners.has('organization_owner')) {
    const answer = await ask('/api/v0/models');
    const told = new Map(
      listIn(answer ?? {}, 'data')
        .filter(isObject)
        .map((item) => [textIn(item, 'id'), listedFacts(item, today)])
    );
    return (name) => told.get(name) ?? {};
  }
  if (owners.has('llamacpp')) {
    const props = (await ask('/props')) ?? {};
    const facts = llamacppFacts(props);
    return () => facts;
  }
  return () => ({});
}

function llamacppFacts(props: Loose): ModelFacts {
  const sees = objectIn(props, 'modalities');
  const input: Modality[] = ['text'];
  if (sees?.['vision'] === true) input.push('image');
  if (sees?.['audio'] === true) input.push('audio');
  return {
    // As it was started, which may be less than the model was trained for.
    contextTokens: sizeIn(objectIn(props, 'default_generation_settings'), 'n_ctx'),
    ...(sees && { input, output: ['text'] })
  };
}
