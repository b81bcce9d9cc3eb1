import { isSyncedName } from '#shared/collections';
import type { Body } from '#shared/paths';
import { toRecord } from '#shared/paths';
import { documentOf, searchedNames, type SearchDocument } from '#shared/search-document';
import { textBreak, rowOfWords } from '#shared/search-match';
import { wordsVersion } from '#shared/search-words';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

/** Stands for a break between texts: the tokenizer takes it for a letter, and nobody can ask for it. */
const breakWord = '\ue000';
const versionKey = 'search-words';
/** Records indexed in one unit of the writer, which others wait for. */
const slice = 64;

/** Scopes are words of the index themselves, so that a scope is asked for before anything of another is read. */
export const scopeWord = (scope: string): string => `s${Buffer.from(scope).toString('hex')}`;

interface Deps {
  sql: Sql;
  writer: Writer;
  /** Lets others have their turn between two slices. */
  rest: () => Promise<void>;
}

export interface Keeper {
  /** Indexes at most `most` changed records, of one scope or of all; answers how many are left of it. */
  catchUp(scope: string | null, most: number): Promise<number>;
  /** Marks everything as changed. */
  rebuild(): Promise<void>;
  /** Rebuilds an index whose words are of another version. */
  renew(): Promise<void>;
  /** A record as it is searched, and shown; `null` if it is not there. */
  read(scope: string, collection: string, id: string): SearchDocument | null;
}

/**
 * Keeps the index true. Every change of a record or an output is marked by a trigger in its own transaction,
 * whoever makes it, and what was deleted leaves the index there too; the words are put in later, before
 * anything is answered.
 */
export function createKeeper({ sql, writer, rest }: Deps): Keeper {
  const marks = sql.prepare(
    `select scope, collection, record_id as id from search_marks
     where (@scope is null or scope = @scope) limit @most`
  );
  const countMarks = sql
    .prepare('select count(*) from search_marks where (@scope is null or scope = @scope)')
    .pluck();
  const unmark = sql.prepare(
    'delete from search_marks where scope = ? and collection = ? and record_id = ?'
  );
  const record = sql.prepare(
    `select body, updated_at as updatedAt, created_at as createdAt from records
     where scope = ? and collection = ? and id = ?`
  );
  const outputText = sql
    .prepare(`select body ->> '$.text' from run_outputs where run_id = ? and scope = ?`)
    .pluck();
  const documentId = sql
    .prepare('select id from search_documents where scope = ? and collection = ? and record_id = ?')
    .pluck();
  const putDocument = sql
    .prepare(
      `insert into search_documents (scope, collection, record_id, at, facts) values (?, ?, ?, ?, ?)
       on conflict (scope, collection, record_id) do update set at = excluded.at, facts = excluded.facts
       returning id`
    )
    .pluck();
  const dropDocument = sql.prepare('delete from search_documents where id = ?');
  const dropWords = sql.prepare('delete from search_index where rowid = ?');
  const putWords = sql.prepare(
    'insert into search_index (rowid, scope, head, body) values (?, ?, ?, ?)'
  );
  const versionKept = sql.prepare('select value from meta where key = ?').pluck();
  const keepVersion = sql.prepare('insert or replace into meta (key, value) values (?, ?)');
  const searched = new Set<string>(searchedNames);

  function read(scope: string, collection: string, id: string): SearchDocument | null {
    if (!isSyncedName(collection) || !searched.has(collection)) return null;
    const row = record.get(scope, collection, id) as
      { body: string; updatedAt: number; createdAt: number } | undefined;
    if (!row) return null;
    const { body, updatedAt, createdAt } = row;
    const whole = toRecord(collection, id, { body: JSON.parse(body) as Body, stamps: {} });
    const text = collection === 'runs' ? (outputText.get(id, scope) as string | undefined) : null;
    return documentOf(collection, { ...whole, updatedAt, createdAt }, text ? { text } : null);
  }

  function index(scope: string, collection: string, id: string) {
    const was = documentId.get(scope, collection, id) as number | undefined;
    const document = read(scope, collection, id);
    if (was !== undefined) dropWords.run(was);
    if (document) {
      const { head, body, facts } = document;
      const at = putDocument.get(scope, collection, id, facts.at, JSON.stringify(facts)) as number;
      putWords.run(at, scopeWord(scope), stored(head), stored(body));
    } else if (was !== undefined) dropDocument.run(was);
    unmark.run(scope, collection, id);
  }

  const rebuild = () =>
    writer.transact(() => {
      sql.exec(`delete from search_index; delete from search_documents;
        insert or ignore into search_marks select scope, collection, id from records`);
      keepVersion.run(versionKey, String(wordsVersion));
    });

  return {
    read,
    async catchUp(scope, most) {
      let left = most;
      while (left > 0) {
        const asked = Math.min(slice, left);
        const done = await writer.transact(() => {
          const found = marks.all({ scope, most: asked }) as Record<
            'scope' | 'collection' | 'id',
            string
          >[];
          for (const mark of found) index(mark.scope, mark.collection, mark.id);
          return found.length;
        });
        left -= done;
        if (done < asked) return 0;
        await rest();
      }
      return countMarks.get({ scope }) as number;
    },
    rebuild,
    async renew() {
      if (versionKept.get(versionKey) !== String(wordsVersion)) await rebuild();
    }
  };
}

function stored(texts: string[]): string {
  return rowOfWords(texts)
    .map((word) => (word === textBreak ? breakWord : word))
    .join(' ');
}
