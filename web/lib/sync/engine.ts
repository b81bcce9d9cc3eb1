import { AppError } from '#shared/errors';
import type { Mutation } from '#shared/mutations';
import { pushLimits, type Result } from '#shared/protocol';
import type { Clock } from '$lib/data/clock';
import { aheadOf } from '$lib/data/reading';
import type { Replica } from '$lib/data/replica';
import { fetchPacks } from './fetch-packs';
import type { Net } from './ports';

/**
 * One round: everything that waits goes out, everything new comes in. It decides nothing about values:
 * the server resolves, this device shows. Every step is one transaction, so a round may be cut off
 * anywhere, run twice, or run in two tabs at once; the next one goes on from what is stored.
 */
export interface Engine {
  /** Rejects with the AppError that stopped it. A failed push does not keep the pull from running. */
  round(): Promise<void>;
}

interface Deps {
  replica: Replica;
  net: Net;
  clock: Clock;
  scope: string;
  /** The person may not read the scope any more; its rows have left this device. */
  onGone?: () => void;
}

/** Pages that did not fit, forks and new epochs in a row; more would be a fault, not a coincidence. */
const patience = 8;

export function createEngine({ replica, net, clock, scope, onGone }: Deps): Engine {
  let hasAdopted = false;

  /** Who this device is, and how far it has read. */
  const here = () => Promise.all([replica.clientId(), replica.cursor(scope)]);
  type Here = Awaited<ReturnType<typeof here>>;

  /** Everything that waits; then says where this device is, for asking what is new. */
  async function push(): Promise<Here> {
    let after = 0;
    let size = pushLimits.mutations;
    let forks = 0;
    for (;;) {
      const [{ mutations, last }, at] = await Promise.all([replica.takeBatch(after, size), here()]);
      if (mutations.length === 0) return at;
      const results = await send(mutations, at);
      if (results === 'refused') {
        // One of them cannot be read by the server: halve until it stands alone, then put it aside.
        if (mutations.length > 1 && size > 1) {
          size = Math.max(1, Math.floor(Math.min(size, mutations.length) / 2));
          continue;
        }
        await replica.putAside(mutations, { code: 'INVALID_REQUEST', detail: null });
      } else if (results.some((result) => result.status === 'forked')) {
        if (++forks > patience)
          throw new AppError('CONFLICT', { detail: 'This device’s numbering.' });
        await replica.fork();
        continue;
      } else await putAsideUnanswered(mutations, results);
      after = last;
    }
  }

  async function send(
    mutations: Mutation[],
    [clientId, { epoch, seq }]: Here
  ): Promise<Result[] | 'refused'> {
    try {
      const known = epoch === '' ? {} : { epoch };
      const answer = await net.push({ clientId, mutations, ...known });
      const isPassed = (result: Result) => result.seq !== null && result.seq <= seq;
      if (answer.results.some(isPassed))
        await replica.settlePassed(scope, answer.epoch, answer.results);
      return answer.results;
    } catch (error) {
      const code = error instanceof AppError ? error.code : null;
      if (code === 'INVALID_REQUEST' || code === 'PAYLOAD_TOO_LARGE') return 'refused';
      throw error;
    }
  }

  /** Refused without a place in the feed: no acknowledgement will ever come for these. */
  async function putAsideUnanswered(mutations: Mutation[], results: Result[]) {
    for (const result of results) {
      if (result.status !== 'rejected' || result.seq !== null) continue;
      await replica.putAside(
        mutations.filter((mutation) => mutation.mid === result.mid),
        result
      );
    }
  }

  /** True: everything has to be read again, and what the server may have lost pushed again. */
  async function pull(known?: Here): Promise<boolean> {
    let misfits = 0;
    for (let at = known ?? (await here()); ; at = await here()) {
      const [clientId, cursor] = at;
      const { epoch, seq, mark, since = 0, seen, packs, given } = cursor;
      if (packs && packs.left.length > 0) {
        const fetched = await fetchPacks(net, packs.left);
        if (fetched instanceof Map) await replica.takePacks(scope, epoch, fetched);
        else await replica.resetPacks(scope, fetched);
        if (!(fetched instanceof Map) && ++misfits > patience)
          throw new AppError('CONFLICT', { detail: 'The packs.' });
        continue;
      }
      const ahead = aheadOf(cursor);
      const place = {
        epoch,
        seq,
        mark,
        since,
        ...(seen && { seen }),
        ...(packs && { packs: packs.upTo }),
        ...(given && { given }),
        ...(ahead !== null && { ahead })
      };
      const sentAt = clock.now();
      const answer = await net.pull({ clientId, cursors: { [scope]: place } });
      clock.align(answer.now, sentAt);
      const page = answer.scopes[scope];
      if (!page) return false;
      if (page.kind === 'gone') {
        await replica.leave(scope);
        onGone?.();
        return false;
      }
      if (page.kind === 'resync') {
        if (answer.epoch === epoch) await replica.readAgain(scope, cursor);
        else await replica.beginEpoch(scope, answer.epoch);
        return true;
      }
      const isPage = page.kind === 'page';
      const nothingNew =
        isPage && page.to === page.from && epoch !== '' && !cursor.resync && !page.more;
      if (nothingNew) return false;
      const fitted =
        page.kind === 'ahead'
          ? await replica.applyAhead(scope, answer.epoch, ahead ?? '', page)
          : await replica.applyPage(scope, cursor, answer, page);
      if (!fitted && ++misfits > patience)
        throw new AppError('CONFLICT', { detail: 'The cursor.' });
      if (fitted && isPage && !page.more) return false;
    }
  }

  return {
    async round() {
      let failure: unknown = null;
      // Once: whatever comes from now on is known, or stays unknown to this version.
      if (!hasAdopted) await replica.adopt(scope);
      hasAdopted = true;
      // What was sent before may be on the server, or on one that has since been restored: first ask.
      const [waiting, first] = await Promise.all([replica.waiting(), here()]);
      if (waiting === 'unanswered') await pull(first);
      for (let turn = 0; turn < patience; turn++) {
        // What is written from now on has a round of its own.
        const hasNothing = waiting === 'nothing' && turn === 0;
        let at = hasNothing ? first : undefined;
        try {
          if (!hasNothing) at = await push();
        } catch (error) {
          // Not reached: a pull would not be either. Refused or overloaded: reading still works.
          if (!(error instanceof AppError) || error.code === 'OFFLINE') throw error;
          failure = error;
        }
        if (!(await pull(at))) break;
      }
      if (failure !== null) throw failure;
    }
  };
}
