import type { Ahead, pageLimits, Place, WireRow } from '#shared/protocol';
import type { Packs } from './packs.ts';
import type { Rows } from './rows.ts';

interface Deps {
  rows: Rows;
  packs: Packs;
  limits: typeof pageLimits;
}

/** Which rows come first, newest change first, and from where on they are wanted. */
interface From {
  part: 'heads' | 'runs';
  before: number;
  /** How many more of the newest runs. */
  runs: number;
}

/**
 * What is on a new device's screens: projects, prompts and presets, then the newest runs; last, what there is
 * in packs. `asked` is '' or the last answer's `next`. `null`: the feed is short, or the asker too new, so that the feed will do.
 */
export function createAhead({ rows, packs, limits }: Deps) {
  function fromOf(asked: string): From | null {
    if (asked === '') return { part: 'heads', before: Infinity, runs: limits.recentRuns };
    const [, part, before, runs] =
      /^(heads|runs):(\d{1,15}|Infinity):(\d{1,15})$/.exec(asked) ?? [];
    if (part !== 'heads' && part !== 'runs') return null;
    return { part, before: Number(before), runs: Number(runs) };
  }

  function seenNow(scope: string): Place {
    const head = rows.head(scope);
    return { seq: head, mark: rows.markAt(scope, head) };
  }

  function listPacks(scope: string): Omit<Ahead, 'since'> {
    const list = packs.list(scope);
    const left = rows.countAfter(scope, 0, { packs: list.upTo, given: 0 });
    return { kind: 'ahead', rows: [], next: null, left, packs: list, seen: seenNow(scope) };
  }

  return (scope: string, asked: string): Omit<Ahead, 'since'> | null => {
    if (asked === packsNext) return listPacks(scope);
    const from = fromOf(asked);
    const left = rows.countAfter(scope, 0);
    if (!from || (asked === '' && left <= limits.rows)) return null;
    const most = asked === '' ? Math.min(limits.firstRows, limits.rows) : limits.rows;
    const found: WireRow[] = [];
    let { before, runs } = from;
    let bytes = 0;
    let isOver = true;
    for (const seq of rows.newest(scope, from.part, from.before)) {
      // All of a seq, whatever it is, so that a group is never shown in part.
      const unit = rows.at(scope, seq);
      const size = unit.reduce((sum, row) => sum + row.bytes, 0);
      const full = found.length + unit.length > most || bytes + size > limits.bytes;
      if ((full && found.length > 0) || (from.part === 'runs' && runs <= 0)) {
        isOver = false;
        break;
      }
      found.push(...unit.map(({ row }) => row));
      bytes += size;
      before = seq;
      if (from.part === 'runs') runs -= unit.filter(({ row }) => row.collection === 'runs').length;
    }
    const next = nextOf({ ...from, before, runs }, isOver);
    return {
      kind: 'ahead',
      rows: found,
      next: next ?? (packs.any(scope) ? packsNext : null),
      left,
      seen: seenNow(scope)
    };
  };
}

/** Asks for the list of packs. */
const packsNext = 'packs';

function nextOf({ part, before, runs }: From, isOver: boolean): string | null {
  if (part === 'heads') return isOver ? `runs:Infinity:${runs}` : `heads:${before}:${runs}`;
  return isOver || runs <= 0 ? null : `runs:${before}:${Math.max(0, runs)}`;
}
