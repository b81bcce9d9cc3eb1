import { expect, test } from 'vitest';
import { syncedNames } from '#shared/collections';
import { changedPaths, toBody, toRecord } from '#shared/paths';
import { aRecord } from '#shared/testing/factories';

test('a record taken apart and put together is the same', () => {
  for (const name of syncedNames) {
    const fields = aRecord(name);
    const body = toBody(name, { ...fields, createdAt: 3 });
    const record = toRecord(name, 'x', { body, stamps: { name: { mid: 'm', eff: 5 } } });
    const own = { id: 'x', createdAt: 3, updatedAt: 5, deletedAt: null };
    const tags = 'tags' in fields ? { tags: ['one', 'two'] } : {};
    expect(record).toEqual({ ...fields, ...tags, ...own });
  }
});

test('only what differs is a change, leaf by leaf and tag by tag', () => {
  const before = { name: 'a', tags: ['x', 'y'], modelConfig: { temperature: 1, topP: 0.5 } };
  const change = { name: 'a', tags: ['y', 'z'], modelConfig: { temperature: 1, seed: 4 } };
  expect(changedPaths('prompts', before, change)).toEqual({
    'tags.x': false,
    'tags.z': true,
    'modelConfig.seed': 4,
    'modelConfig.topP': undefined
  });
});

test('a field of a newer version is kept as it is', () => {
  const body = { name: 'a', 'mood.today': 'calm' };
  const record = toRecord('prompts', 'x', { body, stamps: {} });
  expect(toBody('prompts', record)).toMatchObject(body);
});

test('a tag may contain a dot', () => {
  const body = toBody('prompts', { tags: ['v1.2'] });
  expect(body).toEqual({ 'tags.v1.2': true });
  expect(toRecord('prompts', 'x', { body, stamps: {} }).tags).toEqual(['v1.2']);
});
