import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../sync-server/db/open.ts';
import { listen } from './relay-client.ts';
import type { Target } from './relay-client.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const rounds = 230;
const warmUp = 30;
/** On a busy machine fewer rounds have to do: the whole bench is to end within two minutes. */
const longestMs = 20_000;

type Name = 'direct' | 'pipe' | 'ours' | 'temporary';

/**
 * What the way through a relay adds to the first token, one stream at a time. A run is on the disk
 * before its model is called, so that none runs twice: what such a commit costs on this disk, and what
 * a run costs that is not kept, stand beside it.
 */
export async function firstTokenRows(
  targets: Record<Name, Target>,
  folder: string
): Promise<Row[]> {
  const commit = bareCommit(join(folder, 'bare'));
  const commits: number[] = [];
  const added: Record<Exclude<Name, 'direct'>, number[]> = { pipe: [], ours: [], temporary: [] };
  const until = performance.now() + longestMs;
  for (
    let round = 0;
    round < rounds && (round < 2 * warmUp || performance.now() < until);
    round++
  ) {
    const ask = async (name: Name) => (await listen(targets[name], { pace: 1, words: 2 })).ttft;
    // Each is compared with the direct call of its own round: the machine's other work cancels out.
    const direct = await ask('direct');
    const [pipe, ours] = [await ask('pipe'), await ask('ours')];
    const temporary = await ask('temporary');
    const bare = commit();
    if (round < warmUp) continue;
    added.pipe.push(pipe - direct);
    added.ours.push(ours - direct);
    added.temporary.push(temporary - direct);
    commits.push(bare);
  }
  return [0.5, 0.99].flatMap((p) => {
    const goal = p === 0.5 ? '≤ 1 ms' : '≤ 2 ms';
    const pipe = quantile(added.pipe, p);
    const row = (what: string, values: number[]): Row => ({
      what: `relay: ${what}, p${p * 100}`,
      ours: `${quantile(values, p).toFixed(2)} ms`,
      baseline: `${pipe.toFixed(2)} ms (http pipe)`,
      ratio: (quantile(values, p) / pipe).toFixed(2),
      goal
    });
    return [
      row('added time to first token, 1 stream', added.ours),
      row('the same for a temporary run (no commit)', added.temporary),
      {
        what: `bare SQLite commit, FULL, p${p * 100}`,
        ours: '–',
        ratio: '–',
        goal: '–',
        baseline: `${quantile(commits, p).toFixed(2)} ms`
      }
    ];
  });
}

/** Commits about as much as an admission writes, in a database of its own; answers milliseconds. */
function bareCommit(folder: string): () => number {
  mkdirSync(folder);
  const { sql } = openDatabase(folder);
  sql.exec('create table bare (body text)');
  const insert = sql.prepare('insert into bare values (?)');
  const body = 'x'.repeat(4_000);
  return () => {
    const began = performance.now();
    insert.run(body);
    return performance.now() - began;
  };
}
