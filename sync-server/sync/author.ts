import { AppError } from '#shared/errors';
import type { RecordOf, SyncedName } from '#shared/collections';
import { schemaVersion, type Mutation } from '#shared/mutations';
import { changedPaths, toRecord } from '#shared/paths';
import { same } from '#shared/same';
import { nextStamp } from '#shared/stamps';
import type { Author, Change, PageAsked } from '../db/author.ts';
import { serverClient, type Records } from './records.ts';
import type { Rows } from './rows.ts';

interface Deps {
  rows: Rows;
  records: Records;
  now: () => number;
  newId: () => string;
}

export function createAuthor({ rows, records, now, newId }: Deps): Author {
  function toMutation(
    scope: string,
    { collection, id, fields }: Change,
    grp: string
  ): Mutation | null {
    const stored = rows.read(scope, collection, id);
    const before = stored ? toRecord(collection, id, stored) : {};
    const times = stored ? {} : { createdAt: now() };
    const set: Mutation['set'] = {};
    for (const [path, v] of Object.entries(
      changedPaths(collection, before, { ...times, ...fields })
    )) {
      const current = stored?.stamps[path];
      // The server has always seen what stands, so its word always applies.
      set[path] = {
        v,
        base: current?.mid ?? null,
        baseEff: current?.eff ?? 0,
        ts: nextStamp(now(), current?.eff ?? 0)
      };
    }
    if (Object.keys(set).length === 0) return null;
    const op = stored ? 'patch' : 'create';
    return { mid: newId(), cseq: 0, scope, collection, id, sv: schemaVersion, grp, op, set };
  }

  return {
    write(scope, changes) {
      const grp = newId();
      const mutations = changes.map((change) => toMutation(scope, change, grp));
      const results = records.take(
        scope,
        serverClient,
        mutations.filter((mutation) => mutation !== null)
      );
      const refused = results.find((result) => result.status === 'rejected');
      if (refused)
        throw new AppError(refused.code ?? 'INTERNAL', { detail: refused.detail ?? undefined });
    },

    read<Name extends SyncedName>(scope: string, collection: Name, id: string) {
      const stored = rows.read(scope, collection, id);
      return stored ? (toRecord(collection, id, stored) as RecordOf<Name>) : null;
    },

    find<Name extends SyncedName>(
      scope: string,
      collection: Name,
      where: Partial<RecordOf<Name>>
    ): RecordOf<Name>[] {
      const wanted = Object.entries(where);
      // Plain values are compared by the database, the rest here.
      const plain = wanted.filter(
        (entry): entry is [string, string | number] =>
          typeof entry[1] === 'string' || typeof entry[1] === 'number'
      );
      return [...rows.find(scope, collection, plain)]
        .map(({ id, stored }) => toRecord(collection, id, stored))
        .filter((record) => wanted.every(([field, value]) => same(record[field], value)))
        .map((record) => record as RecordOf<Name>);
    },

    page<Name extends SyncedName>(scope: string, collection: Name, asked: PageAsked<Name>) {
      const { before, limit } = asked;
      const where = Object.entries(asked.where) as [string, string | number][];
      return rows
        .page(scope, collection, where, before, limit)
        .map(({ id, stored }) => toRecord(collection, id, stored) as RecordOf<Name>);
    }
  };
}
