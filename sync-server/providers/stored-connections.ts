import { and, eq } from 'drizzle-orm';
import { AppError } from '#shared/errors';
import { connectionKinds } from '#shared/model-registry';
import { connections } from '../db/schema.ts';
import type { ConnectionKind } from '#shared/model-registry';
import type { Audit } from '../audit/audit.ts';
import type { Db } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Principal } from '../http/route.ts';
import type { Envelope, SealContext } from '../secrets/envelope.ts';
import type { Connection } from './connection.ts';

export interface NewConnection {
  kind: ConnectionKind;
  name: string;
  baseUrl: string;
  key: string | null;
}

/** `key`: absent keeps it, `null` removes it, a text replaces it. */
export interface ConnectionPatch {
  name?: string | undefined;
  baseUrl?: string | undefined;
  key?: string | null | undefined;
}

/** Who changes the connections of an organization. */
type By = Pick<Principal, 'organizationId' | 'userId'>;

/** Connections people entered, in the database; their keys sealed. */
export interface StoredConnections {
  list(organizationId: string): Connection[];
  create(by: By, given: NewConnection): Promise<string>;
  /** Answers whether the key was dropped because it belongs to the old address. */
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

  const at = (organizationId: string, id: string) =>
    and(eq(connections.organizationId, organizationId), eq(connections.id, id));

  function toConnection(row: Row): Connection {
    return {
      id: row.id,
      kind: kindOf(row.kind),
      name: row.name,
      baseUrl: row.baseUrl,
      source: 'stored',
      keyLast4: row.keyLast4,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      readKey: () => row.sealedKey && envelope.open(contextOf(row), row.sealedKey)
    };
  }

  function sealed(context: SealContext, key: string | null) {
    return key === null
      ? { sealedKey: null, keyLast4: null }
      : { sealedKey: envelope.seal(context, key), keyLast4: last4(key) };
  }

  return {
    list: (organizationId) =>
      db.orm
        .select()
        .from(connections)
        .where(eq(connections.organizationId, organizationId))
        .orderBy(connections.createdAt, connections.id)
        .all()
        .map(toConnection),

    create({ organizationId, userId: actor }, { kind, name, baseUrl, key }) {
      return writer.transact(() => {
        const id = newId();
        const at = now();
        const row = { organizationId, id, kind, name, baseUrl, createdAt: at, updatedAt: at };
        db.orm
          .insert(connections)
          .values({ ...row, ...sealed(contextOf(row), key) })
          .run();
        audit?.write({
          ...{ organizationId, actor, verb: 'connection.create', subject: id },
          facts: { kind, origin: new URL(baseUrl).origin, key: key !== null }
        });
        return id;
      });
    },

    edit({ organizationId, userId: actor }, id, patch) {
      return writer.transact(() => {
        const [row] = db.orm.select().from(connections).where(at(organizationId, id)).all();
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
        const change = key === undefined ? {} : sealed(contextOf(next), key);
        db.orm
          .update(connections)
          .set({ name: next.name, baseUrl: next.baseUrl, updatedAt: next.updatedAt, ...change })
          .where(at(organizationId, id))
          .run();
        const told = { organizationId, actor, subject: id };
        if (next.name !== row.name || next.baseUrl !== row.baseUrl)
          audit?.write({
            ...{ ...told, verb: 'connection.edit' },
            facts: { origin: new URL(next.baseUrl).origin }
          });
        if (key !== undefined)
          audit?.write({
            ...told,
            verb: key === null ? 'connection.key.remove' : 'connection.key.set'
          });
        return { keyDropped };
      });
    },

    delete({ organizationId, userId: actor }, id) {
      return writer.transact(() => {
        const [gone] = db.orm.delete(connections).where(at(organizationId, id)).returning().all();
        if (!gone) throw new AppError('CONNECTION_NOT_FOUND');
        audit?.write({ organizationId, actor, verb: 'connection.delete', subject: id });
      });
    }
  };
}

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
