import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { openEnvelope } from './envelope.ts';
import { rotateMasterKey } from './rotate.ts';

const context = { organizationId: 'o1', connectionId: 'c', kind: 'openai', origin: 'https://a' };
const at = Date.UTC(2026, 10, 21);

function sealed() {
  const root = mkdtempSync(join(tmpdir(), 'playground-rotate-'));
  const db = openDatabase(join(root, 'data'));
  onTestFinished(() => {
    db.sql.close();
    rmSync(root, { recursive: true, force: true });
  });
  const open = () => openEnvelope({ db, now: () => 0 });
  const envelope = open();
  const secret = envelope.seal(context, 'sk-secret');
  envelope.seal({ ...context, organizationId: 'o2' }, 'another');
  const rotate = () => rotateMasterKey({ db, at, note: () => undefined });
  return { db, open, secret, rotate, path: join(root, 'data.key') };
}

test('after a rotation the sealed keys open with the new master key, and the old file is kept', () => {
  const { open, secret, rotate, path } = sealed();
  const old = readFileSync(path);
  const { wrapped, oldPath, finished } = rotate();
  expect({ wrapped, finished }).toEqual({ wrapped: 2, finished: false });
  expect(readFileSync(path)).not.toEqual(old);
  expect(readFileSync(oldPath)).toEqual(old);
  expect(open().open(context, secret)).toBe('sk-secret');
});

test('a rotation cut short after its commit is finished by the next, and until then the server refuses', () => {
  const { open, secret, rotate, path } = sealed();
  const { oldPath } = rotate();
  // As it stood before the files changed places.
  renameSync(path, `${path}.next`);
  renameSync(oldPath, path);
  expect(open).toThrow(/finish a rotation that was cut short/);
  expect(rotate().finished).toBe(true);
  expect(open().open(context, secret)).toBe('sk-secret');
});

test('a rotation cut short between the two renames is finished as well', () => {
  const { open, secret, rotate, path } = sealed();
  rotate();
  renameSync(path, `${path}.next`);
  expect(open).toThrow();
  expect(rotate().finished).toBe(true);
  expect(open().open(context, secret)).toBe('sk-secret');
});

test('a rotation cut short before its commit starts anew', () => {
  const { open, secret, rotate, path } = sealed();
  copyFileSync(path, `${path}.kept`);
  const { oldPath } = rotate();
  copyFileSync(oldPath, `${path}.next`); // a key nothing is wrapped by
  expect(rotate().finished).toBe(false);
  expect(existsSync(`${path}.next`)).toBe(false);
  expect(open().open(context, secret)).toBe('sk-secret');
});

test('with the wrong key, or a data key it cannot open, nothing is changed', () => {
  const { db, secret, open, rotate, path } = sealed();
  db.sql.exec("update data_keys set wrapped = x'00' where organization_id = 'o2'");
  const key = readFileSync(path);
  expect(rotate).toThrow(/organization o2 cannot be opened/);
  expect(readFileSync(path)).toEqual(key);
  expect(open().open(context, secret), 'the failed one is undone as a whole').toBe('sk-secret');
});
