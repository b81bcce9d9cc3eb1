import { alignMessages } from '#shared/align-messages';
import type { PromptMessage } from '#shared/collections';
import type { Message } from '#shared/message-parts';
import { messageOf } from '#shared/prompt-content';
import { positionBetween } from '#shared/positions';
import type { Change } from '../db/author.ts';

/** A message as a client sends it: with its id to keep it apart from others that say the same. */
export type SentMessage = Message & { id?: string | undefined };

type Row = Pick<PromptMessage, 'id' | 'role' | 'text' | 'parts' | 'position' | 'deletedAt'>;

/**
 * What makes a prompt's messages these. Messages of a known id keep their row, others the row of the message
 * they are most like; rows that are left go to the trash.
 * @param rows in their order, without deleted ones
 */
export function messageChanges(
  promptId: string,
  rows: readonly Row[],
  sent: readonly SentMessage[],
  deps: { now: number; newId: () => string }
): Change[] {
  const named = new Set(sent.flatMap(({ id }) => id ?? []));
  const known = new Map(rows.filter(({ id }) => named.has(id)).map((row) => [row.id, row]));
  const rowOf = new Map<SentMessage, Row>();
  for (const message of sent) {
    const row = message.id === undefined ? undefined : known.get(message.id);
    if (row && known.delete(row.id)) rowOf.set(message, row);
  }
  const freeRows = rows.filter(({ id }) => !named.has(id));
  const loose = sent.filter((message) => !rowOf.has(message));
  const plain = loose.map(({ role, content }) => ({ role, content }));
  for (const { before, after } of alignMessages(freeRows.map(messageOf), plain)) {
    const row = before === null ? undefined : freeRows[before];
    const message = after === null ? undefined : loose[after];
    if (row && message) rowOf.set(message, row);
  }

  const changes: Change[] = [];
  const kept = new Set<string>();
  let last: string | null = null;
  for (const message of sent) {
    const row = rowOf.get(message);
    // A place that is right already is left alone, so that another device's reordering is not undone.
    const stays: boolean = row !== undefined && (last === null || row.position > last);
    const position: string = stays && row ? row.position : positionBetween(last, null);
    last = position;
    const id = row?.id ?? deps.newId();
    kept.add(id);
    const fields = { ...fieldsOf(message), promptId, position, deletedAt: null };
    changes.push({ collection: 'promptMessages', id, fields });
  }
  for (const { id } of rows)
    if (!kept.has(id))
      changes.push({ collection: 'promptMessages', id, fields: { deletedAt: deps.now } });
  return changes;
}

/** A first part of text is the row's text. */
function fieldsOf({ role, content }: Message): Pick<Row, 'role' | 'text' | 'parts'> {
  if (typeof content === 'string') return { role, text: content, parts: [] };
  const [first, ...rest] = content;
  return first?.type === 'text'
    ? { role, text: first.text, parts: rest }
    : { role, text: '', parts: content };
}
