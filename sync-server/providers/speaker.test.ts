import { afterAll, beforeAll, expect, test } from 'vitest';
import { aTextCall, runToEnd, textOf } from '../testing/collect.ts';
import { createUpstream } from '../testing/upstream.ts';
import { createEgress } from './egress.ts';
import { createSpeaker } from './speaker.ts';
import type { Upstream } from '../testing/upstream.ts';
import type { Egress } from './egress.ts';

let upstream: Upstream;
let egress: Egress;

beforeAll(async () => {
  upstream = await createUpstream();
  egress = createEgress({ policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 }) });
});
afterAll(async () => {
  await egress.close();
  await upstream.close();
});

function speaker(path = '') {
  const wait = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return createSpeaker({ egress, wait })('openai-responses', {
    baseUrl: upstream.url + path,
    key: null
  });
}
const asked = () => upstream.stats.seen.map(({ path }) => path).slice(-1);

test('a response runs in the background where the model or the person wants it', async () => {
  upstream.script({}, 'any');
  for (const [call, background] of [
    [aTextCall({ model: 'any' }), undefined],
    [aTextCall({ model: 'any', background: true }), true],
    [aTextCall({ model: 'any', config: { extra: { background: true } } }), true]
  ] as const) {
    expect(textOf(await runToEnd(speaker(), call))).not.toBe('');
    expect(upstream.stats.seen.at(-1)?.body['background']).toBe(background);
    expect(asked()).toEqual(['/v1/responses']);
  }
});

test('a server without responses is asked by chat, but not for what only responses can do', async () => {
  upstream.script({ without: 'responses' }, 'older');
  const provider = speaker();
  for (const turn of [1, 2])
    expect(textOf(await runToEnd(provider, aTextCall({ model: 'older' }))), `${turn}`).not.toBe('');
  expect(asked()).toEqual(['/v1/chat/completions']);
  const later = aTextCall({ model: 'older', background: true });
  await expect(runToEnd(provider, later)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});
