import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { openEnvelope } from './envelope.ts';
import { masterKeyPath, MasterKeyRefused } from './master-key.ts';
import { seal, unseal } from './seal.ts';

let root: string;
let folder: string;
const now = () => 1;
const context = {
  organizationId: 'org',
  connectionId: 'one',
  kind: 'openai',
  origin: 'https://api.openai.com'
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'playground-key-'));
  folder = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true }));

function open(masterKeyFile?: string) {
  const db = openDatabase(folder);
  try {
    return { db, envelope: openEnvelope({ db, masterKeyFile, now }) };
  } catch (error) {
    db.sql.close();
    throw error;
  }
}

describe('the master key', () => {
  test('is made beside the data folder, for its owner alone', () => {
    open().db.sql.close();
    const path = masterKeyPath(folder);
    expect(path).toBe(`${folder}.key`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test('opens after a restart what it sealed before', () => {
    const first = open();
    const sealed = first.envelope.seal(context, 'sk-secret');
    first.db.sql.close();
    const second = open();
    expect(second.envelope.open(context, sealed)).toBe('sk-secret');
    second.db.sql.close();
  });

  test('that is wrong is refused, and nothing is changed', () => {
    const first = open();
    first.envelope.seal(context, 'sk-secret');
    const before = first.db.sql.prepare('select * from meta, data_keys').all();
    first.db.sql.close();
    writeFileSync(masterKeyPath(folder), 'ab'.repeat(32));
    expect(() => open()).toThrow(/not the one this database was sealed with/);
    const db = openDatabase(folder);
    const rows = db.sql.prepare('select * from meta, data_keys').all();
    const opened = (row: unknown) => (row as { key: string }).key !== 'opened';
    expect(rows.filter(opened)).toEqual(before.filter(opened));
    db.sql.close();
  });

  test('that is missing is refused while there are keys it sealed, and not made anew', () => {
    const first = open();
    first.envelope.seal(context, 'sk-secret');
    first.db.sql.close();
    rmSync(masterKeyPath(folder));
    expect(() => open()).toThrow(MasterKeyRefused);
    expect(existsSync(masterKeyPath(folder))).toBe(false);
  });

  test('that is missing is made anew while nothing is sealed', () => {
    open().db.sql.close();
    rmSync(masterKeyPath(folder));
    open().db.sql.close();
    expect(existsSync(masterKeyPath(folder))).toBe(true);
  });

  test('may be named by the operator, but has to exist, closed and outside the data', () => {
    const file = join(root, 'own.key');
    expect(() => open(file)).toThrow(/does not exist/);
    writeFileSync(file, Buffer.alloc(32, 7));
    chmodSync(file, 0o644);
    expect(() => open(file)).toThrow(/read by others/);
    chmodSync(file, 0o600);
    open(file).db.sql.close();
    expect(() => open(join(folder, 'inside.key'))).toThrow(/inside the data folder/);
    writeFileSync(file, 'too short');
    expect(() => open(file)).toThrow(/32 bytes/);
  });
});

describe('a sealed key', () => {
  test.each([
    ['organizationId', 'other'],
    ['connectionId', 'two'],
    ['kind', 'anthropic'],
    ['origin', 'https://evil.test']
  ])('cannot be opened with another %s', (field, value) => {
    const { db, envelope } = open();
    const sealed = envelope.seal(context, 'sk-secret');
    envelope.seal({ ...context, organizationId: 'other' }, 'x');
    expect(() => envelope.open({ ...context, [field]: value }, sealed)).toThrow(
      'CONNECTION_KEY_UNREADABLE'
    );
    db.sql.close();
  });

  test('is nowhere in the database in plain', () => {
    const { db, envelope } = open();
    const sealed = envelope.seal(context, 'sk-canary-secret');
    expect(sealed.toString('latin1')).not.toContain('canary');
    expect(envelope.seal(context, 'sk-canary-secret')).not.toEqual(sealed);
    db.sql.close();
  });

  test('with one bit changed opens to nothing', () => {
    const key = Buffer.alloc(32, 1);
    const sealed = seal(key, Buffer.from('secret'), 'c');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, changed, 'c')).toBeNull();
    }
    expect(unseal(key, sealed.subarray(0, 5), 'c')).toBeNull();
    expect(unseal(key, sealed, 'c')?.toString()).toBe('secret');
  });
});
