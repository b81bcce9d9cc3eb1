import { canonicalJson } from '#shared/canonical-prompt';
import type { Mutation } from '#shared/mutations';
import { placeOf, toRecord } from '#shared/paths';
import { findings } from '#shared/testing/oracle';
import { stampsOf } from '../../../../sync-server/sync/stored-stamps';
import { prepareTexts } from '../../../../sync-server/sync/texts';
import type { TestServer } from '../../../../sync-server/testing/server';
import type { Device } from '../device';

/** What the oracle says once everything has met. */
export async function judge(
  server: TestServer,
  devices: Device[],
  mutations: Mutation[]
): Promise<string[]> {
  const rows = server.db.sql
    .prepare('select collection, id, body, fields from records order by collection, id')
    .all() as { collection: string; id: string; body: string; fields: string }[];
  const winners = new Map<string, Record<string, { mid: string; value: unknown }>>();
  const records: Record<string, unknown> = {};
  for (const { collection, id, body: bodyText, fields } of rows) {
    const body = JSON.parse(bodyText) as Record<string, unknown>;
    const stamps = stampsOf(fields);
    records[`${collection}/${id}`] = toRecord(collection, id, { body, stamps });
    winners.set(
      `${collection}/${id}`,
      Object.fromEntries(
        Object.entries(stamps).map(([path, { mid }]) => [path, { mid, value: body[path] }])
      )
    );
  }
  const views = [{ who: 'server', text: canonicalJson(records) }];
  // A device whose power was cut may have forgotten what it was refused; the server tells as well.
  const refused = "select mid from applied where result ->> '$.status' = 'rejected'";
  const quarantined = new Set(server.db.sql.prepare(refused).pluck().all() as string[]);
  let waiting = 0;
  for (const device of devices) {
    const seen: Record<string, unknown> = {};
    for (const name of ['prompts', 'presets', 'conflicts'] as const)
      for (const row of await device.rows(name)) seen[`${name}/${row.id}`] = row;
    views.push({ who: device.name, text: canonicalJson(seen) });
    for (const { mid } of await device.db.quarantine.toArray()) quarantined.add(mid);
    waiting += await device.db.outbox.count();
  }
  // What a copy of a database put aside, the one it was copied from may have brought in.
  const taken = "select mid from applied where result ->> '$.status' <> 'rejected'";
  for (const mid of server.db.sql.prepare(taken).pluck().all()) quarantined.delete(mid as string);
  const revisions = server.db.sql
    .prepare("select mid || ' ' || path from revisions where status <> 'replaced'")
    .pluck()
    .all();
  const kept = prepareTexts(server.db.sql);
  const texts = new Map<string, unknown>();
  for (const { mid, scope, collection, id, set } of mutations)
    for (const path of Object.keys(set)) {
      if (placeOf(collection, path).class !== 'text') continue;
      const row = rows.find((other) => other.collection === collection && other.id === id);
      const stored = row ? { body: JSON.parse(row.body), stamps: stampsOf(row.fields) } : null;
      texts.set(`${mid} ${path}`, kept.textOf({ scope, collection, id, path }, mid, stored));
    }
  const back = server.db.sql
    .prepare(
      `select 'I11: ' || id || ' was deleted for ever, but is there' from records
       where exists (select 1 from tombstones
                     where tombstones.collection = records.collection and tombstones.id = records.id)`
    )
    .pluck()
    .all() as string[];
  const found = findings({
    mutations,
    winners,
    revisions: new Set(revisions as string[]),
    texts,
    quarantined,
    views,
    waiting
  });
  return [...found, ...back];
}
