import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import { pushedMid } from '#shared/merged-mid';
import { same } from '#shared/same';
import { collapseTyping, goneOf, type HeardText } from './collapse-typing.ts';
import type { Rows } from './rows.ts';
import type { RecordPath, Texts } from './texts.ts';

/** Texts that were typed over stay as they are for so long; after that the last of each window does. */
export const thinAfterMs = 24 * 60 * 60 * 1000;
const windowMs = 10 * 60 * 1000;
/** What stood for so long was probably fetched by a device that may still build on it. */
const stoodMs = 60 * 1000;
const batchSize = 100;
const markKey = 'thinnedTo';

interface Deps {
  sql: Sql;
  rows: Rows;
  texts: Texts;
  writer: Writer;
  /** Milliseconds since the epoch. */
  now: () => number;
}

interface Row extends HeardText {
  /** Milliseconds since the epoch; when another text took its place. */
  replacedAt: number;
  /** The mutation of the text it is kept as an edit of; `null` if it is kept whole. */
  over: string | null;
}

/**
 * Deletes most of what was typed over long ago. A text that stays and was kept as an edit of one that goes is
 * written anew, as an edit of the next one that stays. Resolves when nothing is left to do; asked again
 * after a crash, it begins with the record it was at.
 */
export function createThinning({ sql, rows, texts, writer, now }: Deps): () => Promise<void> {
  const mark = sql.prepare('select value from meta where key = ?').pluck();
  const putMark = sql.prepare(
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value'
  );
  const grown = sql.prepare(
    `select scope, collection, record_id as id, path, max(id) as last from revisions
     where id > ? and at < ? and status = 'replaced' group by 1, 2, 3, 4 order by last`
  );
  const rowsOf = sql.prepare(
    `select id, mid, status, at as replacedAt, ${goneOf} as gone,
       case when status in ('replaced', 'merged') then value ->> '$.over' end as over
     from revisions where scope = ? and collection = ? and record_id = ? and path = ? order by id desc`
  );
  const heard = sql.prepare('select at, client_id as clientId from applied where mid = ?');
  const rewrite = sql.prepare('update revisions set value = ? where id = ?');
  const drop = sql.prepare('delete from revisions where id = ?');

  function withAuthor(row: Omit<Row, 'at' | 'clientId'>): Row {
    const found = heard.get(pushedMid(row.mid)) as Pick<HeardText, 'at' | 'clientId'> | undefined;
    return { ...row, ...(found ?? { at: row.replacedAt, clientId: null }) };
  }

  function read({ scope, collection, id, path }: RecordPath): Row[] {
    return (rowsOf.all(scope, collection, id, path) as Omit<Row, 'at' | 'clientId'>[]).map(
      withAuthor
    );
  }

  /** Takes a few texts out. `all` are the record's rows by mid; they are kept up to date. */
  function takeOut(record: RecordPath, all: Map<string, Row>, going: Set<string>) {
    const { scope, collection, id } = record;
    const stored = rows.read(scope, collection, id);
    if (!stored) return; // deleted for ever in the meantime, and its texts with it
    for (const row of all.values()) {
      if (row.over === null || going.has(row.mid) || !going.has(row.over)) continue;
      const text = texts.textOf(record, row.mid, stored);
      if (text === undefined) continue;
      let over: string | null = row.over;
      while (over !== null && going.has(over)) over = all.get(over)?.over ?? null;
      const from = over === null ? undefined : texts.textOf(record, over, stored);
      const value = texts.edited(text, over, from);
      rewrite.run(JSON.stringify({ ...value, gone: row.gone }), row.id);
      row.over = 'over' in value ? value.over : null;
      if (!same(texts.textOf(record, row.mid, stored), text))
        throw new Error('a text would not read back as it was');
    }
    for (const mid of going) {
      drop.run(all.get(mid)?.id);
      all.delete(mid);
    }
  }

  return async () => {
    const before = Math.floor((now() - thinAfterMs) / windowMs) * windowMs;
    const from = Number(mark.get(markKey) ?? 0);
    const found = grown.all(from, before) as (RecordPath & { last: number })[];
    for (const { last, ...record } of found) {
      // Read once for all batches: what is written meanwhile is an edit of the text that stands.
      const newestFirst = read(record);
      const all = new Map(newestFirst.toReversed().map((row) => [row.mid, row]));
      const going = goingOf(newestFirst, before);
      while (going.length > 0) {
        const batch = new Set(going.splice(-batchSize));
        await writer.transact(() => takeOut(record, all, batch));
      }
      await writer.transact(() => putMark.run(markKey, String(last)));
    }
  };
}

/** The mids of the texts to be taken out, newest first. */
function goingOf(all: Row[], before: number): string[] {
  const old = all.filter(({ replacedAt }) => replacedAt < before);
  const staying = new Set(collapseTyping(old, windowMs).map(({ mid }) => mid));
  return old
    .filter(({ mid, at, replacedAt }) => !staying.has(mid) && replacedAt - at < stoodMs)
    .map(({ mid }) => mid);
}
