import * as z from 'zod/mini';

/** A summary that is being written, as far as it takes to find it again: no word of it. */
const begunSummary = z.object({
  runId: z.string(),
  /** The last message it will stand for. */
  messageId: z.string(),
  count: z.number(),
  model: z.string()
});
export type BegunSummary = z.infer<typeof begunSummary>;

/** Where a page that was closed midway finds the summary it had begun. */
export interface BegunSummaries {
  read(conversationId: string): BegunSummary | null;
  /** `null`: it has ended. */
  write(conversationId: string, begun: BegunSummary | null): void;
}

/** @param database its name: what it says goes with the rest of that database */
export function createBegunSummaries(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  database: string
): BegunSummaries {
  const key = (id: string) => `${database}.summary.${id}`;
  return {
    read(id) {
      try {
        return begunSummary.parse(JSON.parse(storage.getItem(key(id)) ?? 'null'));
      } catch {
        return null;
      }
    },
    write(id, begun) {
      try {
        if (begun) storage.setItem(key(id), JSON.stringify(begun));
        else storage.removeItem(key(id));
      } catch (cause) {
        // Full: it is written all the same, and found again by this page alone.
        console.warn('A summary that was begun could not be noted.', cause);
      }
    }
  };
}
