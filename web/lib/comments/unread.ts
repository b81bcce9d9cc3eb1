import type { Comment } from '#shared/collections';
import type { Database } from '$lib/data/db';
import { commentsOf, readKey, readUntil, type Subject } from './comments';

/** What others said of something and this device has not shown yet. */
export interface Unread {
  count: number;
  /** One of them means whoever looks. */
  isMentioned: boolean;
}

/** Something with comments that were not read. */
export interface UnreadSubject extends Unread {
  subject: Subject;
  name: string;
  /** When the last of them was written, in milliseconds. */
  at: number;
}

/** Of older comments nobody is told without opening what they are about. */
const newest = 500;

const isUnread = ({ author, createdAt }: Comment, me: string, until: number) =>
  author !== me && author !== '' && createdAt > until;

function unreadAmong(comments: readonly Comment[], me: string, until: number): Unread {
  const ids = new Set(comments.map(({ id }) => id));
  const unread = comments.filter(
    // An answer goes with what it answers.
    (one) => isUnread(one, me, until) && (one.parentId === null || ids.has(one.parentId))
  );
  return {
    count: unread.length,
    isMentioned: unread.some(({ mentions }) => mentions.includes(me))
  };
}

/** @param me who looks; `null` where nobody else writes */
export async function unreadOf(db: Database, subject: Subject, me: string | null): Promise<Unread> {
  if (me === null) return { count: 0, isMentioned: false };
  return unreadAmong(await commentsOf(db, subject), me, await readUntil(db, subject));
}

/** Everything with unread comments, where one is meant first, then the newest. Reads the newest comments alone. */
export async function unreadEverywhere(db: Database, me: string | null): Promise<UnreadSubject[]> {
  if (me === null) return [];
  // Ids begin with the time they were made.
  const comments = await db.comments.orderBy(':id').reverse().limit(newest).toArray();
  const subjects = [
    ...new Map(comments.map(({ subject }) => [readKey(subject), subject])).entries()
  ];
  const read = await db.kv.bulkGet(subjects.map(([key]) => key));
  const found: UnreadSubject[] = [];
  for (const [index, [key, subject]] of subjects.entries()) {
    const value = read[index]?.value;
    const until = typeof value === 'number' ? value : 0;
    const isOf = (one: Comment) => readKey(one.subject) === key;
    if (!comments.some((one) => isOf(one) && isUnread(one, me, until))) continue;
    const unread = unreadAmong(await commentsOf(db, subject), me, until);
    const name = await nameOf(db, subject);
    if (unread.count === 0 || name === null) continue;
    const at = Math.max(...comments.filter(isOf).map(({ createdAt }) => createdAt));
    found.push({ subject, name, at, ...unread });
  }
  return found.sort((a, b) => Number(b.isMentioned) - Number(a.isMentioned) || b.at - a.at);
}

/** What it is called; `null` if it is not there, or in the trash. */
async function nameOf(db: Database, { kind, id }: Subject): Promise<string | null> {
  if (kind === 'prompt') {
    const prompt = await db.prompts.get(id);
    return prompt && prompt.deletedAt === null ? prompt.name : null;
  }
  const titled = await (kind === 'snapshot' ? db.snapshots.get(id) : db.conversations.get(id));
  return titled && titled.deletedAt === null ? titled.title : null;
}

/** "2 unread comments, you are mentioned", for a mark. */
export function unreadText({ count, isMentioned }: Unread): string {
  const words = count === 1 ? '1 unread comment' : `${count} unread comments`;
  return isMentioned ? `${words}, you are mentioned` : words;
}
