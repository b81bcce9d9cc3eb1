import type { Comment } from '#shared/collections';
import type { CommentAnchor, CommentedKind } from '#shared/comment-fields';
import { placeOfAnchor, type Place } from '#shared/comment-anchor';
import type { Database } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

export interface Subject {
  kind: CommentedKind;
  id: string;
}

/** A text one can comment on, as it stands now. */
export interface CommentedText {
  /** As in an anchor. */
  field: string;
  text: string;
}

/** A comment with its answers, and where its words stand now. */
export interface Thread {
  comment: Comment;
  /** Oldest first. */
  answers: Comment[];
  /** `null`: it is about the whole, or its words are gone (`isLost`). */
  place: (Place & { field: string }) | null;
  isLost: boolean;
}

const byAge = (a: Comment, b: Comment) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** Living comments of a subject. */
export async function commentsOf(db: Database, { kind, id }: Subject): Promise<Comment[]> {
  const rows = await db.comments.where('[subject.kind+subject.id]').equals([kind, id]).toArray();
  return rows.filter(({ deletedAt }) => deletedAt === null).sort(byAge);
}

/**
 * Comments as threads: those about words in the order of the words, then those about the whole or about words
 * that are gone. Answers to a comment that was deleted are left out with it.
 */
export function threadsOf(comments: readonly Comment[], texts: readonly CommentedText[]): Thread[] {
  const answers = Map.groupBy(comments, ({ parentId }) => parentId);
  const order = new Map(texts.map(({ field }, at) => [field, at]));
  const rank = ({ place }: Thread) => (place ? (order.get(place.field) ?? 0) : texts.length);
  return comments
    .filter(({ parentId }) => parentId === null)
    .map((comment): Thread => {
      const place = placeNow(comment.anchor, texts);
      const own = (answers.get(comment.id) ?? []).toSorted(byAge);
      return { comment, answers: own, place, isLost: comment.anchor !== null && place === null };
    })
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.place?.from ?? 0) - (b.place?.from ?? 0) ||
        byAge(a.comment, b.comment)
    );
}

/** Where the words of an anchor stand now; `null` where they are gone. */
export function placeNow(
  anchor: CommentAnchor | null,
  texts: readonly CommentedText[]
): Thread['place'] {
  const text = anchor && texts.find(({ field }) => field === anchor.field);
  const place = text && placeOfAnchor(text.text, anchor);
  return place ? { ...place, field: anchor.field } : null;
}

export interface Said {
  body: string;
  anchor?: CommentAnchor | null;
  parentId?: string | null;
  mentions?: string[];
}

export async function addComment(store: Store, subject: Subject, said: Said): Promise<Undo> {
  const { id } = await store.create('comments', { subject, ...said, body: said.body.trim() });
  return () => store.edit('comments', id, { deletedAt: store.now() });
}

export async function editComment(
  store: Store,
  id: string,
  said: { body: string; mentions: string[] }
): Promise<void> {
  await store.edit('comments', id, { ...said, body: said.body.trim() });
}

/** Settles a thread, or opens it again. */
export async function resolveThread(store: Store, id: string, resolved: boolean): Promise<Undo> {
  await store.edit('comments', id, { resolvedAt: resolved ? store.now() : null });
  return () => store.edit('comments', id, { resolvedAt: resolved ? null : store.now() });
}

export async function deleteComment(store: Store, id: string): Promise<Undo> {
  await store.edit('comments', id, { deletedAt: store.now() });
  return () => store.edit('comments', id, { deletedAt: null });
}

export const readKey = ({ kind, id }: Subject) => `comments.read.${kind}/${id}`;

/** Until when this device has shown what was said, in milliseconds; 0: never. */
export async function readUntil(db: Database, subject: Subject): Promise<number> {
  const value = (await db.kv.get(readKey(subject)))?.value;
  return typeof value === 'number' ? value : 0;
}

export async function markRead(db: Database, subject: Subject, until: number): Promise<void> {
  if ((await readUntil(db, subject)) < until)
    await db.kv.put({ key: readKey(subject), value: until });
}
