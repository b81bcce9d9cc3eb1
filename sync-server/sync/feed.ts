import {
  pageLimits,
  type Page,
  type Place,
  type PullRequest,
  type PullResponse,
  type WireRow
} from '#shared/protocol';
import { createAhead } from './ahead.ts';
import type { Compaction } from './compaction.ts';
import type { Epoch } from './epoch.ts';
import type { Packs } from './packs.ts';
import type { Purge } from './purge.ts';
import type { Rows } from './rows.ts';

export interface Feed {
  /** "Everything after N", one page of it. `own` is the scope the asker may read; `null`: none. */
  pull(own: string | null, request: PullRequest): PullResponse;
}

type At = PullRequest['cursors'][string];

interface Deps {
  rows: Rows;
  purge: Purge;
  compaction: Compaction;
  packs: Packs;
  epoch: Epoch;
  /** Milliseconds since the epoch. */
  now: () => number;
  limits?: typeof pageLimits;
}

/** Synchronous from end to end, so that head, rows and acks are of one moment. */
export function createFeed(deps: Deps): Feed {
  const { rows, purge, compaction, packs, epoch, now, limits = pageLimits } = deps;
  const ahead = createAhead({ rows, packs, limits });

  function answer(scope: string, clientId: string, cursor: At) {
    const isNew = cursor.epoch === '' && cursor.seq === 0;
    if (!isNew && cursor.epoch !== epoch.current()) return { kind: 'resync' as const };
    const head = rows.head(scope);
    const minSeq = compaction.minSeq(scope);
    const since = cursor.seq === 0 ? cursor.since || head : cursor.since;
    const beyond = (since ?? 0) > head;
    // Who reads everything has not missed what was forgotten before he began, only what was since: were it
    // judged by the page he has come to, he would begin anew for ever.
    // (A device too old to say when that was would not know what to do either.)
    const isAway = since !== undefined && Math.max(cursor.seq, since) < minSeq;
    if (!beyond && cursor.seq <= head && isAway) return { kind: 'resync' as const };
    if (beyond || isElsewhere(scope, cursor) || (cursor.seen && isElsewhere(scope, cursor.seen))) {
      // The device has seen a history this database does not hold: it was restored.
      epoch.renew();
      return { kind: 'resync' as const };
    }
    const wantsAhead = cursor.seq === 0 && cursor.ahead !== undefined;
    const first = wantsAhead ? ahead(scope, cursor.ahead ?? '') : null;
    if (first) return { ...first, since: since ?? head };
    return {
      ...page(scope, clientId, cursor),
      ...(since === undefined ? {} : { since })
    };
  }

  /** Whether somebody has been at a place that is not in this history. */
  function isElsewhere(scope: string, { seq, mark }: Place): boolean {
    if (seq > rows.head(scope)) return true;
    // Below `minSeq` nothing is left to compare a mark with.
    const isKnown = seq >= Math.max(1, compaction.minSeq(scope));
    return isKnown && mark !== null && mark !== rows.markAt(scope, seq);
  }

  function page(scope: string, clientId: string, at: At): Page {
    const { seq: from, mark, packs: upTo = 0, given = 0 } = at;
    const known = { packs: upTo, given };
    const head = rows.head(scope);
    let to = head;
    let bytes = 0;
    let found: WireRow[] = [];
    for (const { row, bytes: size } of rows.since(scope, from, known)) {
      const full = found.length >= limits.rows || bytes + size > limits.bytes;
      // A page ends between two seqs, so that a group is never shown in part.
      const last = found.at(-1);
      if (full && last && last.seq !== row.seq) {
        to = last.seq;
        break;
      }
      found.push(row);
      bytes += size;
    }
    let acks = rows.acks(scope, from, to, clientId, limits.acks + 1);
    if (acks.length > limits.acks) {
      const cut = acks.at(-1)?.seq ?? to;
      acks = acks.filter((ack) => (ack.seq ?? 0) < cut);
      to = acks.at(-1)?.seq ?? to;
      found = found.filter((row) => row.seq <= to);
    }
    return {
      kind: 'page',
      from,
      to,
      mark: to === from ? mark : rows.markAt(scope, to),
      more: to < head,
      ...(to < head ? { left: rows.countAfter(scope, to, known) } : {}),
      rows: found,
      tombstones: purge.tombstones(scope, from, to),
      acks
    };
  }

  return {
    pull(own, { clientId, cursors }) {
      const scopes: PullResponse['scopes'] = {};
      for (const [scope, cursor] of Object.entries(cursors))
        scopes[scope] = scope === own ? answer(scope, clientId, cursor) : { kind: 'gone' };
      return { epoch: epoch.current(), now: now(), scopes };
    }
  };
}
