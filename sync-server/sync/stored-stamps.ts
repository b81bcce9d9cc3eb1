import type { Stamps } from '#shared/apply';
import type { Stamp } from '#shared/stamps';

/** Under no path: paths of one change, each after the change's mid and time. */
const together = '=';
type Group = [mid: string, eff: number, ...paths: string[]];
type Written = Record<string, Stamp> & { [together]?: Group[] };

/**
 * Stamps as they are stored: what one mutation set at one time is said once, for a new record is one
 * mutation and a dozen paths. `deletedAt` stands by itself, where SQL looks for it.
 */
export function stampsText(stamps: Stamps): string {
  const groups = new Map<string, Group>();
  for (const [path, { mid, eff, over }] of Object.entries(stamps)) {
    if (path === 'deletedAt' || over !== undefined) continue;
    const group = groups.get(`${mid} ${eff}`) ?? [mid, eff];
    group.push(path);
    groups.set(`${mid} ${eff}`, group);
  }
  const shared = [...groups.values()].filter(({ length }) => length > 3);
  if (shared.length === 0) return JSON.stringify(stamps);
  const told = new Set<string | number>(shared.flatMap(([, , ...paths]) => paths));
  const alone = Object.entries(stamps).filter(([path]) => !told.has(path));
  return JSON.stringify({ ...Object.fromEntries(alone), [together]: shared });
}

/** Reads also stamps that are all written by themselves. */
export function stampsOf(text: string): Stamps {
  const { [together]: groups, ...stamps } = JSON.parse(text) as Written;
  for (const [mid, eff, ...paths] of groups ?? [])
    for (const path of paths) stamps[path] = { mid, eff };
  return stamps;
}
