import Sqlite from 'better-sqlite3';
import { canonicalJson } from '#shared/canonical-prompt';
import type { Mutation } from '#shared/mutations';
import { toRecord } from '#shared/paths';
import { findings } from '#shared/testing/oracle';
import { stampsOf } from '../../../../sync-server/sync/stored-stamps';
import type { Device } from '../device';

const compared = ['prompts', 'presets', 'conflicts'] as const;

interface Parts {
  /** The server's database, after the server has ended. */
  path: string;
  devices: Device[];
  sent: Map<string, Mutation>;
}

/** What the oracle says, asked for each record by itself: it is slow in the number of changes. */
export async function judge({ path, devices, sent }: Parts): Promise<string[]> {
  const sql = new Sqlite(path, { readonly: true });
  const rows = sql
    .prepare(
      `select collection, id, body, fields from records
       where collection in (${compared.map((name) => `'${name}'`).join(', ')})`
    )
    .all() as { collection: string; id: string; body: string; fields: string }[];
  const kept = sql.prepare("select mid || ' ' || path from revisions").pluck().all() as string[];
  sql.close();

  const revisions = new Set(kept);
  const quarantined = new Set<string>();
  const seen = new Map<string, { who: string; text: string }[]>();
  const see = (record: string, who: string, text: string) =>
    void seen.set(record, [...(seen.get(record) ?? []), { who, text }]);
  const winners = new Map<string, Record<string, { mid: string; value: unknown }>>();
  for (const { collection, id, body: bodyText, fields } of rows) {
    const body = JSON.parse(bodyText) as Record<string, unknown>;
    const stamps = stampsOf(fields);
    const paths = Object.entries(stamps).map(([at, { mid }]) => [at, { mid, value: body[at] }]);
    winners.set(`${collection}/${id}`, Object.fromEntries(paths));
    see(`${collection}/${id}`, 'server', canonicalJson(toRecord(collection, id, { body, stamps })));
  }
  let waiting = 0;
  for (const device of devices) {
    for (const name of compared)
      for (const row of await device.rows(name))
        see(`${name}/${row.id}`, device.name, canonicalJson({ ...row }));
    for (const { mid } of await device.db.quarantine.toArray()) quarantined.add(mid);
    waiting += await device.db.outbox.count();
  }
  const made = Map.groupBy(sent.values(), ({ collection, id }) => `${collection}/${id}`);

  const wrong = waiting === 0 ? [] : [`outboxes did not drain: ${waiting}`];
  for (const mid of quarantined) wrong.push(`${mid} was put aside`);
  for (const record of new Set([...seen.keys(), ...made.keys()])) {
    const views = seen.get(record) ?? [];
    if (views.length !== devices.length + 1)
      wrong.push(`${record} is known to ${views.map(({ who }) => who).join(', ')} alone`);
    const winner = winners.get(record);
    wrong.push(
      ...findings({
        mutations: made.get(record) ?? [],
        revisions,
        quarantined,
        views,
        waiting: 0,
        winners: new Map(winner ? [[record, winner]] : [])
      })
    );
  }
  return wrong;
}
