import type { Conversation } from '#shared/collections';
import { untitledChat } from './chat-words';

export type ListedChat = Pick<Conversation, 'id' | 'title' | 'pinned' | 'updatedAt' | 'deletedAt'>;

/** A row of the list: a heading, or a conversation under it. */
export type ChatListRow =
  { kind: 'heading'; id: string; label: string } | { kind: 'chat'; id: string; chat: ListedChat };

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The list as it is shown: pinned ones first, then by the day they were last changed, newest first.
 * @param now milliseconds since the epoch; days begin at this device's midnight
 */
export function listRows(chats: readonly ListedChat[], query: string, now: number): ChatListRow[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = chats
    .filter(({ deletedAt, title }) => {
      const name = (title || untitledChat).toLocaleLowerCase();
      return deletedAt === null && words.every((word) => name.includes(word));
    })
    .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1));
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const rows: ChatListRow[] = [];
  let last = '';
  for (const chat of [
    ...found.filter((one) => one.pinned),
    ...found.filter((one) => !one.pinned)
  ]) {
    const label = chat.pinned ? 'Pinned' : dayLabel(chat.updatedAt, midnight);
    if (label !== last) rows.push({ kind: 'heading', id: `heading ${label}`, label });
    last = label;
    rows.push({ kind: 'chat', id: chat.id, chat });
  }
  return rows;
}

function dayLabel(at: number, midnight: number): string {
  if (at >= midnight) return 'Today';
  // Days of 23 and 25 hours: asked in the middle of the day before.
  if (at >= new Date(midnight - dayMs / 2).setHours(0, 0, 0, 0)) return 'Yesterday';
  if (at >= midnight - 7 * dayMs) return 'This week';
  if (at >= midnight - 30 * dayMs) return 'This month';
  return new Date(at).toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
}
