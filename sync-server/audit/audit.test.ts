import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { createTestServer } from '../testing/server.ts';
import { auditRows, createAudit } from './audit.ts';
import { firstBroken } from './chain.ts';
import { missingHead, noteHeads, readHeads } from './heads-file.ts';
import { createAuditRoutes } from './routes.ts';

const day = 86_400_000;

function aLog(rows: number, folder: string | ':memory:' = ':memory:') {
  const { sql } = openDatabase(folder);
  onTestFinished(() => void sql.close());
  let at = 0;
  const audit = createAudit({ sql, now: () => (at += 1000) });
  for (let index = 0; index < rows; index++)
    audit.write({
      organizationId: `o${index % 2}`,
      actor: 'ada',
      verb: 'limits.change',
      subject: String(index),
      facts: { dayUsd: index, name: 'x'.repeat(1000) }
    });
  return { sql, audit };
}

test('rows of each organization are a chain, and long facts are cut', () => {
  const { sql, audit } = aLog(10);
  const rows = [...auditRows(sql)];
  expect(firstBroken(rows)).toBeNull();
  expect(rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  expect(audit.page('o0', null, 1)[0]?.facts).toEqual({ dayUsd: 8, name: 'x'.repeat(200) });
});

test('S54: changing, deleting and replacing a row abort', () => {
  const { sql } = aLog(3);
  for (const statement of [
    "update audit set actor = 'eve'",
    'delete from audit',
    'insert or replace into audit select organization_id, n, at, actor, verb, subject, facts, prev, hash from audit limit 1'
  ])
    expect(() => sql.exec(statement), statement).toThrow('append-only');
});

test('S54: a row that was changed, moved or taken out behind the triggers is named', () => {
  const tamper = (statement: string) => {
    const { sql } = aLog(10);
    for (const name of ['audit_never_changes', 'audit_never_shrinks'])
      sql.exec(`drop trigger ${name}`);
    sql.exec(statement);
    const broken = firstBroken(auditRows(sql));
    return broken && `${broken.row.organizationId} ${broken.row.n}: ${broken.why}`;
  };
  const where = "where organization_id = 'o1' and n = 3";
  expect(tamper(`update audit set at = at + 1 ${where}`)).toBe('o1 3: it was changed');
  expect(tamper(`update audit set facts = '{"dayUsd":0}' ${where}`)).toBe('o1 3: it was changed');
  expect(tamper(`update audit set organization_id = 'o2' where organization_id = 'o1'`)).toBe(
    'o2 1: it was changed'
  );
  expect(tamper(`delete from audit ${where}`)).toBe('o1 4: row 3 is missing before it');
});

test('a log whose end was cut off does not fit the head that was noted outside', () => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { sql, audit } = aLog(4, folder);
  noteHeads(sql, folder, 0);
  audit.write({ organizationId: 'o0', actor: 'ada', verb: 'export' });
  noteHeads(sql, folder, 1);
  expect(
    readHeads(folder).map(({ n }) => n),
    'once a day'
  ).toEqual([2, 2]);
  noteHeads(sql, folder, day);
  expect(readHeads(folder).map(({ n }) => n)).toEqual([2, 2, 3, 2]);
  expect(missingHead(sql, readHeads(folder))).toBeNull();
  sql.exec(
    "drop trigger audit_never_shrinks; delete from audit where organization_id = 'o0' and n = 3"
  );
  expect(firstBroken(auditRows(sql)), 'the chain alone cannot know').toBeNull();
  expect(missingHead(sql, readHeads(folder))).toMatchObject({ organizationId: 'o0', n: 3 });
});

test('the route gives pages of one’s own organization, newest first', async () => {
  const { sql, audit } = aLog(0);
  for (let index = 0; index < 5; index++)
    audit.write({ organizationId: 'o1', actor: 'ada', verb: 'export', subject: String(index) });
  audit.write({ organizationId: 'o2', actor: 'eve', verb: 'export', subject: 'hidden' });
  const { app, close } = createTestServer();
  onTestFinished(close);
  app.route(
    '/',
    createAuditRoutes(audit, (id) => (id === 'ada' ? 'Ada' : null))
  );
  interface Page {
    items: { subject: string }[];
    people: Record<string, string>;
    nextCursor: string | null;
  }
  const read = async (path: string) => (await (await app.request(path)).json()) as Page;
  const first = await read('/v1/audit?limit=3');
  expect(first.items.map(({ subject }) => subject)).toEqual(['4', '3', '2']);
  const second = await read(`/v1/audit?limit=3&cursor=${first.nextCursor}`);
  expect(second.items.map(({ subject }) => subject)).toEqual(['1', '0']);
  expect(second.nextCursor).toBeNull();
  expect(second.people).toEqual({ ada: 'Ada' });
  expect((await app.request('/v1/audit?cursor=x')).status).toBe(400);
  expect(sql.open).toBe(true);
});
