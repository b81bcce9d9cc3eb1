import { expect, test } from 'vitest';
import { describeModel } from '#shared/model-registry';
import { acceptedConfig } from '#shared/models';
import { anthropicTable } from '#shared/registry/anthropic';
import { openaiTable } from '#shared/registry/openai';
import { adapters } from './dialects.ts';
import type { ConnectionKind } from '#shared/model-registry';
import type { ModelConfig, ParamName } from '#shared/model-config';
import type { ModelCall } from '#shared/requests/model-call';

/** A person who set everything there is. */
const everything: ModelConfig = {
  temperature: 0.5,
  maxTokens: 9,
  topP: 0.5,
  topK: 5,
  minP: 0.5,
  frequencyPenalty: 1,
  presencePenalty: 1,
  repeatPenalty: 1.1,
  stopSequences: ['END'],
  seed: 7,
  logprobs: 3,
  reasoningEffort: 'high'
};

/** How each is called on the wire, anywhere in a request. */
const wire: Partial<Record<ParamName, string[]>> = {
  temperature: ['temperature'],
  topP: ['top_p'],
  topK: ['top_k'],
  minP: ['min_p'],
  frequencyPenalty: ['frequency_penalty'],
  presencePenalty: ['presence_penalty'],
  repeatPenalty: ['repeat_penalty', 'repetition_penalty'],
  stopSequences: ['stop', 'stop_sequences'],
  seed: ['seed'],
  logprobs: ['logprobs', 'top_logprobs'],
  reasoningEffort: ['reasoning_effort', 'effort']
};

const known: [ConnectionKind, string][] = [
  ...openaiTable.rows.flatMap(({ names }) => names.map((name) => ['openai', name] as const)),
  ...anthropicTable.rows.flatMap(({ names }) => names.map((name) => ['anthropic', name] as const))
].map(([kind, name]) => [kind, name]);

test.each(known)('a request to %s’s %s holds nothing that it refuses', (kind, name) => {
  const host = kind === 'openai' ? 'api.openai.com' : 'api.anthropic.com';
  const info = describeModel({ connectionId: 'c', kind, name, host, local: false });
  for (const config of [everything, { ...everything, reasoningEffort: null }]) {
    const sent = acceptedConfig(config, info);
    const call: ModelCall = {
      model: name,
      kind: 'text',
      text: 'Once',
      systemPrompt: '',
      messages: [],
      config: sent
    };
    const dialect = info.textDialect ?? 'sample';
    if (dialect === 'sample') throw new Error('no dialect');
    const { body } = adapters[dialect].buildRequest(call, {
      baseUrl: `https://${host}`,
      key: 'sk-1'
    });
    const members = new Set<string>();
    JSON.parse(body ?? '{}', (member: string, value: unknown) => {
      members.add(member);
      return value;
    });
    for (const [param, names] of Object.entries(wire))
      if (!(param in sent))
        for (const member of names) expect([param, members.has(member)]).toEqual([param, false]);
  }
});
