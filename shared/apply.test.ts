import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply, type Context, type Stored } from '#shared/apply';
import type { FieldChange, Mutation } from '#shared/mutations';

const now = Date.UTC(2026, 0, 1);
const year = 365 * 24 * 60 * 60 * 1000;
const byClient: Context = { by: 'client', now, effOf: () => undefined };

function patch(
  mid: string,
  set: Record<string, Partial<FieldChange>>,
  more: Partial<Mutation> = {}
): Mutation {
  const changes = Object.entries(set).map(([path, change]) => [
    path,
    { v: mid, base: null, baseEff: 0, ts: now, ...change }
  ]);
  return {
    mid,
    cseq: 1,
    scope: 'u',
    collection: 'prompts',
    id: 'p',
    sv: 1,
    op: 'patch' as const,
    set: Object.fromEntries(changes),
    ...more
  };
}

function applied(stored: Stored | null, mutation: Mutation, context = byClient) {
  const outcome = apply(stored, mutation, context);
  if (outcome.status === 'rejected') throw new Error(outcome.code);
  return outcome;
}

const all = (mutations: Mutation[], context = byClient) =>
  mutations.reduce<Stored | null>(
    (stored, mutation) => applied(stored, mutation, context).stored,
    null
  );

const times = fc.integer({ min: now - 10 * year, max: now + 10 * year });

describe('a change', () => {
  test('made in knowledge of the value that stands replaces it, whatever the clocks say', () => {
    fc.assert(
      fc.property(times, times, (first, second) => {
        const before = applied(null, patch('a', { name: { ts: first } }));
        const eff = before.effs.name ?? 0;
        const after = applied(
          before.stored,
          patch('b', { name: { base: 'a', baseEff: eff, ts: second } })
        );
        expect(after.stored.body.name).toBe('b');
        expect(after.stored.stamps.name?.eff).toBeGreaterThan(eff);
        expect(after.losers).toEqual([]);
      })
    );
  });

  test('is never dated after the server’s clock, unless it has to follow what it saw', () => {
    fc.assert(
      fc.property(times, (ts) => {
        expect(applied(null, patch('a', { name: { ts } })).effs.name).toBeLessThanOrEqual(now);
      })
    );
  });

  test('that did not know of the value that stands leaves exactly one of both beside', () => {
    fc.assert(
      fc.property(times, times, (first, second) => {
        const stored = all([patch('a', { name: { ts: first } })]);
        const { stored: after, losers } = applied(stored, patch('b', { name: { ts: second } }));
        expect([after.body.name, ...losers.map((loser) => loser.value)].sort()).toEqual(['a', 'b']);
      })
    );
  });

  test('applied twice is applied once', () => {
    const once = all([patch('a', { name: {}, 'tags.x': { v: true } })]);
    const twice = applied(once, patch('a', { name: {}, 'tags.x': { v: true } }));
    expect(twice.stored).toEqual(once);
    expect(twice.losers).toEqual([]);
  });

  test('without a value clears the path and keeps its stamp', () => {
    const stored = all([
      patch('a', { 'modelConfig.seed': { v: 1 } }),
      patch('b', { 'modelConfig.seed': { v: undefined, base: 'a', baseEff: now, ts: now + 1 } })
    ]);
    expect(stored?.body).toEqual({});
    expect(stored?.stamps['modelConfig.seed']?.mid).toBe('b');
  });
});

describe('in a history that was set back', () => {
  /** What a server knows of the changes it has taken in or refused, and of none other. */
  function history() {
    const effs = new Map<string, number>();
    const bases = new Map<string, string | null>();
    const context: Context = {
      by: 'client',
      now,
      effOf: (mid) => effs.get(mid),
      baseOf: (mid) => bases.get(mid)
    };
    let stored: Stored | null = null;
    return {
      stands: () => stored?.body.name,
      refuse: (mid: string, base: string | null) => void bases.set(mid, base),
      hear(mid: string, base: string | null, ts: number, baseEff = 0) {
        const outcome = applied(stored, patch(mid, { name: { base, baseEff, ts } }), context);
        stored = outcome.stored;
        bases.set(mid, base);
        effs.set(mid, outcome.effs.name ?? 0);
        return outcome;
      }
    };
  }

  test('a change made over a refused one knows of what that one knew', () => {
    const server = history();
    server.hear('a', null, now);
    server.refuse('b', 'a');
    const { losers, effs } = server.hear('c', 'b', now - year, now - year);
    expect(server.stands()).toBe('c');
    expect(effs.name).toBe(now + 1);
    expect(losers).toEqual([]);
  });

  test('what was made over something unheard of stands, whatever its clock says', () => {
    const server = history();
    server.hear('c', 'b', now - year, now - year);
    expect(server.hear('a', null, now).losers).toMatchObject([{ mid: 'a', status: 'lost' }]);
    server.hear('b', 'a', now, now);
    expect(server.stands()).toBe('c');
  });

  test('also if it comes second', () => {
    const server = history();
    server.hear('a', null, now);
    server.hear('c', 'b', now - year, now - year);
    server.hear('b', 'a', now, now);
    expect(server.stands()).toBe('c');
  });

  test('of a chain heard in any order its last one stands, if only one of it came without its base', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(times, { minLength: 4 }), (last, ts) => {
        const server = history();
        const mids = ['m0', 'm1', 'm2', 'm3'];
        const hear = (index: number) =>
          server.hear(`m${index}`, index === 0 ? null : `m${index - 1}`, ts[index] ?? now);
        hear(last);
        for (let index = 0; index < mids.length; index++) if (index !== last) hear(index);
        expect(server.stands()).toBe('m3');
      })
    );
  });
});

