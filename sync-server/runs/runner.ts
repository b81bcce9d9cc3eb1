import type { Logger } from 'pino';
import type { Run } from '#shared/collections';
import { AppError } from '#shared/errors';
import { keptLength } from '#shared/kept-text';
import type { Usage } from '#shared/run-events';
import { costOf, promptLength, settleUsage, unknownUsage } from '#shared/run-usage';
import type { Delta } from '../providers/adapter.ts';
import type { Attempt } from './attempt.ts';
import { startAttempt } from './attempt.ts';
import { createCoalescer } from './coalescer.ts';
import type { Ending } from './ending.ts';
import { doneData, errorData, recordOf } from './ending.ts';
import type { DataOf } from './event-log.ts';
import { createEventLog } from './event-log.ts';
import { limitsFor } from './limits.ts';
import type { LiveRun, Plan } from './live-run.ts';
import { createOutput } from './output.ts';
import type { RunObserver } from './observer.ts';
import type { Keeper } from './persistence.ts';
import { retryWait } from './retry.ts';
import { fieldsAtTurn, inLine } from './turn.ts';
import type { Ticker } from './ticker.ts';
import type { Timers } from './timers.ts';
import type { Watchdog } from './watchdog.ts';

export interface RunnerDeps {
  keeper: Keeper;
  ticker: Ticker;
  watchdog: Watchdog;
  timers: Timers;
  now: () => number;
  monotonic: () => number;
  random: () => number;
  log: Logger;
  observer: RunObserver;
}

/**
 * A run owns its upstream call from admission to its terminal event. Readers come and go at the log;
 * only a cancel, a deadline, a cap or the server's end stops it.
 */
