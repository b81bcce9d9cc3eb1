import { hkdfSync, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { AppError } from '#shared/errors';
import { dataKeys } from '../db/schema.ts';
import { loadMasterKey, MasterKeyRefused } from './master-key.ts';
import { canaryOpens, sealCanary, wrapContext } from './canary.ts';
import { seal, unseal } from './seal.ts';
import type { Db } from '../db/open.ts';

/** What a provider key is sealed to. Change one of these, and the key cannot be opened any more. */
export interface SealContext {
  organizationId: string;
  connectionId: string;
  kind: string;
  /** Origin of the base URL: a key never goes to another server than the one it was entered for. */
  origin: string;
}

export interface Envelope {
  /** Seals with the organization's data key, which is made here at first: call it inside `transact`. */
  seal(context: SealContext, secret: string): Buffer;
  /** @throws AppError CONNECTION_KEY_UNREADABLE */
  open(context: SealContext, sealed: Buffer): string;
  /** A secret for one purpose, of 256 bits in hex: the same as long as the master key is. */
  derive(purpose: string): string;
}

/**
 * Loads the master key and proves that it is the one this database was sealed with.
 * @throws MasterKeyRefused, before anything is written.
 */
export function openEnvelope(deps: {
  db: Db;
  masterKeyFile?: string | undefined;
  now: () => number;
}): Envelope {
  const { db } = deps;
  const hasSecrets = db.orm.select().from(dataKeys).limit(1).all().length > 0;
  const masterKey = loadMasterKey({
    dataFolder: db.folder,
    file: deps.masterKeyFile,
    mustExist: hasSecrets
  });
  checkCanary(db, masterKey, hasSecrets);
  return createEnvelope(db, masterKey, deps.now);
}

function checkCanary(db: Db, masterKey: Buffer, hasSecrets: boolean) {
  const opens = canaryOpens(db.sql, masterKey);
  if (opens) return;
  // With nothing sealed yet there is nothing to lose: the new key simply takes over.
  if (opens === false && hasSecrets)
    throw new MasterKeyRefused(
      'The master key is not the one this database was sealed with. Put the right key file back, or finish a rotation that was cut short with: npm run admin -- keys rotate. Nothing was changed.'
    );
  sealCanary(db.sql, masterKey);
}

function createEnvelope(db: Db, masterKey: Buffer, now: () => number): Envelope {
  function dataKeyOf(organizationId: string): Buffer | null {
    const [row] = db.orm
      .select()
      .from(dataKeys)
      .where(eq(dataKeys.organizationId, organizationId))
      .all();
    return row ? unseal(masterKey, row.wrapped, wrapContext(organizationId)) : null;
  }

  function makeDataKey(organizationId: string): Buffer {
    const key = randomBytes(32);
    const wrapped = seal(masterKey, key, wrapContext(organizationId));
    // An existing key that cannot be unwrapped stays as it is: this insert fails, and with it the sealing.
    db.orm.insert(dataKeys).values({ organizationId, wrapped, createdAt: now() }).run();
    return key;
  }

  return {
    derive: (purpose) =>
      Buffer.from(hkdfSync('sha256', masterKey, '', purpose, 32)).toString('hex'),
    seal(context, secret) {
      const key = dataKeyOf(context.organizationId) ?? makeDataKey(context.organizationId);
      return seal(key, Buffer.from(secret), secretContext(context));
    },
    open(context, sealed) {
      const key = dataKeyOf(context.organizationId);
      const secret = key && unseal(key, sealed, secretContext(context));
      if (!secret) throw new AppError('CONNECTION_KEY_UNREADABLE');
      return secret.toString();
    }
  };
}

const secretContext = ({ organizationId, connectionId, kind, origin }: SealContext) =>
  ['v1', organizationId, connectionId, kind, origin].join('|');