test('changes that did not know of each other meet the same in any order', () => {
  const mutations = fc.array(
    fc.record({
      path: fc.constantFrom('name', 'systemPrompt', 'tags.a', 'modelConfig.topP'),
      ts: times
    }),
    { minLength: 2, maxLength: 6 }
  );
  fc.assert(
    fc.property(mutations, fc.context(), (changes, _log) => {
      const made = changes.map(({ path, ts }, index) => patch(`m${index}`, { [path]: { ts } }));
      const backwards = [...made].reverse();
      expect(all(backwards)).toEqual(all(made));
    })
  );
});

describe('refused is', () => {
  test('another value for what was fixed at creation', () => {
    const stored = all([patch('a', { kind: { v: 'text' } })]);
    expect(apply(stored, patch('b', { kind: { v: 'messages' } }), byClient)).toMatchObject({
      status: 'rejected',
      code: 'IMMUTABLE'
    });
  });

  test('a device’s word where only the server has one', () => {
    const version = patch('a', { number: { v: 7 } }, { collection: 'versions' });
    expect(apply(null, version, byClient)).toMatchObject({ code: 'SERVER_ONLY' });
    expect(apply(null, version, { ...byClient, by: 'server' }).status).toBe('applied');
  });

  test('a collection this version does not know', () => {
    expect(apply(null, patch('a', {}, { collection: 'widgets' }), byClient)).toMatchObject({
      code: 'UNKNOWN_COLLECTION'
    });
  });

  test('a rating of a run the server does not have', () => {
    const rating = patch('a', { rating: { v: 5 } }, { collection: 'runs' });
    expect(apply(null, rating, byClient)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('two texts that met are a conflict, equal ones are not', () => {
  const stored = all([patch('a', { systemPrompt: { v: 'one' } })]);
  expect(applied(stored, patch('b', { systemPrompt: { v: 'two' } })).status).toBe('conflict');
  expect(applied(stored, patch('b', { systemPrompt: { v: 'one' } })).status).toBe('applied');
});

describe('a text that met another one', () => {
  const texts: Record<string, string> = { o: 'one\n\ntwo\n\nthree' };
  const context: Context = { ...byClient, textOf: (mid) => texts[mid] };
  const over = (base: string, v: string, ts = now) => ({ systemPrompt: { base, v, ts } });
  const begun = all([patch('o', { systemPrompt: { v: texts.o } })]);
  const first = applied(begun, patch('a', over('o', 'ONE\n\ntwo\n\nthree')), context);

  test('is merged with it over the text both were made from, in either order', () => {
    const second = patch('b', over('o', 'one\n\ntwo\n\nTHREE', now - 5));
    const met = applied(first.stored, second, context);
    expect(met.status).toBe('merged');
    expect(met.stored.body.systemPrompt).toBe('ONE\n\ntwo\n\nTHREE');
    expect(met.losers.map(({ mid, status }) => [mid, status]).sort()).toEqual([
      ['a', 'merged'],
      ['b', 'merged']
    ]);
    const before = applied(begun, second, context);
    const back = applied(before.stored, patch('a', over('o', 'ONE\n\ntwo\n\nthree')), context);
    expect(back.stored.body).toEqual(met.stored.body);
  });

  test('stands under a name of its own: its author’s next change is over what he wrote', () => {
    texts.b = 'one\n\ntwo\n\nTHREE';
    const met = applied(first.stored, patch('b', over('o', texts.b)), context);
    expect(met.stored.stamps.systemPrompt?.mid).not.toBe('b');
    const next = applied(met.stored, patch('c', over('b', 'one\n\ntwo\n\nTHREE FOUR')), context);
    expect(next.status).toBe('merged');
    expect(next.stored.body.systemPrompt).toBe('ONE\n\ntwo\n\nTHREE FOUR');
  });

  test('is replaced by a change whose author saw the merged text', () => {
    const met = applied(first.stored, patch('b', over('o', 'one\n\ntwo\n\nTHREE')), context);
    const { mid, eff } = met.stored.stamps.systemPrompt ?? { mid: '', eff: 0 };
    const change = { systemPrompt: { base: mid, baseEff: eff, v: 'short' } };
    const next = applied(met.stored, patch('c', change), context);
    expect(next).toMatchObject({ status: 'applied', stored: { body: { systemPrompt: 'short' } } });
    expect(next.losers).toMatchObject([{ mid, status: 'replaced' }]);
  });

  test('in the same words is a conflict: one side stands there, the full other text is beside', () => {
    const second = patch('b', over('o', 'uno\n\ntwo\n\nTHREE', now - 5));
    const met = applied(first.stored, second, context);
    expect(met.status).toBe('conflict');
    expect(met.stored.body.systemPrompt).toBe('ONE\n\ntwo\n\nTHREE');
    expect(met.losers).toContainEqual(
      expect.objectContaining({ mid: 'b', value: 'uno\n\ntwo\n\nTHREE', status: 'conflict' })
    );
  });
});
