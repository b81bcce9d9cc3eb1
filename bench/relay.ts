import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './relay-child.ts';
import { listenAll, runBody, temporaryBody, upstreamBody } from './relay-client.ts';
import { cpuRows } from './relay-cpu.ts';
import { firstTokenRows } from './relay-first-token.ts';
import { heldRows } from './relay-held.ts';
import { cancelRow } from './relay-cancel.ts';
import type { Row } from './row.ts';

/**
 * Our relay (adapter, log, SQLite, one subscriber each) against a raw `http` pipe over the same
 * upstream, every server in its own process, taken in turns: another process that takes the machine
 * for a while hits both.
 */
export async function relayBench(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'relay-'));
  const upstream = await startChild('./relay-upstream.ts');
  const env = { UPSTREAM_PORT: String(upstream.port), DATA: data };
  const ours = await startChild('./relay-ours.ts', env);
  const pipe = await startChild('./relay-pipe.ts', env);
  const chat = '/v1/chat/completions';
  const direct = { port: upstream.port, path: chat, body: upstreamBody };
  const sides = {
    ours: { child: ours, target: { port: ours.port, path: '/v1/runs', body: runBody } },
    pipe: { child: pipe, target: { port: pipe.port, path: chat, body: upstreamBody } }
  };
  const temporary = { ...sides.ours.target, body: temporaryBody };
  try {
    // Warm: what is measured is how it runs, not how it is compiled while it starts.
    for (let round = 0; round < 3; round++)
      for (const { target } of Object.values(sides))
        await listenAll(
          target,
          { streams: 64, pace: 5, words: 200, everyMs: 2 },
          { words: 0, stall: 0 }
        );
    return [
      ...(await cpuRows(sides)),
      ...(await firstTokenRows(
        { direct, pipe: sides.pipe.target, ours: sides.ours.target, temporary },
        data
      )),
      ...(await heldRows(sides)),
      await cancelRow(sides.ours.target, upstream)
    ];
  } finally {
    await Promise.all([ours.stop(), pipe.stop(), upstream.stop()]);
    rmSync(data, { recursive: true, force: true });
  }
}
