import type { PromptMessage } from '#shared/collections';
import type { Message } from '#shared/message-parts';
import { messageFields } from '#shared/prompt-content';
import { same } from '#shared/same';
import { placeAt } from './message-order';

type Fields = Pick<PromptMessage, 'role' | 'text' | 'parts'>;
type Row = Fields & Pick<PromptMessage, 'id' | 'position'>;

export interface MessagePlan<One extends Row> {
  /** Rows that stay, with what becomes of them. */
  edits: { row: One; after: Fields }[];
  /** Rows that go. */
  removes: One[];
  creates: (Fields & { position: string })[];
}

/**
 * What makes a prompt's rows (in their order) these messages. Rows that are the same already stay as they
 * are; between those, rows are used for the messages that take their place.
 */
export function messagesToRows<One extends Row>(
  rows: readonly One[],
  messages: readonly Message[]
): MessagePlan<One> {
  const wanted = messages.map(messageFields);
  const plan: MessagePlan<One> = { edits: [], removes: [], creates: [] };
  const placed: { id: string; position: string }[] = [];
  let row = 0;
  let want = 0;
  for (const [atRow, atWant] of [...kept(rows, wanted), [rows.length, wanted.length] as const]) {
    while (row < atRow && want < atWant) {
      const one = rows[row++]!;
      plan.edits.push({ row: one, after: wanted[want++]! });
      placed.push(one);
    }
    while (row < atRow) plan.removes.push(rows[row++]!);
    while (want < atWant) {
      const list = [...placed, ...rows.slice(atRow, atRow + 1)];
      const { position } = placeAt(list, placed.length);
      plan.creates.push({ ...wanted[want++]!, position });
      placed.push({ id: '', position });
    }
    const stays = rows[atRow];
    if (stays) placed.push(stays);
    row += 1;
    want += 1;
  }
  return plan;
}

/** Pairs of indexes that hold the same message, in order: as many as there can be. */
function kept(rows: readonly Fields[], wanted: readonly Fields[]): [number, number][] {
  const isSame = (a: Fields, b: Fields) =>
    a.role === b.role && a.text === b.text && same(a.parts, b.parts);
  const most: number[][] = Array.from({ length: rows.length + 1 }, () => []);
  const at = (i: number, j: number) => most[i]?.[j] ?? 0;
  for (let i = rows.length - 1; i >= 0; i--) {
    for (let j = wanted.length - 1; j >= 0; j--) {
      most[i]![j] = isSame(rows[i]!, wanted[j]!)
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < rows.length && j < wanted.length;) {
    if (isSame(rows[i]!, wanted[j]!)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
