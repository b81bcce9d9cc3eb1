import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../sync-server/db/open.ts';
import { createDisk, isIn } from './disk.ts';
import { createTraceReader, type Recorded } from './trace.ts';

export interface Verdict {
  cuts: number;
  /** Mutations whose acknowledgement the trace shows. */
  acknowledged: Set<string>;
  /** Cuts after which something acknowledged before them was missing. */
  losing: number;
  /** Acknowledged mutations missing, over all cuts. */
  lost: number;
  /** Mutations that stand more than once, over all cuts. */
  doubled: number;
  /** What the integrity check or the opening said, where it was not well. */
  broken: string[];
}

interface Trial {
  /** A trace of strace. */
  trace: string;
  /** The data folder of the recorded server. */
  folder: string;
  cuts: number;
  /** From 0 up to 1. */
  random: () => number;
}

/** Cuts the power at random moments of a recorded life, and opens what is left as the server does. */
export async function cutPower({ trace, folder, cuts, random }: Trial): Promise<Verdict> {
  const events = (await readTrace(trace)).filter(
    (event) => event.kind === 'send' || isIn(event.path, folder)
  );
  const moments = Array.from({ length: cuts }, () => Math.floor(random() * events.length));
  moments.sort((a, b) => a - b);
  const verdict: Verdict = {
    cuts,
    acknowledged: new Set(),
    losing: 0,
    lost: 0,
    doubled: 0,
    broken: []
  };
  const disk = createDisk(folder, random);
  const answers = createAnswers();
  let next = 0;
  for (const [at, event] of events.entries()) {
    disk.take(event);
    if (event.kind === 'send')
      for (const mid of answers(event.path, event.data)) verdict.acknowledged.add(mid);
    for (; moments[next] === at; next++) judge(disk, verdict);
  }
  return verdict;
}

async function readTrace(trace: string): Promise<Recorded[]> {
  const read = createTraceReader();
  const events: Recorded[] = [];
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const event = read(line);
    if (event) events.push(event);
  }
  return events;
}

/** Finds acknowledged mids in what goes over each connection, also where an answer was sent in parts. */
function createAnswers() {
  const said = new Map<string, string>();
  const applied = /"mid":"([^"]+)","seq":\d+,"status":"applied"/g;
  return function hear(connection: string, data: Buffer): string[] {
    const text = (said.get(connection) ?? '') + data.toString('latin1');
    const found = [...text.matchAll(applied)];
    const last = found.at(-1);
    said.set(connection, last ? text.slice(last.index + last[0].length) : text);
    return found.map((match) => match[1] ?? '');
  };
}

function judge(disk: ReturnType<typeof createDisk>, verdict: Verdict) {
  const left = mkdtempSync(join(tmpdir(), 'playground-cut-'));
  try {
    disk.cut(left);
    const { sql } = openDatabase(left);
    const integrity = String(sql.pragma('integrity_check', { simple: true }));
    if (integrity !== 'ok') verdict.broken.push(integrity);
    const standing = sql
      .prepare(
        `select body ->> '$.name' from records join applied on applied.mid = body ->> '$.name'
         where records.seq = applied.seq`
      )
      .pluck()
      .all() as string[];
    sql.close();
    const there = new Set(standing);
    const lost = [...verdict.acknowledged].filter((mid) => !there.has(mid)).length;
    verdict.lost += lost;
    verdict.losing += lost > 0 ? 1 : 0;
    verdict.doubled += standing.length - there.size;
  } catch (error) {
    verdict.broken.push(String(error));
  } finally {
    rmSync(left, { recursive: true, force: true });
  }
}
