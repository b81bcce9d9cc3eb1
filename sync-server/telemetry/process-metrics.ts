import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { metric } from './names.ts';

const resolutionMs = 10;

/** The process itself, read when somebody asks for the metrics. Returns what stops the watching. */
export function watchProcess(meter: Meter, counts: { liveCount: () => number }): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  meter
    .createObservableGauge(metric.liveRuns, { description: 'Runs that have not ended.' })
    .addCallback((result) => result.observe(counts.liveCount()));
  meter
    .createObservableGauge(metric.memory, { description: 'Resident memory.', unit: 'By' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge(metric.sockets, { description: 'Open sockets, in both directions.' })
    .addCallback((result) =>
      result.observe(
        process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length
      )
    );
  meter
    .createObservableGauge(metric.eventLoop, {
      description: 'Delay of the event loop since the last reading, 99th percentile.',
      unit: 's'
    })
    .addCallback((result) => {
      // What it measures is the pause between two readings, which are due so far apart.
      const pause = delay.count > 0 ? delay.percentile(99) / 1e9 - resolutionMs / 1e3 : 0;
      result.observe(Math.max(0, pause));
      delay.reset();
    });
  return () => delay.disable();
}
