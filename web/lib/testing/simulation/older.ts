import { transact } from '$lib/data/transact';
import type { Database } from '$lib/data/db';
import type { Mutation } from '#shared/mutations';
import type { Request } from './network';
import type { UpCasters } from '../../../../sync-server/sync/up-cast';

/**
 * The version of the app before today's, as its wire and its storage show it: it knows no presets, keeps
 * them for a version that will, writes no moods, and sends a name in another shape.
 */
const sv = 0;
const presets = { known: 'presets', strange: 'presetsOfLater' };

/** What the server has for whoever still speaks like this, and for what such a device left in its outbox. */
export const casters: UpCasters = { [sv]: (mutation) => withName(mutation, first) };

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

export function asOlder(request: Request): Request {
  return async (path, init) => {
    const answer = await request(path, path.endsWith('/push') ? spokenOld(init) : init);
    if (!path.endsWith('/pull') || !answer.ok) return answer;
    const strange = (await answer.text()).replaceAll(
      `"collection":"${presets.known}"`,
      `"collection":"${presets.strange}"`
    );
    return new Response(strange, answer);
  };
}

function spokenOld(init?: RequestInit): RequestInit {
  const push = JSON.parse(String(init?.body)) as { mutations: Mutation[] };
  const mutations = push.mutations.map((mutation) => ({
    ...withName(mutation, (value) => [value]),
    sv
  }));
  return { ...init, body: JSON.stringify({ ...push, mutations }) };
}

function withName(mutation: Mutation, shape: (value: unknown) => unknown): Mutation {
  const { name, ...set } = mutation.set;
  return name ? { ...mutation, set: { ...set, name: { ...name, v: shape(name.v) } } } : mutation;
}

/** What this storage holds of presets, under the name by which today's version knows them. */
export function recognise(db: Database): Promise<void> {
  const rename = (key: string) => key.replace(`${presets.strange}/`, `${presets.known}/`);
  return transact(db, ['unknown', 'seen'], async () => {
    const rows = await db.unknown.toArray();
    await db.unknown.clear();
    await db.unknown.bulkPut(
      rows.map((row) => ({ ...row, key: rename(row.key), collection: presets.known }))
    );
    const met = await db.seen.toArray();
    await db.seen.clear();
    await db.seen.bulkPut(met.map(({ key }) => ({ key: rename(key) })));
  });
}
