import { readFileSync } from 'node:fs';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  /** Processor time in microseconds: less than `dur` where the machine did something else meanwhile. */
  tdur?: number;
  args?: { data?: { documentLoaderURL?: string } };
}

/** How much slower than this machine's processor Lighthouse takes a phone's to be. */
const slower = 4;
const windowUs = 5_000_000;
const longMs = 50;

/**
 * Total blocking time as Lighthouse simulates it, but by the processor time of the tasks: what they would block
 * on a machine that does nothing else, in milliseconds. Of the first five seconds after the first paint.
 */
export function blockingByProcessor(trace: string, url: string): number {
  const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: TraceEvent[] };
  const begun = traceEvents.findLast(
    ({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL === url
  );
  if (!begun) throw new Error(`The trace has no visit to ${url}.`);
  const ofPage = traceEvents.filter(({ pid, ts }) => pid === begun.pid && ts >= begun.ts);
  const painted = ofPage.find(({ name }) => name === 'firstContentfulPaint')?.ts ?? begun.ts;
  return ofPage
    .filter(({ name, tid }) => name === 'RunTask' && tid === begun.tid)
    .filter(({ ts }) => ts >= painted && ts < painted + windowUs)
    .map(({ tdur = 0 }) => (tdur / 1000) * slower - longMs)
    .filter((blocked) => blocked > 0)
    .reduce((sum, blocked) => sum + blocked, 0);
}
