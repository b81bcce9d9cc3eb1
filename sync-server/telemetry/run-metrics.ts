import type { Meter } from '@opentelemetry/api';
import type { RunObserver } from '../runs/observer.ts';
import { recordOf } from '../runs/ending.ts';
import { attribute, buckets, metric, operationOf, providerOf } from './names.ts';

/** Counts and times of runs. Attributes name models and codes, nothing a person wrote. */
export function createRunMetrics(meter: Meter, monotonic: () => number): RunObserver {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });

  const tokens = meter.createHistogram(metric.tokens, {
    description: 'Tokens of a run, read and written.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: buckets.tokens }
  });
  const duration = seconds(metric.duration, 'One call of a model.', buckets.duration);
  const firstChunk = seconds(
    metric.firstChunk,
    'Until something could be seen.',
    buckets.firstChunk
  );
  const perChunk = seconds(
    metric.perChunk,
    'Between two pieces of an answer, the mean of each run.',
    buckets.perChunk
  );
  const overhead = seconds(
    metric.overhead,
    'From admission to the request on its way to the model.',
    buckets.overhead
  );
  const cancel = seconds(metric.cancel, 'From a stop to its taking effect.', buckets.overhead);
  const ended = meter.createCounter(metric.endedRuns, { description: 'Runs by how they ended.' });
  const frames = meter.createCounter(metric.frames, { description: 'Events written to run logs.' });
  const failedCalls = meter.createCounter(metric.failedCalls, {
    description: 'Calls of a model that failed, those tried again too, by code.'
  });
  const cost = meter.createCounter(metric.cost, {
    description: 'What runs cost, where the price is known.',
    unit: 'nano_usd'
  });

  return {
    begin({ model, kind }) {
      const facts = {
        [attribute.operation]: operationOf(kind),
        [attribute.provider]: providerOf(
          kind === 'text' ? model.textDialect : model.messagesDialect
        ),
        [attribute.requestModel]: model.name
      };
      return {
        attempt() {
          const began = monotonic();
          return (error) => {
            const failed = error === null ? {} : { [attribute.errorType]: error };
            duration.record((monotonic() - began) / 1000, { ...facts, ...failed });
            if (error !== null && error !== 'CANCELLED')
              failedCalls.add(1, { [attribute.code]: error });
          };
        },
        sent: (afterMs) => overhead.record(afterMs / 1000),
        end(ending, { entries, cancelMs }) {
          const { usage, ttftMs, latencyMs } = ending;
          const status = recordOf(ending).status ?? 'done';
          const code = ending.error ? { [attribute.code]: ending.error.code } : {};
          ended.add(1, { ...facts, [attribute.status]: status, ...code });
          frames.add(entries);
          const source = { [attribute.usageSource]: usage.usageSource };
          for (const [type, count] of [
            ['input', usage.inputTokens],
            ['output', usage.outputTokens]
          ] as const)
            if (count !== null)
              tokens.record(count, { ...facts, ...source, [attribute.tokenType]: type });
          if (ttftMs !== null) {
            firstChunk.record(ttftMs / 1000, facts);
            if (entries > 3) perChunk.record((latencyMs - ttftMs) / 1000 / (entries - 3), facts);
          }
          if (cancelMs !== null) cancel.record(cancelMs / 1000);
          if (ending.cost !== null) cost.add(ending.cost, { ...facts, ...source });
        }
      };
    }
  };
}
