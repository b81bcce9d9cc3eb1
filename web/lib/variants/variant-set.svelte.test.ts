import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { openStore } from '$lib/presets/testing/open-store';
import { createPollSlots } from '$lib/runs/poll-slots';
import type { RunPorts } from '$lib/runs/ports';
import { mostVariants, readVariants, VariantSet } from './variant-set.svelte';

const content: PromptContent = {
  kind: 'messages',
  text: '',
  systemPrompt: '',
  tools: [],
  outputSchema: null,
  messages: [{ role: 'user', content: 'Cook {{dish}}.' }],
  variables: [{ name: 'dish', type: 'text', required: true, default: null, options: [] }],
  modelConfig: { model: 'a/one' }
};
const asked = { content, values: { dish: 'soup', other: 'unused' } };

interface Sent {
  path: string;
  key: string | null;
  body: { content: PromptContent; variableValues: Record<string, unknown> } | null;
}

/** A server that takes every request and never says anything. */
function silent(): { ports: RunPorts; sent: Sent[] } {
  const sent: Sent[] = [];
  const never = () => new Promise<never>(() => {});
  return {
    sent,
    ports: {
      open: (path, init = {}) => {
        const key = new Headers(init.headers).get('idempotency-key');
        const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Sent['body']) : null;
        sent.push({ path, key, body });
        return never();
      },
      feed: null,
      slots: createPollSlots(1),
      visible: () => true,
      frame: () => () => undefined,
      random: () => 0,
      rest: never,
      onwake: () => () => undefined
    }
  };
}

test('each column runs its own parameters under its own key, with the values the prompt has', async () => {
  const store = openStore();
  const { ports, sent } = silent();
  const set = new VariantSet({ store, ports }, 'p', [], content.modelConfig);
  const [, second] = set.columns;
  if (second) await set.configure(second, { model: 'b/two', temperature: 0.2 });
  await set.runAll(asked);
  expect(sent.map(({ path }) => path)).toEqual(Array(2).fill('/v1/prompts/p/execute'));
  expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
  expect(sent.map(({ body }) => body?.content.modelConfig)).toEqual([
    { model: 'a/one' },
    { model: 'b/two', temperature: 0.2 }
  ]);
  expect(sent[0]?.body?.variableValues).toEqual({ dish: 'soup' });
  set.close();
});

test('after a reload the columns are there, and what was sent is asked for by its key', async () => {
  const store = openStore();
  const first = silent();
  const set = new VariantSet({ store, ports: first.ports }, 'p', [], content.modelConfig);
  const [one] = set.columns;
  if (one) await set.run(one, asked);
  set.close();
  const again = silent();
  const kept = await readVariants(store.db, 'p');
  const later = new VariantSet({ store, ports: again.ports }, 'p', kept, {});
  expect(later.columns.map(({ config }) => config.model)).toEqual(['a/one', 'a/one']);
  expect(again.sent).toEqual(first.sent);
  later.close();
});

test('there are never more than four columns, and a removed one comes back where it stood', async () => {
  const store = openStore();
  const set = new VariantSet({ store, ports: silent().ports }, 'p', [], { model: 'a/one' });
  for (let nth = 0; nth < 5; nth++) await set.add({ model: `b/${nth}` }, 0);
  expect(set.columns).toHaveLength(mostVariants);
  const second = set.columns[1];
  if (!second) throw new Error('There is no second column.');
  const undo = await set.remove(second);
  expect(set.columns).not.toContain(second);
  await undo();
  expect(set.columns[1]).toBe(second);
  expect(await readVariants(store.db, 'p')).toHaveLength(mostVariants);
});
