import { resumeAtRandom } from '../sync-server/testing/resumes.ts';

/** So many cuts (1,000) over so many runs (100), each resumed by one of the ways there are. */
export async function soak([cuts = '1000', runs = '100', seed = String(Date.now())]: string[]) {
  const report = await resumeAtRandom(Number(runs), Number(cuts), Number(seed));
  const ways = Object.entries(report.ways).map(([way, count]) => `${way} ${count}`);
  const { p50, p99 } = report.firstEventMs;
  console.log(
    `resumes: ${report.cuts} cuts over ${report.runs} runs, seed ${seed} (${ways.join(', ')}; ` +
      `${report.snapshots} snapshots): no gap, no repeat, every text equal to the server's; ` +
      `first event after asking again: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  );
}
