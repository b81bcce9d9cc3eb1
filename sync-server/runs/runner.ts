import type { Logger } from 'pino';
import type { Run } from '#shared/collections';
import { AppError } from '#shared/errors';
import { keptLength } from '#shared/kept-text';
import { promptLength } from '#shared/run-usage';
import type { Delta } from '../providers/adapter.ts';
import { startAttempt } from './attempt.ts';
import { createCalls } from './calls.ts';
import type { Circuits } from './circuits.ts';
import { createCoalescer } from './coalescer.ts';
import type { Ending } from './ending.ts';
import { doneData, errorData, recordOf } from './ending.ts';
import type { DataOf } from './event-log.ts';
import { createEventLog } from './event-log.ts';
import type { Leftovers } from './leftovers.ts';
import { limitsFor } from './limits.ts';
import type { LiveRun, Plan } from './live-run.ts';
import { createOutput, emptyOutput } from './output.ts';
import type { RunObserver } from './observer.ts';
import type { Keeper } from './persistence.ts';
import { freshTally, reportedUsage, settleTally } from './tally.ts';
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
  circuits: Circuits;
  leftovers: Leftovers;
  observer: RunObserver;
}

/** So long after its deadline a run that has not ended is taken to be stuck. */
const stuckAfterMs = 30_000;

/**
 * A run owns its upstream call from admission to its terminal event. Readers come and go at the log;
 * only a cancel, a deadline, a cap, the loss of the right to it or the server's end stops it.
 */
