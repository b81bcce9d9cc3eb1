import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

/** A space that goes with its person: everything of it is deleted, in as many steps as it needs. */
export interface Space {
  organizationId: string;
  scope: string;
}

/** What was under way when it went may still write a line; so long it is swept again. */
const sweepAgainMs = 60 * 60 * 1000;
const rowsAtOnce = 500;
const mark = 'erase:';

/**
 * Tables with rows of a space that are not deleted with it. The log of what was done is a chain that nothing may be
 * taken out of; it holds ids and no content. An organization's own row goes first, by itself.
 */
const staying = ['audit'];
/** Tables without a scope or organization of their own, and how their rows are found. */
const found: Record<string, string> = {
  run_segments: 'run_id in (select id from runs where scope = @scope)',
  scopes: 'id = @scope'
};

/** How each table's rows of a space are found; a table that is added with a `scope` is in here by itself. */
export function tablesOfSpace(sql: Sql): { table: string; where: string }[] {
  const tables = sql
    .prepare("select name from pragma_table_list where schema = 'main' and type <> 'view'")
    .pluck()
    .all() as string[];
  const columnsOf = sql.prepare('select name from pragma_table_info(?)').pluck();
  const own = tables
    .filter((table) => !staying.includes(table) && !(table in found))
    .flatMap((table) => {
      const columns = columnsOf.all(table) as string[];
      if (columns.includes('scope') && table !== 'accounts')
        return [{ table, where: 'scope = @scope' }];
      if (columns.includes('organization_id'))
        return [{ table, where: 'organization_id = @organizationId' }];
      return [];
    });
  // Those first that are found by the rows of another table.
  return [...Object.entries(found).map(([table, where]) => ({ table, where })), ...own];
}

export type Erase = ReturnType<typeof prepareErase>;

/** Deletes spaces for ever, in small steps, and goes on after a crash where it was. */
export function prepareErase(deps: { sql: Sql; writer: Writer; now: () => number }) {
  const { sql, writer, now } = deps;
  const note = sql.prepare('insert or replace into meta (key, value) values (?, ?)');
  const forget = sql.prepare('delete from meta where key = ?');
  const noted = sql.prepare('select key, value from meta where key glob ?');
  const steps = tablesOfSpace(sql).map(({ table, where }) =>
    sql.prepare(
      `delete from "${table}" where rowid in
         (select rowid from "${table}" where ${where} limit ${rowsAtOnce})`
    )
  );

  async function empty(space: Space): Promise<number> {
    let gone = 0;
    for (const step of steps)
      for (;;) {
        const { changes } = await writer.transact(() => step.run(space));
        gone += changes;
        if (changes < rowsAtOnce) break;
      }
    return gone;
  }

  return {
    /** Says that this space goes. Inside the transaction that takes its person away. */
    begin(space: Space): void {
      note.run(`${mark}${space.organizationId}`, JSON.stringify({ ...space, at: now() }));
    },
    /** Deletes what there is of spaces that go. Resolves when nothing of it is in the database or its log. */
    async sweep(): Promise<void> {
      const rows = noted.all(`${mark}*`) as { key: string; value: string }[];
      for (const { key, value } of rows) {
        const { at, ...space } = JSON.parse(value) as Space & { at: number };
        await empty(space);
        if (now() - at > sweepAgainMs) await writer.transact(() => forget.run(key));
      }
      // What was deleted stands in the log of the database until it is emptied.
      if (rows.length > 0) sql.pragma('wal_checkpoint(TRUNCATE)');
    }
  };
}
