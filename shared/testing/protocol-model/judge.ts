import type { Mutation } from '#shared/mutations';
import { findings } from '#shared/testing/oracle';
import type { ModelDevice } from './device.ts';
import type { ModelServer } from './server.ts';

/**
 * What is wrong with a history in which all have met: `made` is every change by its id, `purged` what was
 * ever removed for ever.
 */
export function judge(
  server: ModelServer,
  devices: ModelDevice[],
  made: Map<string, Mutation>,
  purged: Set<string>
): string[] {
  const { disk } = server;
  const mayRead = ({ client }: ModelDevice) => !server.barred.has(client);
  const readers = devices.filter(mayRead);
  const known = new Set(readers.flatMap((device) => [...device.disk.purged]));
  const wasPurged = (key: string) => purged.has(key) || disk.purged.has(key);
  // A server that was set back cannot be given again what only one without the right still has.
  const withheld = new Set(
    devices
      .filter((device) => !mayRead(device))
      .flatMap((device) => device.disk.archive.map(({ mid }) => mid))
      .filter((mid) => !disk.applied.has(mid))
  );
  const text = (rows: ModelServer['disk']['rows']) =>
    JSON.stringify(
      [...rows.values()]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ key, stored: { body } }) => [key, Object.entries(body).sort()])
    );
  const winners = new Map(
    [...disk.rows.values()].map(({ key, stored: { body, stamps } }) => [
      `presets/${key}`,
      Object.fromEntries(
        Object.entries(stamps).map(([path, { mid }]) => [path, { mid, value: body[path] }])
      )
    ])
  );
  const refused = new Set(devices.flatMap((device) => [...device.disk.quarantine]));
  // What was put aside may have been taken in before, its answer lost with the right to read it.
  const aside = devices
    .flatMap((device) => [...device.disk.aside])
    .filter((mid) => disk.applied.get(mid)?.rejected !== false);
  const twice = [...server.times].filter(([, times]) => times > 1).map(([mid]) => mid);
  return [
    ...findings({
      mutations: [...made.values()].flatMap((mutation) => {
        const id = disk.applied.get(mutation.mid)?.into ?? mutation.id;
        return wasPurged(id) || withheld.has(mutation.mid) ? [] : [{ ...mutation, id }];
      }),
      winners,
      revisions: disk.revisions,
      quarantined: new Set([...refused, ...aside]),
      views: [
        { who: 'server', text: text(disk.rows) },
        ...readers.map((device) => ({ who: device.client, text: text(device.disk.rows) }))
      ],
      waiting: devices.reduce((sum, device) => sum + device.disk.outbox.length, 0)
    }),
    ...twice.map((mid) => `${mid} was applied twice`),
    ...tornGroups(disk, made),
    ...misdated(disk),
    ...recoveredTwice(disk, made),
    ...[...disk.rows.keys()]
      .filter((key) => disk.purged.has(key) || known.has(key))
      .map((key) => `${key} was purged and is back`),
    ...devices
      .filter((device) => !mayRead(device) && device.disk.rows.size > 0)
      .map((device) => `${device.client} still has rows`),
    ...[...refused].filter((mid) => !isPoisoned(mid, made)).map((mid) => `${mid} was refused`)
  ];
}

/** A change is refused only for what it says, or for what its group says. */
function isPoisoned(mid: string, made: Map<string, Mutation>): boolean {
  const grp = made.get(mid)?.grp;
  return [...made.values()].some(
    (each) =>
      (each.mid === mid || (grp !== undefined && each.grp === grp)) &&
      Object.values(each.set).some(({ v }) => v === 'poison')
  );
}

/** I6: whatever the clocks say, a change is dated after the one it was made over, if that came before. */
function misdated({ applied }: ModelServer['disk']): string[] {
  return [...applied.values()].flatMap(({ mid, seq, effs, bases }) =>
    Object.entries(effs).flatMap(([path, eff]) => {
      const below = applied.get(bases[path] ?? '');
      const seen = below && below.seq < seq ? (below.effs[path] ?? -Infinity) : -Infinity;
      return eff > seen ? [] : [`${mid} ${path} is dated before what it was made over`];
    })
  );
}

/** Late changes of one purged record are one new record. */
function recoveredTwice({ applied, rows }: ModelServer['disk'], made: Map<string, Mutation>) {
  const places = new Map<string, Set<string>>();
  for (const { mid, id } of made.values()) {
    const into = applied.get(mid)?.into ?? id;
    if (into !== id && rows.has(into)) places.set(id, (places.get(id) ?? new Set()).add(into));
  }
  return [...places]
    .filter(([, into]) => into.size > 1)
    .map(([id, into]) => `${id} was recovered as ${[...into].join(' and ')}`);
}

/** I7: of a group everything was taken in, or nothing. */
function tornGroups({ applied }: ModelServer['disk'], made: Map<string, Mutation>): string[] {
  const fates = new Map<string, Set<boolean>>();
  for (const { mid, grp } of made.values()) {
    const fate = applied.get(mid)?.rejected;
    if (grp === undefined || fate === undefined) continue;
    fates.set(grp, (fates.get(grp) ?? new Set()).add(fate));
  }
  return [...fates].filter(([, fate]) => fate.size > 1).map(([grp]) => `group ${grp} was torn`);
}
