import type { Stored } from '#shared/apply';
import type { Body } from '#shared/paths';
import type { Mutation } from '#shared/mutations';
import type { Rows } from './rows.ts';

/** A record this transaction has changed and not written yet. */
interface Unwritten {
  collection: string;
  stored: Stored | null;
}

/** What the server alone can say of a record as it first hears of it. */
export type Give = (
  scope: string,
  mutation: Mutation,
  stored: Stored | null,
  unwritten: Unwritten[],
  /** Who pushed it; `null`: the server itself, which says so in its own change. */
  person: string | null
) => Body;

/**
 * Versions and snapshots are numbered in the order the server heard of them, each of a prompt or of a subject one
 * more than the last. Who made a snapshot, or wrote a comment, is whoever pushed it, whatever the device says.
 */
export function createGive(rows: Rows): Give {
  function versionNumber(scope: string, promptId: string, unwritten: Unwritten[]): number {
    const beside = numbersOf(unwritten, 'versions', (body) => body.promptId === promptId);
    return Math.max(rows.lastVersionNumber(scope, promptId), ...beside) + 1;
  }

  function snapshotNumber(scope: string, subject: Subject, unwritten: Unwritten[]): number {
    const beside = numbersOf(unwritten, 'snapshots', (body) => {
      const { kind, id } = (body.subject ?? {}) as Partial<Subject>;
      return kind === subject.kind && id === subject.id;
    });
    return Math.max(rows.lastSnapshotNumber(scope, subject), ...beside) + 1;
  }

  return (scope, { collection, set }, stored, unwritten, person) => {
    const body: Body = {};
    const isNumbered = stored?.body.number !== undefined;
    const promptId = set.promptId?.v;
    if (collection === 'versions' && typeof promptId === 'string' && !isNumbered)
      body.number = versionNumber(scope, promptId, unwritten);
    const subject = set.subject?.v;
    if (collection === 'snapshots' && isSubject(subject) && !isNumbered)
      body.number = snapshotNumber(scope, subject, unwritten);
    const maker = { snapshots: 'createdBy', comments: 'author' }[collection];
    if (maker && person !== null && stored?.body[maker] === undefined) body[maker] = person;
    return body;
  };
}

interface Subject {
  kind: string;
  id: string;
}

function isSubject(value: unknown): value is Subject {
  const { kind, id } = (value ?? {}) as Partial<Subject>;
  return typeof kind === 'string' && typeof id === 'string';
}

function numbersOf(
  unwritten: Unwritten[],
  collection: string,
  isOne: (body: Body) => boolean
): number[] {
  return unwritten
    .filter((draft) => draft.collection === collection && isOne(draft.stored?.body ?? {}))
    .map((draft) => Number(draft.stored?.body.number ?? 0));
}
