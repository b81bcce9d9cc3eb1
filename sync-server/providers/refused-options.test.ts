import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { aTextCall, createCollector } from '../testing/collect.ts';
import { withoutRefused } from './refused-options.ts';
import type { Endpoint } from './adapter.ts';

/** A server that refuses these options by these sentences, and counts how often it is asked. */
function refusing(sentences: Record<string, string>, status = 400) {
  const asked: string[][] = [];
  const refused = new Map<string, Set<string>>();
  const endpoint: Endpoint = { baseUrl: 'http://model.test', key: null };
  const provider = withoutRefused({
    endpoint,
    refused,
    speak: ({ without }) => ({
      async run() {
        asked.push([...(without ?? [])]);
        const left = Object.keys(sentences).find((name) => !without?.has(name));
        if (left === undefined) return;
        const facts = { providerStatus: status };
        throw new AppError('PROVIDER_REJECTED', { detail: sentences[left], facts });
      }
    })
  });
  const run = (model = 'a') =>
    provider.run(aTextCall({ model }), createCollector().sink, new AbortController().signal);
  return { run, asked };
}

test('what a server refuses is left out, and not asked for again', async () => {
  const server = refusing({
    stream_options: 'Unrecognized request argument supplied: stream_options',
    'reasoning.summary':
      'Your organization must be verified to generate reasoning summaries. Please go to …'
  });
  await server.run();
  expect(server.asked).toEqual([[], ['stream_options'], ['stream_options', 'reasoning.summary']]);
  await server.run();
  expect(server.asked).toHaveLength(4);
  await server.run('another model');
  expect(server.asked).toHaveLength(7);
});

test.each([
  ['Unknown parameter: temperature', 400],
  ['stream_options', 500]
])('%s with %i stands', async (sentence, status) => {
  const server = refusing({ temperature: sentence }, status);
  await expect(server.run()).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(server.asked).toHaveLength(1);
});

test('what is refused again although it was left out stands', async () => {
  const server = refusing({ other: 'stream_options are not allowed' });
  await expect(server.run()).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(server.asked).toHaveLength(2);
});
