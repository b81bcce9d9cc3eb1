import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { AuditPage } from '#shared/audit';
import { AuditLog } from './audit-log.svelte';
import { auditActor, auditFacts, auditSubject, auditTitle } from './audit-words';

const row = (n: number) => ({
  n,
  at: n,
  actor: 'local',
  verb: 'limits.change',
  subject: '',
  facts: {},
  hash: 'h'
});

function fakeApi(pages: (AuditPage | AppError)[]) {
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    const page = pages.shift();
    if (!page || page instanceof AppError) throw page ?? new AppError('INTERNAL');
    return page;
  };
  return { asked, api: { get } as unknown as ConstructorParameters<typeof AuditLog>[0] };
}

test('pages are read one after another until the last, and one that failed is asked again', async () => {
  const { asked, api } = fakeApi([
    { items: [row(3), row(2)], people: { a: 'Ada' }, nextCursor: '2' },
    new AppError('OFFLINE'),
    { items: [row(1)], people: { b: 'Bob' }, nextCursor: null }
  ]);
  const log = new AuditLog(api);
  await Promise.all([log.more(), log.more()]);
  await log.more();
  expect(log.error?.code).toBe('OFFLINE');
  expect(log.rows?.map(({ n }) => n)).toEqual([3, 2]);
  await log.more();
  await log.more();
  expect(log.rows?.map(({ n }) => n)).toEqual([3, 2, 1]);
  expect(log.people).toEqual({ a: 'Ada', b: 'Bob' });
  expect(log.error).toBeNull();
  expect(asked).toEqual([
    '/v1/audit?limit=100',
    '/v1/audit?limit=100&cursor=2',
    '/v1/audit?limit=100&cursor=2'
  ]);
});

test('a row is said in words, and what nobody knows is shown as it is', () => {
  expect(auditTitle({ verb: 'connection.key.set' })).toBe('Key of a connection set');
  expect(auditTitle({ verb: 'star.create' })).toBe('star create');
  expect(auditActor({ actor: 'device 0192f0aa-1234' })).toBe('device 0192f0aa');
  expect(
    auditFacts({ facts: { dayNanoUsd: null, monthNanoUsd: 5e9, key: true, liveRuns: 1200 } })
  ).toBe('day none · month $5.00 · key yes · live runs 1,200');
});

test('people are named while they are known, and whoever has left is not made up', () => {
  const people = { 'p-ada': 'Ada', 'p-bob': 'Bob' };
  expect(auditActor({ actor: 'p-ada' }, people)).toBe('Ada');
  expect(auditActor({ actor: 'p-gone-for-ever' }, people)).toBe('somebody who has left (p-gone-f)');
  expect(auditSubject({ actor: 'p-ada', subject: 'p-bob' }, people)).toBe('Bob');
  expect(auditSubject({ actor: 'p-ada', subject: 'p-ada' }, people)).toBe('');
  expect(auditSubject({ actor: 'p-ada', subject: 'a-prompt' }, people)).toBe('');
});
