import { and, eq, isNull, or } from 'drizzle-orm';
import { AppError } from '#shared/errors';
import { connectionKinds } from '#shared/model-registry';
import { members } from '../db/account-schema.ts';
import { connections } from '../db/schema.ts';
import type { ConnectionKind } from '#shared/model-registry';
import type { Audit } from '../audit/audit.ts';
import type { Db } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Envelope, SealContext } from '../secrets/envelope.ts';
import type { Connection, ConnectionAsker } from './connection.ts';

export interface NewConnection {
  kind: ConnectionKind;
  name: string;
  baseUrl: string;
  key: string | null;
  /** Of their own: they agree to this key being stored. */
  consent?: boolean | undefined;
}

/** `key`: absent keeps it, `null` removes it, a text replaces it. */
export interface ConnectionPatch {
  name?: string | undefined;
  baseUrl?: string | undefined;
  key?: string | null | undefined;
  consent?: boolean | undefined;
}

/** Who changes connections: their own, which nobody else can name, or the organization's. */
type By = ConnectionAsker & { own: boolean };

/** Connections people entered, in the database; their keys sealed. */
export interface StoredConnections {
  /** The organization's, and those of whoever asks. */
  list(asker: ConnectionAsker): Connection[];
  /** With every member's own: to look for their keys, never to show or to use them. */
  all(organizationId: string): Connection[];
  /** Whether it is there still; one's own goes when it is taken back, and with its person. */
  has(organizationId: string, id: string): boolean;
  /** @throws AppError CONSENT_MISSING, NOT_FOUND for who is no member any more */
  create(by: By, given: NewConnection): Promise<string>;
  /**
   * Answers whether the key was dropped because it belongs to the old address.
   * @throws AppError CONNECTION_NOT_FOUND, CONSENT_MISSING
   */
  edit(by: By, id: string, patch: ConnectionPatch): Promise<{ keyDropped: boolean }>;
  /** @throws AppError CONNECTION_NOT_FOUND */
  delete(by: By, id: string): Promise<void>;
}

type Row = typeof connections.$inferSelect;

