import type { Snapshot } from '#shared/collections';
import type { SnapshotKind } from '#shared/snapshot-fields';
import { snapshotTexts } from '#shared/snapshots';

/** Which snapshots are asked for; what is `null` or empty asks for nothing. */
export interface SnapshotFilter {
  kind: SnapshotKind | null;
  subjectId: string | null;
  tag: string | null;
  /** Words that all have to stand in its title, note, tags or texts; neither case nor accents matter. */
  text: string;
  /** Taken at or after, and before; milliseconds since the epoch. */
  from: number | null;
  to: number | null;
}

export const everySnapshot: SnapshotFilter = {
  kind: null,
  subjectId: null,
  tag: null,
  text: '',
  from: null,
  to: null
};

/** The same test on a device and on the server. */
export function snapshotTest(filter: SnapshotFilter): (snapshot: Snapshot) => boolean {
  const { kind, subjectId, tag, from, to } = filter;
  const words = fold(filter.text)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (snapshot) => {
    const { subject, takenAt, tags, title, note } = snapshot;
    if (kind !== null && subject.kind !== kind) return false;
    if (subjectId !== null && subject.id !== subjectId) return false;
    if (tag !== null && !tags.includes(tag)) return false;
    if (from !== null && takenAt < from) return false;
    if (to !== null && takenAt >= to) return false;
    if (words.length === 0) return true;
    const head = fold([title, note, ...tags].join('\n'));
    const missing = words.filter((word) => !head.includes(word));
    if (missing.length === 0) return true;
    const body = fold(snapshotTexts(snapshot).join('\n'));
    return missing.every((word) => body.includes(word));
  };
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
