/** What stands open and can be shared. */
export type ShareSubject =
  | { kind: 'prompt'; id: string }
  | { kind: 'run'; ids: string[] }
  | { kind: 'conversation'; id: string }
  | { kind: 'snapshot'; id: string };

/** The one an address shows; `null` where there is none, or nothing of it is kept. */
export function subjectAt(path: string, search: string): ShareSubject | null {
  if (path === '/runs/compare') {
    const ids = (new URLSearchParams(search).get('ids') ?? '').split(',').filter((id) => id !== '');
    return ids.length === 0 ? null : { kind: 'run', ids };
  }
  const [, place, name] = /^\/(complete|prompts|runs|chat|snapshots)\/([^/]+)$/.exec(path) ?? [];
  if (place === undefined || name === undefined || ['new', 'temporary', 'compare'].includes(name))
    return null;
  const id = decodeURIComponent(name);
  if (place === 'runs') return { kind: 'run', ids: [id] };
  if (place === 'snapshots') return { kind: 'snapshot', id };
  return { kind: place === 'chat' ? 'conversation' : 'prompt', id };
}