export function createStoredConnections(deps: {
  db: Db;
  writer: Writer;
  envelope: Envelope;
  now: () => number;
  newId: () => string;
  audit?: Pick<Audit, 'write'>;
}): StoredConnections {
  const { db, writer, envelope, now, newId, audit } = deps;

  const of = (organizationId: string) => eq(connections.organizationId, organizationId);
  const at = ({ organizationId, userId, own }: By, id: string) =>
    and(
      ...[of(organizationId), eq(connections.id, id)],
      own ? eq(connections.userId, userId) : isNull(connections.userId)
    );

  function toConnection(row: Row): Connection {
    return {
      id: row.id,
      kind: kindOf(row.kind),
      name: row.name,
      baseUrl: row.baseUrl,
      source: 'stored',
      ...(row.userId !== null && { own: { userId: row.userId, consentedAt: row.consentedAt } }),
      keyLast4: row.keyLast4,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      readKey: () => row.sealedKey && envelope.open(contextOf(row), row.sealedKey)
    };
  }

  /** The consent is to the key, so it is noted with it and goes with it. */
  function sealed(context: SealContext, key: string | null, consented: boolean) {
    return key === null
      ? { sealedKey: null, keyLast4: null, consentedAt: null }
      : {
          sealedKey: envelope.seal(context, key),
          keyLast4: last4(key),
          consentedAt: consented ? now() : null
        };
  }

  function read(where: ReturnType<typeof and>): Connection[] {
    const rows = db.orm.select().from(connections).where(where);
    return rows.orderBy(connections.createdAt, connections.id).all().map(toConnection);
  }

  /** Whoever was removed while they asked leaves no key behind. */
  function keepToMembers({ organizationId, userId, own }: By) {
    const isThey = and(eq(members.organizationId, organizationId), eq(members.userId, userId));
    if (own && db.orm.select().from(members).where(isThey).all().length === 0)
      throw new AppError('NOT_FOUND');
  }

  return {
    list: ({ organizationId, userId }) =>
      read(and(of(organizationId), or(isNull(connections.userId), eq(connections.userId, userId)))),
    all: (organizationId) => read(of(organizationId)),
    has: (organizationId, id) => read(and(of(organizationId), eq(connections.id, id))).length > 0,

    create(by, { kind, name, baseUrl, key, consent }) {
      const { organizationId, userId: actor, own } = by;
      return writer.transact(() => {
        keepToMembers(by);
        judgeConsent(by, key, consent);
        const id = newId();
        const at = now();
        const row = { organizationId, id, kind, name, baseUrl, createdAt: at, updatedAt: at };
        const userId = own ? actor : null;
        db.orm
          .insert(connections)
          .values({ ...row, userId, ...sealed(contextOf(row), key, own) })
          .run();
        audit?.write({
          organizationId,
          actor,
          verb: 'connection.create',
          subject: id,
          facts: { kind, ...placeFacts(by, baseUrl), ...keyFacts(by, key !== null) }
        });
        return id;
      });
    },

    edit(by, id, patch) {
      const { organizationId, userId: actor, own } = by;
      return writer.transact(() => {
        const [row] = db.orm.select().from(connections).where(at(by, id)).all();
        if (!row) throw new AppError('CONNECTION_NOT_FOUND');
        const next = {
          ...row,
          name: patch.name ?? row.name,
          baseUrl: patch.baseUrl ?? row.baseUrl,
          updatedAt: now()
        };
        // The key is sealed to the old origin: at another one it could not be opened, and must not go.
        const moved = new URL(next.baseUrl).origin !== new URL(row.baseUrl).origin;
        const key = patch.key === undefined && moved ? null : patch.key;
        const keyDropped = patch.key === undefined && moved && row.sealedKey !== null;
        judgeConsent(by, key, patch.consent);
        const change = key === undefined ? {} : sealed(contextOf(next), key, own);
        db.orm
          .update(connections)
          .set({ name: next.name, baseUrl: next.baseUrl, updatedAt: next.updatedAt, ...change })
          .where(at(by, id))
          .run();
        const told = { organizationId, actor, subject: id };
        if (next.name !== row.name || next.baseUrl !== row.baseUrl)
          audit?.write({
            ...told,
            verb: 'connection.edit',
            facts: placeFacts(by, next.baseUrl)
          });
        if (key !== undefined)
          audit?.write({
            ...told,
            verb: key === null ? 'connection.key.remove' : 'connection.key.set',
            ...(own && { facts: { own, ...(key !== null && { consent: true }) } })
          });
        return { keyDropped };
      });
    },

    delete(by, id) {
      const { organizationId, userId: actor, own } = by;
      return writer.transact(() => {
        const [gone] = db.orm.delete(connections).where(at(by, id)).returning().all();
        if (!gone) throw new AppError('CONNECTION_NOT_FOUND');
        audit?.write({
          organizationId,
          actor,
          verb: 'connection.delete',
          subject: id,
          ...(own && { facts: { own } })
        });
      });
    }
  };
}

/** A key of one's own is stored only for who says that it may be. @throws AppError CONSENT_MISSING */
function judgeConsent({ own }: By, key: string | null | undefined, consent = false) {
  if (own && typeof key === 'string' && !consent) throw new AppError('CONSENT_MISSING');
}

/** Admins read the log: of what is a member's own it says that it is, and not where it leads. */
const placeFacts = ({ own }: By, baseUrl: string) =>
  own ? { own } : { origin: new URL(baseUrl).origin };
const keyFacts = ({ own }: By, key: boolean) => ({ key, ...(own && key && { consent: true }) });

function contextOf(row: Pick<Row, 'organizationId' | 'id' | 'kind' | 'baseUrl'>): SealContext {
  return {
    organizationId: row.organizationId,
    connectionId: row.id,
    kind: row.kind,
    origin: new URL(row.baseUrl).origin
  };
}

/** A kind of a newer version is treated as the most general one. */
function kindOf(kind: string): ConnectionKind {
  return connectionKinds.find((known) => known === kind) ?? 'openai-compatible';
}

/** The last four characters, and none of a key so short that they would give it away. */
function last4(key: string): string | null {
  return key.length >= 12 ? key.slice(-4) : null;
}
