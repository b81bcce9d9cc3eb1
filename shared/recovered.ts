import type { Mutation } from '#shared/mutations';

/** Where a record is and how it is shown: nothing of it is lost when the record itself is gone. */
const bare = new Set([
  'deletedAt',
  'createdAt',
  'position',
  'projectId',
  'parentId',
  'favourite',
  'kind',
  'latestVersionId'
]);
/** What a person makes and would miss. Versions, runs and conflicts go with their prompt. */
const recoverable: Record<string, string> = {
  prompts: 'prompt',
  presets: 'preset',
  projects: 'project'
};

/** Nothing of these can change late that one would miss: what was said, or frozen, never does. */
const alone = new Set(['conversations', 'snapshots']);

/** Whether a record of this collection can be deleted for ever by itself. */
export function isPurgeable(collection: string): boolean {
  return Object.hasOwn(recoverable, collection) || alone.has(collection);
}

/** The id under which late changes of a purged record are kept: the same for everybody, every time. */
export function recoveredId(id: string): string {
  return `r-${id}`.slice(0, 64);
}

/**
 * A change of a purged record, as a change of the record that keeps it. `nothing`: it carried nothing
 * one would miss; `isKept`: that record is there and has its name; `nowhere`: what it belongs to is gone, so there is no place for it.
 */
export function recover(mutation: Mutation, isKept: boolean): Mutation | 'nothing' | 'nowhere' {
  const { collection, id } = mutation;
  const noun = recoverable[collection];
  if (noun === undefined || recoveredId(id) === id) return 'nowhere';
  const kept = Object.entries(mutation.set).filter(([path]) => path !== 'deletedAt');
  if (kept.every(([path]) => bare.has(path))) return 'nothing';
  const set = Object.fromEntries(kept);
  const name = set.name;
  if (isKept && !name) return { ...mutation, id: recoveredId(id), set };
  const title = typeof name?.v === 'string' && name.v !== '' ? name.v : noun;
  const ts = Math.min(...kept.map(([, change]) => change.ts));
  set.name = {
    ...(name ?? { base: null, baseEff: 0, ts }),
    v: `Recovered ${title}`.slice(0, 200)
  };
  return { ...mutation, id: recoveredId(id), set };
}
