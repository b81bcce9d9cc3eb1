import { planSummary, summarisedTo, summaryRequest } from '#shared/chat-summary';
import type { SummaryPlan } from '#shared/chat-summary';
import { AppError, toAppError } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import { forecastRun } from '#shared/run-forecast';
import type { RunForecast } from '#shared/run-forecast';
import type { RunState } from '#shared/run-events';
import { answerBound } from './answer-bound';
import type { BegunSummaries } from './begun-summary';
import type { ChatSession } from './chat-session.svelte';
import type { SideRun } from './side-run.svelte';

interface Deps {
  session: ChatSession;
  side: SideRun;
  model: () => ModelInfo | null;
  now: () => number;
  /** Of conversations that are kept. */
  begun?: BegunSummaries;
}

/** What is being summarised, and where the outcome belongs. */
interface Working extends Pick<SummaryPlan, 'messageId' | 'count'> {
  model: string;
}

/** Of a summary that is being written, at most. */
const longest = 1200;

/** Has the older turns of a conversation summarised by its own model, and takes that back. */
export class ChatSummary {
  /** What is being summarised now. */
  working = $state.raw<Working | null>(null);
  problem = $state.raw<AppError | null>(null);
  announcement = $state.raw('');
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What would be summarised next; `null` where there are the last turns only. */
  readonly plan = $derived.by(() => {
    const { session, model } = this.#deps;
    return planSummary(session.path, model()?.contextTokens ?? null);
  });

  /** What that takes; for who is to decide whether it is worth it. */
  get forecast(): RunForecast | null {
    return this.plan && forecastRun(this.#request(this.plan), {}, this.#deps.model());
  }

  /** Tokens written so far, estimated. */
  get written(): number {
    const { run } = this.#deps.side;
    return this.working && run ? Math.ceil(run.state.text.length / 4) : 0;
  }

  /** The server cannot be reached: it begins, or goes on, as soon as it can. */
  get waits(): boolean {
    return this.working !== null && this.#deps.side.run?.trouble?.code === 'OFFLINE';
  }

  /** Resolves with the message the summary stands for; `null` if none was made. */
  async begin(): Promise<string | null> {
    const { session, side } = this.#deps;
    const { plan } = this;
    if (!plan || this.working || session.runner.live) return null;
    const { messageId, count } = plan;
    const working = { messageId, count, model: session.home.head.modelConfig.model ?? '' };
    this.announcement = 'Summarising older turns.';
    return this.#finish(working, (onrun) => side.ask(this.#request(plan), onrun));
  }

  /** Goes on with what this page, or another one, began and had to leave; as `begin`. */
  async takeUp(): Promise<string | null> {
    const { session, side, begun } = this.#deps;
    const found = begun?.read(session.home.id);
    if (!found || this.working) return null;
    return this.#finish(found, () => side.join(found.runId));
  }

  async #finish(
    working: Working,
    write: (onrun: (runId: string) => void) => Promise<RunState | null>
  ): Promise<string | null> {
    const { session, now, begun } = this.#deps;
    const { id } = session.home;
    const { messageId, count, model } = working;
    this.problem = null;
    this.working = working;
    try {
      const state = await write((runId) => begun?.write(id, { runId, messageId, count, model }));
      if (!state) return this.#said('Stopped. Nothing was summarised.');
      if (state.text.trim() === '') throw new AppError('INTERNAL', { detail: 'It wrote nothing.' });
      await session.home.summarise(messageId, keptOf(state, model, now()));
      this.announcement = 'Older turns are summarised.';
      return messageId;
    } catch (error) {
      const problem = toAppError(error);
      // The server keeps nothing of it for longer than a minute after its end.
      if (problem.code === 'NOT_FOUND') return this.#said('The summary that was begun is gone.');
      this.problem = problem;
      return this.#said('The summary failed. All messages are sent as before.');
    } finally {
      this.working = null;
      begun?.write(id, null);
    }
  }

  /** The older turns are sent themselves again. Resolves with the way back. */
  async undo(): Promise<(() => Promise<void>) | null> {
    const { path, home } = this.#deps.session;
    const row = path[summarisedTo(path)];
    if (!row?.summary) return null;
    const { id, summary } = row;
    await home.summarise(id, null);
    return () => home.summarise(id, summary);
  }

  stop(): void {
    this.#deps.side.stop();
  }

  #said(words: string): null {
    this.announcement = words;
    return null;
  }

  #request(plan: SummaryPlan) {
    const { session, model } = this.#deps;
    return summaryRequest(plan, session.home.head.modelConfig, answerBound(model(), longest));
  }
}

function keptOf({ text, model, usage, cost }: RunState, asked: string, at: number) {
  const outputTokens = usage?.outputTokens ?? null;
  const kept = { text: text.trim(), model: asked || (model ?? '') };
  return { ...kept, outputTokens, costNanoUsd: cost, at };
}
