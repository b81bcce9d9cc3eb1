import { v7 } from 'uuid';
import { defaultsOf } from '../../shared/defaults.ts';
import type { ModelConfig } from '../../shared/model-config.ts';
import { toBody } from '../../shared/paths.ts';

/** Puts a prompt on the server, as another device would have. @returns its id */
export async function givenPrompt(
  url: string,
  text: string,
  modelConfig: ModelConfig
): Promise<string> {
  const id = v7();
  const now = Date.now();
  const fields = {
    ...defaultsOf('prompts'),
    kind: 'text' as const,
    text: { content: text, spans: [] },
    modelConfig,
    createdAt: now
  };
  const set = Object.fromEntries(
    Object.entries(toBody('prompts', fields))
      .filter(([path]) => path !== 'updatedAt' && path !== 'deletedAt')
      .map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: now }])
  );
  const response = await fetch(`${url}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: v7(),
      mutations: [
        {
          mid: v7(),
          cseq: 1,
          scope: 'u:local',
          collection: 'prompts',
          id,
          sv: 1,
          op: 'create',
          set
        }
      ]
    })
  });
  const answer = (await response.json()) as { results?: { status: string }[] };
  const status = answer.results?.[0]?.status;
  if (status !== 'applied') throw new Error(`The prompt was not taken: ${JSON.stringify(answer)}`);
  return id;
}

/** Texts and seeds that make the sample model write its full 200 tokens: about four seconds of streaming. */
export const long = {
  letter: {
    text: 'The letter began',
    config: { model: 'sample/sample', seed: 19, maxTokens: 200 }
  },
  garden: { text: 'In the garden', config: { model: 'sample/sample', seed: 52, maxTokens: 200 } },
  kitchen: {
    text: 'The kitchen.\nThe garden in March',
    config: { model: 'sample/sample', seed: 33, maxTokens: 200 }
  },
  people: { text: 'Two people watch', config: { model: 'sample/sample', seed: 5, maxTokens: 200 } }
};
