import type { Revision } from '#shared/protocol';

/** How a text came to stand no more, for the person. */
export type RevisionKind = 'typed' | 'merged' | 'joined' | 'beaten';

const words: Record<RevisionKind, string> = {
  typed: 'Typed',
  merged: 'Went into a merge',
  joined: 'Came of a merge',
  beaten: 'Did not stand'
};

/** A word of a newer server reads as typed: that claims least. */
export function kindOf({ status, mid }: Pick<Revision, 'status' | 'mid'>): RevisionKind {
  if (status === 'merged') return 'merged';
  if (status === 'conflict' || status === 'lost') return 'beaten';
  return status === 'replaced' && mid.includes('*') ? 'joined' : 'typed';
}

export function sayKind(kind: RevisionKind): string {
  return words[kind];
}
