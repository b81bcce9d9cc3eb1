import { apply, type Stored } from '#shared/apply';
import { toBody, toRecord } from '#shared/paths';
import type { WireRow } from '#shared/protocol';
import type { Pending, Row } from './db';

/** A row as it comes from the server. */
export function rowOf(scope: string, { collection, id, seq, body, stamps }: WireRow): Row {
  return { ...toRecord(collection, id, { body, stamps }), $sync: { scope, seq, stamps } } as Row;
}

/**
 * The server's copy with this device's changes laid over, by the server's own rule: what is shown is
 * what the server will say, as far as is known. `null` if there is nothing to lay them on.
 */
export function overlay(
  collection: string,
  id: string,
  scope: string,
  server: Row | null,
  mutations: Pending[]
): Row | null {
  let stored: Stored | null = server
    ? { body: toBody(collection, { ...server }), stamps: server.$sync.stamps }
    : null;
  for (const mutation of mutations) {
    if (mutation.op === 'purge') {
      stored = null;
      continue;
    }
    const outcome = apply(stored, mutation, {
      by: 'client',
      now: Infinity,
      effOf: () => undefined,
      textOf: (mid, path) =>
        mutation.set[path]?.base === mid && mutation.was && Object.hasOwn(mutation.was, path)
          ? mutation.was[path]
          : mutations.find((other) => other.mid === mid)?.set[path]?.v
    });
    if (outcome.status !== 'rejected') stored = outcome.stored;
  }
  if (!stored) return null;
  return {
    ...toRecord(collection, id, stored),
    $sync: { scope, seq: server?.$sync.seq ?? 0, stamps: stored.stamps }
  } as Row;
}
