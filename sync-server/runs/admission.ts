import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/canonical-prompt';
import type { PromptContent, Run } from '#shared/collections';
import { AppError } from '#shared/errors';
import { sampleModelId } from '#shared/model-config';
import { estimateTokens, promptLength } from '#shared/run-usage';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';
import type { Principal } from '../http/route.ts';
import { checkConfig } from './check-config.ts';
import { checkPrompt } from './check-prompt.ts';
import { checkpoint } from './checkpoint.ts';
import type { LiveRuns } from './live-runs.ts';
import type { LiveRun, Plan, Resolve } from './live-run.ts';
import type { Rows } from './rows.ts';

export interface Wish {
  principal: Principal;
  promptId: string | null;
  content: PromptContent;
  variableValues: Record<string, unknown>;
  store: boolean;
  /** The client's Idempotency-Key. */
  key: string | null;
  /** What was asked, for telling a repeat from another request under the same key. */
  body: unknown;
}

/** The run a wish led to: begun now, or the one an earlier request with the same key began. */
export interface Admitted {
  runId: string;
  replayed: boolean;
}

export interface AdmissionDeps {
  writer: Writer;
  rows: Rows;
  author: Author;
  live: LiveRuns;
  resolve: Resolve;
  create: (plan: Plan) => LiveRun;
  now: () => number;
  newId: () => string;
  /** False once the server is stopping. */
  isOpen: () => boolean;
}

/**
 * Lets a run in. Its row, its version and its idempotency key are on the disk before the model is
 * called, so that a request sent again never runs twice. That commit is all the model waits for: other
 * devices hear of the run with the keeper's next write.
 */
export function createAdmission(deps: AdmissionDeps) {
  const { writer, rows, author, live } = deps;
  /** Keys of temporary runs live in memory alone, as the runs do. */
  const temporary = new Map<string, { bodyHash: string; runId: string; scope: string }>();

  function earlierRun(wish: Wish, bodyHash: string): string | null {
    if (wish.key === null) return null;
    const { scope } = wish.principal;
    const earlier =
      temporary.get(`${scope} ${wish.key}`) ?? (wish.store ? rows.runOfKey(scope, wish.key) : null);
    if (earlier && earlier.bodyHash !== bodyHash) throw new AppError('IDEMPOTENCY_MISMATCH');
    return earlier?.runId ?? null;
  }

  function refuseWhenClosed() {
    if (!deps.isOpen()) throw new AppError('SERVER_SHUTDOWN', { retryAfterMs: 2_000 });
  }

  function write(wish: Wish, record: Run, bodyHash: string) {
    const { scope, userId: createdBy } = wish.principal;
    const { promptId, content } = wish;
    const versionId =
      promptId === null
        ? null
        : checkpoint(author, { scope, promptId, content, createdBy }, deps.newId);
    const run = { ...record, versionId };
    rows.insertRun(scope, run);
    if (wish.key !== null) rows.insertKey(scope, wish.key, bodyHash, run.id, record.startedAt);
    return versionId;
  }

  return async function admit(wish: Wish): Promise<Admitted> {
    const bodyHash = createHash('sha256').update(canonicalJson(wish.body)).digest('hex');
    const known = earlierRun(wish, bodyHash);
    if (known !== null) return { runId: known, replayed: true };

    const { principal, content, store } = wish;
    const model = content.modelConfig.model ?? sampleModelId;
    refuseWhenClosed();
    const resolved = await deps.resolve(principal.organizationId, model);
    refuseWhenClosed();
    checkPrompt(content, wish.variableValues, resolved.model);
    checkConfig(content.modelConfig, resolved.model);

    const record = newRecord(wish, model, deps.newId(), deps.now());
    const run = deps.create({ scope: principal.scope, store, record, content, resolved });
    live.add(run);
    try {
      // Asked again in here: two requests with one key may have come in side by side.
      const letIn = () => {
        const earlier = earlierRun(wish, bodyHash);
        const versionId = earlier === null && store ? write(wish, record, bodyHash) : null;
        return { earlier, versionId };
      };
      const { earlier, versionId } = store ? await writer.transact(letIn) : letIn();
      if (earlier !== null) {
        live.remove(run);
        return { runId: earlier, replayed: true };
      }
      if (!store) rememberKey(wish, bodyHash, run);
      run.begin(versionId);
      return { runId: run.id, replayed: false };
    } catch (error) {
      live.remove(run);
      throw error;
    }
  };

  function rememberKey(wish: Wish, bodyHash: string, run: LiveRun) {
    if (wish.key === null) return;
    const { scope } = wish.principal;
    // A key lives as long as its run can be read, so that a late repeat attaches too.
    for (const [name, one] of temporary)
      if (!live.get(one.scope, one.runId)) temporary.delete(name);
    temporary.set(`${scope} ${wish.key}`, { bodyHash, runId: run.id, scope });
  }
}

function newRecord(wish: Wish, model: string, id: string, now: number): Run {
  return {
    ...{ id, createdAt: now, updatedAt: now, deletedAt: null },
    promptId: wish.promptId,
    versionId: null,
    status: 'streaming',
    variableValues: wish.variableValues,
    modelAsked: model,
    modelAnswered: null,
    // Estimates, in case the server dies before anyone counts.
    inputTokens: estimateTokens(promptLength(wish.content)),
    outputTokens: null,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: 'estimated',
    costNanoUsd: null,
    ttftMs: null,
    latencyMs: null,
    finishReason: null,
    providerFinishReason: null,
    errorCode: null,
    errorDetail: null,
    rating: null,
    note: '',
    startedAt: now,
    endedAt: null,
    preview: ''
  };
}
