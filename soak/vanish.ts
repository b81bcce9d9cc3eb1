import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { vanishAndCancel } from '../sync-server/testing/vanish.ts';

/** So many clients that vanish (500) and as many that cancel, fifty at a time. */
export async function soak([each = '500', seed = String(Date.now())]: string[]) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const report = await vanishAndCancel(Number(each), Number(seed), () => {
    collect();
    return process.memoryUsage().heapUsed;
  });
  const { cancelMs, sockets, heap } = report;
  const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  console.log(
    `vanish: ${report.vanished} vanished, ${report.closedByVanishing} upstreams closed by it; ` +
      `${report.cancelled} cancelled (${report.late} more were over), ${report.leftOpen} upstreams left open, ` +
      `closed after p50 ${cancelMs.p50.toFixed(1)}, p99 ${cancelMs.p99.toFixed(1)}, ` +
      `max ${cancelMs.max.toFixed(1)} ms; sockets ${sockets.before} → ${sockets.after}; ` +
      `heap ${mb(heap.before)} → ${mb(heap.after)}; seed ${seed}`
  );
  const kept = report.closedByVanishing === 0 && report.leftOpen === 0 && cancelMs.max < 1000;
  if (!kept || sockets.after > sockets.before)
    throw new Error('An upstream was closed that should not, or was left; or a socket was.');
}