export function createRun(deps: RunnerDeps, plan: Plan): LiveRun {
  const { resolved, record, pass } = plan;
  const limits = limitsFor(resolved.model);
  let admitted = deps.monotonic();
  const elapsed = () => Math.round((deps.monotonic() - admitted) * 10) / 10;

  const output = createOutput();
  const maxTokens = plan.content.modelConfig.maxTokens ?? null;
  /** Of the newest call. */
  let tally = freshTally();
  let retrying: DataOf<'snapshot'>['retrying'] = null;
  let place: number | null = null;
  let draining = false;
  let ttftMs: number | null = null;
  let textLength: number | undefined;

  let seen: number | null = null;
  /** Stopped, but its call is read to the end. */
  let leaving = false;
  let whenOver: (error: AppError | null) => void = () => undefined;
  let stoppedAt: number | null = null;
  let sent = false;
  let settle: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (settle = resolve));

  const log = createEventLog(() => {
    const { text, reasoning, toolCalls, logprobs } = output.read(record.id, textLength);
    const usage = reportedUsage(tally);
    return {
      text,
      reasoning,
      toolCalls,
      logprobs,
      model: record.modelAsked,
      maxTokens,
      ttftMs,
      usage,
      retrying,
      place,
      draining,
      t: elapsed()
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
      if (plan.store && plan.keepsOutput) deps.keeper.touch(live, entry);
    }
  });

  const total = deps.watchdog.watch();
  const observed = deps.observer.begin({
    id: record.id,
    model: resolved.model,
    kind: plan.content.kind
  });

  let called: ReturnType<typeof observed.attempt> = () => undefined;

  function onDelta(delta: Delta) {
    switch (delta.type) {
      case 'text':
        tally.characters += delta.text.length;
        if (calls.cause) return;
        coalescer.add(delta);
        if (output.bytes > limits.outputBytes) end(new AppError('OUTPUT_LIMIT'));
        return;
      case 'usage':
        tally.reported = { ...tally.reported, ...delta.usage };
        tally.costTold = delta.costNanoUsd ?? tally.costTold;
        // The end says it all; only what comes before it is news.
        if (!tally.finish && !log.ended) tellUsage();
        return;
      case 'model':
        tally.modelAnswered = delta.name;
        return;
      case 'finish':
        tally.finish = delta;
        return;
      case 'error':
        return;
    }
  }

  function onSent() {
    if (!sent) observed.sent(elapsed());
    sent = true;
    tally.reached = true;
  }

  function tellUsage() {
    coalescer.flush();
    const usage = reportedUsage(tally);
    if (!usage) return;
    const entry = log.append('usage', { ...usage, t: elapsed() });
    if (plan.store) deps.keeper.touch(live, entry);
  }

  function end(reason: AppError, readOn = false) {
    calls.end(reason, readOn);
    if (place !== null) pass.leave();
  }

  /** Stands in line, if there is one; the time of a run begins with its turn. */
  async function awaitTurn(): Promise<AppError | null> {
    if (pass.waits) {
      place = 0;
      const refused = await pass.turn((now) => {
        place = now;
        log.append('notice', { ...inLine(now), t: elapsed() });
      });
      place = null;
      if (calls.cause ?? refused) return calls.cause ?? refused;
      admitted = deps.monotonic();
      log.append('notice', { ...inLine(0), t: 0 });
      live.record = { ...live.record, ...fieldsAtTurn(plan.content) };
      if (plan.store) deps.keeper.announce(live);
    }
    total.set(limits.totalMs, () => end(new AppError('TIMEOUT_TOTAL')));
    return null;
  }

  const calls = createCalls({
    timers: deps.timers,
    random: deps.random,
    asRunError,
    idempotent: resolved.provider.idempotent ?? false,
    begin(_number, onAnswer) {
      tally = freshTally();
      called = observed.attempt();
      return startAttempt({
        provider: resolved.provider,
        call: resolved.call(plan.content),
        limits,
        watchdog: deps.watchdog,
        onAnswer,
        onDelta,
        onSent
      });
    },
    enter: () => (resolved.circuit ? deps.circuits.enter(resolved.circuit) : () => undefined),
    onOver(attempt, error) {
      const code = (calls.cause ?? error)?.code ?? null;
      called(code, { attempt, ...account(error), endedAt: deps.now() });
      whenOver(error);
    },
    onRetry(retry) {
      retrying = retry;
      log.append('retrying', { ...retry, t: elapsed() });
    },
    hasShown: () => tally.characters > 0,
    hasFinished: () => tally.finish !== null,
    left: () => limits.totalMs - elapsed()
  });

  function account(error: AppError | null) {
    const promptCharacters = promptLength(plan.content);
    return settleTally(tally, { error, promptCharacters, price: resolved.model.price });
  }

  function asRunError(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    deps.log.error({ runId: record.id, err: thrown }, 'a provider failed in an unknown way');
    return new AppError('INTERNAL', { cause: thrown });
  }

  function conclude(error: AppError | null): Ending {
    const whole = output.text();
    const stopped = error?.code === 'CANCELLED';
    textLength = keptLength(whole, stopped ? seen : null);
    const { finish, modelAnswered } = tally;
    return {
      error,
      ttftMs,
      modelAnswered,
      latencyMs: elapsed(),
      endedAt: deps.now(),
      ...account(error),
      finishReason: stopped ? 'cancelled' : error ? 'error' : (finish?.reason ?? 'stop'),
      providerFinishReason: finish?.providerReason ?? null,
      text: whole.slice(0, textLength)
    };
  }

  function keptRecord(ending: Ending): Partial<Run> {
    const fields = recordOf(ending);
    return plan.keepsOutput ? fields : { ...fields, preview: '' };
  }

  async function run() {
    const error = (await awaitTurn()) ?? (await calls.run().catch(asRunError));
    coalescer.flush();
    if (!leaving) total.clear();
    const ending = conclude(error);
    live.record = { ...live.record, ...keptRecord(ending), updatedAt: ending.endedAt };
    // Kept first, told after: whoever reads `done` will find it after a crash too.
    const lost = plan.store ? await deps.keeper.end(live, log.seq + 1) : null;
    if (!log.ended) tell(ending, lost ?? (error?.code === 'CANCELLED' ? null : error));
  }

  function tell(ending: Ending, error: AppError | null) {
    if (error) log.append('error', errorData(record.id, ending, error));
    else log.append('done', doneData(record.id, ending));
    const cancelMs = stoppedAt === null ? null : elapsed() - stoppedAt;
    observed.end(ending, { entries: log.seq, cancelMs });
    settle();
  }

  /** The call has been read to its end after all: what it said it used takes the place of the estimate. */
  async function amend(error: AppError | null) {
    await ended;
    total.clear();
    if (error) return;
    const { usage, cost } = account(null);
    const before = live.record;
    live.record = { ...before, ...usage, costNanoUsd: cost, updatedAt: deps.now() };
    await deps.keeper.amend(live, before);
  }

  const live: LiveRun & { record: Run } = {
    id: record.id,
    scope: plan.scope,
    person: plan.person,
    store: plan.store,
    record,
    pass,
    log,
    ended,
    output: () => output.read(record.id, textLength),
    keptOutput: () => (plan.keepsOutput ? live.output() : emptyOutput(record.id)),
    begin(given) {
      live.record = { ...record, ...given };
      log.append('start', {
        runId: record.id,
        promptId: record.promptId,
        promptVersionId: given.versionId,
        model: record.modelAsked,
        maxTokens,
        attempt: 1,
        t: elapsed()
      });
      if (plan.store) deps.keeper.announce(live);
      void run();
    },
    cancel(length: number | null) {
      if (calls.cause) return;
      seen = length;
      stoppedAt = elapsed();
      leaving = resolved.provider.cancelPolicy === 'drain' && tally.reached;
      if (leaving) {
        const over = new Promise<AppError | null>((resolve) => (whenOver = resolve)).then(amend);
        deps.leftovers.add(over, () => live.interrupt('SERVER_SHUTDOWN'));
      }
      end(new AppError('CANCELLED'), leaving);
    },
    warn(ms) {
      if (log.ended) return;
      draining = true;
      const message = `The server is about to stop; this run has ${Math.round(ms / 1000)} s to end.`;
      log.append('notice', { message, draining: true, t: elapsed() });
    },
    interrupt: (why) => end(new AppError(why)),
    isStuck: () => !log.ended && elapsed() > limits.totalMs + stuckAfterMs,
    abandon() {
      if (log.ended) return;
      const error = new AppError('INTERRUPTED');
      end(error);
      coalescer.flush();
      total.clear();
      const ending = conclude(error);
      live.record = { ...live.record, ...keptRecord(ending) };
      tell(ending, error);
    }
  };
  return live;
}
