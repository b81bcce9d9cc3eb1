import { totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLoadRule } from './overload.ts';

const everyMs = 1000;
const nanosecondsPerMs = 1e6;

/** Measures this process once a second. */
export function watchLoad(monotonic: () => number) {
  const constrained = process.constrainedMemory();
  const limit = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  const rule = createLoadRule(limit);
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  const timer = setInterval(() => {
    const delayMs = delays.percentile(99) / nanosecondsPerMs;
    delays.reset();
    rule.take({ rssBytes: process.memoryUsage.rss(), delayMs, at: monotonic() });
  }, everyMs);
  timer.unref();
  return {
    refusal: rule.refusal,
    stop() {
      clearInterval(timer);
      delays.disable();
    }
  };
}
