import { v7 } from 'uuid';
import { defaultsOf } from '../shared/defaults.ts';
import type { FieldsOf, SyncedName } from '../shared/collections.ts';
import { toBody } from '../shared/paths.ts';

export interface GivenRecord<Name extends SyncedName = SyncedName> {
  collection: Name;
  id: string;
  fields: Partial<FieldsOf<Name>>;
}

const perPush = 200;

/** Puts records on a server, as another device would have. */
export async function pushRecords(url: string, records: GivenRecord[]): Promise<void> {
  const clientId = v7();
  const now = Date.now();
  const mutations = records.map(({ collection, id, fields }, index) => ({
    mid: v7(),
    cseq: index + 1,
    scope: 'u:local',
    collection,
    id,
    sv: 1,
    op: 'create',
    set: Object.fromEntries(
      Object.entries(toBody(collection, { ...defaultsOf(collection), ...fields, createdAt: now }))
        .filter(([path]) => path !== 'updatedAt' && path !== 'deletedAt')
        .map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: now }])
    )
  }));
  for (let at = 0; at < mutations.length; at += perPush) {
    const response = await fetch(`${url}/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, mutations: mutations.slice(at, at + perPush) })
    });
    const { results } = (await response.json()) as { results?: { status: string }[] };
    const refused = results?.find(({ status }) => status !== 'applied');
    if (!results || refused) throw new Error(`Records were not taken: ${JSON.stringify(refused)}`);
  }
}
