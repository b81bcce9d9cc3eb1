import type Sqlite from 'better-sqlite3';

/** A document as CouchDB's replication carries it, with the hashes of its revisions, newest first. */
export interface Doc {
  _id: string;
  _rev?: string;
  _deleted?: boolean;
  _revisions?: { start: number; ids: string[] };
}

interface Leaf {
  rev: string;
  seq: number;
  deleted: number;
}

/** Documents with every leaf of their revision trees; of what was edited since, only the name is kept. */
export function createRevisions(sql: Sqlite.Database) {
  sql.exec(`create table leaves (db text, id text, rev text, seq integer, deleted integer, ids text,
      body text, primary key (db, id, rev)) without rowid;
    create index leaves_seq on leaves (db, seq);
    create table past (db text, id text, rev text, primary key (db, id, rev)) without rowid;
    create table local (db text, id text, doc text, primary key (db, id)) without rowid`);
  const isLeaf = sql.prepare('select 1 from leaves where db = ? and id = ? and rev = ?');
  const isPast = sql.prepare('select 1 from past where db = ? and id = ? and rev = ?');
  const drop = sql.prepare('delete from leaves where db = ? and id = ? and rev = ?');
  const keepName = sql.prepare('insert or ignore into past values (?, ?, ?)');
  const putLeaf = sql.prepare('insert into leaves values (?, ?, ?, ?, ?, ?, ?)');
  const one = sql.prepare<[string, string, string], { ids: string; body: string }>(
    'select ids, body from leaves where db = ? and id = ? and rev = ?'
  );
  const leavesOf = sql.prepare<[string, string], Leaf>(
    'select rev, seq, deleted from leaves where db = ? and id = ?'
  );
  const since = sql.prepare<[string, number, number], { id: string; seq: number }>(
    'select id, max(seq) as seq from leaves where db = ? and seq > ? group by id order by seq limit ?'
  );
  const lastSeq = sql.prepare<[string]>('select max(seq) from leaves where db = ?').pluck();
  const getLocal = sql.prepare<[string, string]>('select doc from local where db = ? and id = ?');
  const putLocal = sql.prepare('insert or replace into local values (?, ?, ?)');
  const heads = new Map<string, number>();
  const head = (db: string) => heads.get(db) ?? Number(lastSeq.get(db) ?? 0);
  const has = (db: string, id: string, rev: string) =>
    isLeaf.get(db, id, rev) !== undefined || isPast.get(db, id, rev) !== undefined;

  return {
    head,
    has,

    /** Takes in a revision as it comes by replication (`new_edits: false`). */
    put(db: string, { _id: id, _rev: _, _revisions, _deleted, ...body }: Doc) {
      const { start, ids } = _revisions ?? { start: 0, ids: [] };
      const revs = ids.map((hash, age) => `${start - age}-${hash}`);
      const rev = revs[0] ?? '';
      if (has(db, id, rev)) return;
      for (const older of revs.slice(1)) {
        drop.run(db, id, older);
        keepName.run(db, id, older);
      }
      const seq = head(db) + 1;
      heads.set(db, seq);
      putLeaf.run(
        ...[db, id, rev, seq, _deleted ? 1 : 0],
        JSON.stringify({ start, ids }),
        JSON.stringify(body)
      );
    },

    read(db: string, id: string, rev: string) {
      const found = one.get(db, id, rev);
      if (!found) return undefined;
      const { ids, body } = found;
      return {
        ...(JSON.parse(body) as object),
        _id: id,
        _rev: rev,
        _revisions: JSON.parse(ids) as Doc['_revisions']
      };
    },

    /** Documents changed after `after`, each with all its leaves (`style=all_docs`), the winner first. */
    changes: (db: string, after: number, limit: number) =>
      since.all(db, after, limit).map(({ id, seq }) => ({
        id,
        seq,
        changes: leavesOf
          .all(db, id)
          .sort((a, b) => a.deleted - b.deleted || (isNewer(a.rev, b.rev) ? -1 : 1))
          .map(({ rev }) => ({ rev }))
      })),

    local: (db: string, id: string) =>
      (getLocal.get(db, id) as { doc: string } | undefined)?.doc ?? null,
    setLocal(db: string, id: string, doc: Doc) {
      putLocal.run(db, id, JSON.stringify(doc));
    }
  };
}

function isNewer(a: string, b: string): boolean {
  const [first, second] = [Number.parseInt(a), Number.parseInt(b)];
  return first === second ? a > b : first > second;
}