export function createRun(deps: RunnerDeps, plan: Plan): LiveRun {
  const { resolved, record, pass } = plan;
  const limits = limitsFor(resolved.model);
  let admitted = deps.monotonic();
  const elapsed = () => Math.round((deps.monotonic() - admitted) * 10) / 10;

  const output = createOutput();
  const maxTokens = plan.content.modelConfig.maxTokens ?? null;
  let reported: Partial<Usage> = {};
  /** The provider's own bill, which knows more than our price list. */
  let costTold: number | null = null;
  let finish: Extract<Delta, { type: 'finish' }> | null = null;
  let modelAnswered: string | null = null;
  let retrying: DataOf<'snapshot'>['retrying'] = null;
  let place: number | null = null;
  let ttftMs: number | null = null;
  let reached = false;
  let textLength: number | undefined;

  let attempt: Attempt | null = null;
  /** Why we ended it ourselves; the first reason stands. */
  let cause: AppError | null = null;
  let seen: number | null = null;
  let stoppedAt: number | null = null;
  let wake: () => void = () => undefined;
  let settle: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (settle = resolve));

  const log = createEventLog(() => {
    const { text, reasoning, toolCalls, logprobs } = output.read(record.id, textLength);
    const usage = reportedUsage();
    return {
      ...{ text, reasoning, toolCalls, logprobs, model: record.modelAsked, maxTokens },
      ...{ ttftMs, usage, retrying, place, t: elapsed() }
    };
  }, deps.timers);

  const coalescer = createCoalescer({
    ticker: deps.ticker,
    monotonic: deps.monotonic,
    hand({ channel, text, logprobs, call }) {
      const token: DataOf<'token'> = { text, t: elapsed() };
      if (channel !== 'text') token.channel = channel;
      if (logprobs) token.logprobs = logprobs;
      if (call) token.call = call;
      if (channel === 'text' || channel === 'refusal') ttftMs ??= token.t;
      retrying = null;
      output.add(token);
      const entry = log.append('token', token);
      if (plan.store) deps.keeper.touch(live, entry);
    }
  });

  const total = deps.watchdog.watch();
  const observed = deps.observer.begin({
    ...{ id: record.id, model: resolved.model, kind: plan.content.kind }
  });

  function reportedUsage(): Usage | null {
    return Object.keys(reported).length > 0
      ? { ...unknownUsage, ...reported, usageSource: 'provider' }
      : null;
  }

  function onDelta(delta: Delta) {
    switch (delta.type) {
      case 'text':
        coalescer.add(delta);
        if (output.bytes > limits.outputBytes) end(new AppError('OUTPUT_LIMIT'));
        return;
      case 'usage':
        reported = { ...reported, ...delta.usage };
        costTold = delta.costNanoUsd ?? costTold;
        // The end says it all; only what comes before it is news.
        if (!finish) {
          coalescer.flush();
          const usage = reportedUsage();
          if (usage) log.append('usage', { ...usage, t: elapsed() });
        }
        return;
      case 'model':
        modelAnswered = delta.name;
        return;
      case 'finish':
        finish = delta;
        return;
      case 'error':
        return;
    }
  }

  function onSent() {
    if (!reached) observed.sent(elapsed());
    reached = true;
  }

  function end(reason: AppError) {
    cause ??= reason;
    attempt?.abort(cause);
    wake();
  }

  /** Stands in line, if there is one; the time of a run begins with its turn. */
  async function awaitTurn(): Promise<AppError | null> {
    if (pass.waits) {
      wake = () => pass.leave();
      const refused = await pass.turn((now) => {
        place = now;
        log.append('notice', { ...inLine(now), t: elapsed() });
      });
      place = null;
      if (cause ?? refused) return cause ?? refused;
      admitted = deps.monotonic();
      log.append('notice', { ...inLine(0), t: 0 });
      live.record = { ...live.record, ...fieldsAtTurn(plan.content) };
      if (plan.store) deps.keeper.announce(live);
    }
    total.set(limits.totalMs, () => end(new AppError('TIMEOUT_TOTAL')));
    return null;
  }

  /** Calls the model until it answers or there is no sense in trying again. */
  async function callModel(): Promise<AppError | null> {
    const call = resolved.call(plan.content);
    for (let number = 1; ; number++) {
      if (cause) return cause;
      const called = observed.attempt();
      attempt = startAttempt({
        ...{ provider: resolved.provider, call, limits, watchdog: deps.watchdog, onDelta },
        onSent
      });
      const outcome = await attempt.outcome;
      attempt = null;
      called(outcome === null ? null : asRunError(cause ?? outcome).code);
      if (cause) return cause;
      if (outcome === null) return null;
      const error = asRunError(outcome);
      // The model had finished; only its connection lingered.
      if (error.code === 'TIMEOUT_IDLE' && finish) return null;
      coalescer.flush();
      const waitMs = output.characters > 0 ? null : retryWait(error, number, deps.random);
      if (waitMs === null || elapsed() + waitMs >= limits.totalMs) return error;
      retrying = { code: error.code, attempt: number + 1, waitMs };
      log.append('retrying', { ...retrying, t: elapsed() });
      await pause(waitMs);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = deps.timers.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  function asRunError(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    deps.log.error({ runId: record.id, err: thrown }, 'a provider failed in an unknown way');
    return new AppError('INTERNAL', { cause: thrown });
  }

  function conclude(error: AppError | null): Ending {
    const whole = output.text();
    textLength = keptLength(whole, error?.code === 'CANCELLED' ? seen : null);
    const usage = settleUsage({
      reported,
      complete: error === null,
      // A refusal (wrong key, rate limit …) was answered without the model having read anything.
      reached: reached && (output.characters > 0 || !error || !isRefusal(error)),
      promptCharacters: promptLength(plan.content),
      outputCharacters: output.characters
    });
    const stopped = error?.code === 'CANCELLED';
    return {
      ...{ error, usage, ttftMs, modelAnswered, latencyMs: elapsed(), endedAt: deps.now() },
      cost: costTold ?? costOf(usage, resolved.model.price),
      finishReason: stopped ? 'cancelled' : error ? 'error' : (finish?.reason ?? 'stop'),
      providerFinishReason: finish?.providerReason ?? null,
      text: whole.slice(0, textLength)
    };
  }

  async function run() {
    const error = (await awaitTurn()) ?? (await callModel().catch(asRunError));
    coalescer.flush();
    total.clear();
    const ending = conclude(error);
    live.record = { ...live.record, ...recordOf(ending), updatedAt: ending.endedAt };
    // Kept first, told after: whoever reads `done` will find it after a crash too.
    const lost = plan.store ? await deps.keeper.end(live, log.seq + 1) : null;
    const told = lost ?? (error?.code === 'CANCELLED' ? null : error);
    if (told) log.append('error', errorData(record.id, ending, told));
    else log.append('done', doneData(record.id, ending));
    const cancelMs = stoppedAt === null ? null : elapsed() - stoppedAt;
    observed.end(ending, { entries: log.seq, cancelMs });
    settle();
  }

  const live: LiveRun & { record: Run } = {
    id: record.id,
    scope: plan.scope,
    store: plan.store,
    record,
    pass,
    log,
    ended,
    output: () => output.read(record.id, textLength),
    begin(versionId: string | null) {
      live.record = { ...record, versionId };
      log.append('start', {
        runId: record.id,
        promptId: record.promptId,
        promptVersionId: versionId,
        model: record.modelAsked,
        maxTokens,
        attempt: 1,
        t: elapsed()
      });
      if (plan.store) deps.keeper.announce(live);
      void run();
    },
    cancel(length: number | null) {
      if (cause) return;
      seen = length;
      stoppedAt = elapsed();
      end(new AppError('CANCELLED'));
    },
    interrupt: () => end(new AppError('SERVER_SHUTDOWN'))
  };
  return live;
}

/** The answer was no: the model itself was never asked. */
function isRefusal(error: AppError): boolean {
  return !(error.code.startsWith('TIMEOUT_') || mayHaveRun.has(error.code));
}

const mayHaveRun = new Set<string>([
  ...['CANCELLED', 'SERVER_SHUTDOWN', 'OUTPUT_LIMIT', 'INTERNAL'],
  ...['STREAM_TRUNCATED', 'UPSTREAM_AMBIGUOUS', 'UPSTREAM_PROTOCOL', 'CONTENT_FILTERED']
]);
