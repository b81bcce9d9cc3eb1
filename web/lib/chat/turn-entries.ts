import { summarisedTo } from '#shared/chat-summary';
import type { MessageSummary } from '#shared/message-summary';
import type { ChatRow } from './chat-content';

/** What stands in the list of a conversation, from the top. */
export type TurnEntry =
  | { id: string; kind: 'summary'; summary: MessageSummary; count: number }
  | { id: string; kind: 'message'; row: ChatRow }
  /** Up to here a summary is sent instead. */
  | { id: 'since'; kind: 'since' }
  | { id: 'end'; kind: 'end' };

/** Older messages have come before the ones that stood there; a summary at the top, made or undone, is none. */
export function grewAtTop(before: readonly TurnEntry[], now: readonly TurnEntry[]): boolean {
  const [first, top] = [before[0], now[0]];
  if (first?.kind !== 'message' || top?.kind !== 'message' || first.id === top.id) return false;
  const lastOf = (list: readonly TurnEntry[]) => list.findLast(({ kind }) => kind === 'message');
  return lastOf(before)?.id === lastOf(now)?.id;
}

/** @param unfolded whether the messages a summary stands for are shown, too */
export function turnEntries(path: readonly ChatRow[], unfolded: boolean): TurnEntry[] {
  const message = (row: ChatRow): TurnEntry => ({ id: row.id, kind: 'message', row });
  const end: TurnEntry = { id: 'end', kind: 'end' };
  const at = summarisedTo(path);
  const last = path[at];
  if (!last?.summary) return [...path.map(message), end];
  return [
    { id: `summary ${last.id}`, kind: 'summary', summary: last.summary, count: at + 1 },
    ...(unfolded
      ? [...path.slice(0, at + 1).map(message), { id: 'since', kind: 'since' } as const]
      : []),
    ...path.slice(at + 1).map(message),
    end
  ];
}
