import type { Overruled } from '$lib/data/db';

/** What this device wrote, in words one can read and copy: texts as they are, the rest as JSON. */
export function conflictText({ set }: Pick<Overruled, 'set'>): string {
  const parts = Object.entries(set).map(([path, { v }]) => {
    const text = textOf(v);
    return Object.keys(set).length === 1 && text !== null
      ? text
      : `${path}:\n${text ?? JSON.stringify(v ?? null, null, 2)}`;
  });
  return parts.join('\n\n');
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('content' in value)) return null;
  return typeof value.content === 'string' ? value.content : null;
}
