import type { Run } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { sampleModelId } from '#shared/model-config';
import type { ModelInfo } from '#shared/models';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';
import type { Principal } from '../http/route.ts';
import { checkConfig } from './check-config.ts';
import type { Gate } from '../limits/gate.ts';
import { checkPrompt } from './check-prompt.ts';
import { turnFields, type Turn } from './conversation-turn.ts';
import { checkpoint } from '../prompts/checkpoint.ts';
import type { Admitted, Asked, Idempotency } from './idempotency.ts';
import { hashOf } from './idempotency.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { withBytes, withSizes } from './kept-bytes.ts';
import type { LiveRuns } from './live-runs.ts';
import { limitsFor } from './limits.ts';
import { keepsOutput } from './retention.ts';
import type { LiveRun, Plan, Resolve } from './live-run.ts';
import type { Rows } from './rows.ts';
import { fieldsAtTurn, fieldsInLine } from './turn.ts';

export interface Wish {
  principal: Principal;
  promptId: string | null;
  content: PromptContent;
  variableValues: Record<string, unknown>;
  store: boolean;
  /** Of a conversation: what it answers there. */
  turn: Turn | null;
  /** Keep what the provider sends as it comes. */
  raw?: boolean | undefined;
  /** Which route was asked. */
  route: Asked['route'];
  /** The client's Idempotency-Key. */
  key: string | null;
  /** What was asked, for telling a repeat from another request under the same key. */
  body: unknown;
}

export interface AdmissionDeps {
  writer: Writer;
  rows: Rows;
  author: Author;
  live: LiveRuns;
  keys: Idempotency;
  resolve: Resolve;
  gate: Gate;
  kept: KeptBytes;
  create: (plan: Plan) => LiveRun;
  now: () => number;
  newId: () => string;
  /** False once the server is stopping. */
  isOpen: () => boolean;
  /** Told of a cost that could not be written down. */
  onLost: (error: unknown) => void;
}

/** Whose run it is to be, and where. */
export type Asker = Pick<Plan, 'scope' | 'person'>;

/** A run may take a little longer than its deadline to end. */
const leaseSlackMs = 30_000;

/**
 * Lets a run in. Its row, its version and its idempotency key are on the disk before the model is
 * called, so that a request sent again never runs twice. That commit is all the model waits for: other
 * devices hear of the run with the keeper's next write.
 */
export function createAdmission(deps: AdmissionDeps) {
  const { writer, rows, author, live, keys } = deps;
  /** Those whose model is still being looked for. */
  const entering = new Set<Asker>();

  function refuseWhenClosed() {
    if (!deps.isOpen()) throw new AppError('SERVER_SHUTDOWN', { retryAfterMs: 2_000 });
  }

  function write(wish: Wish, record: Run, { price }: ModelInfo) {
    const { scope, userId: createdBy } = wish.principal;
    const { promptId, content } = wish;
    const versionId =
      promptId === null ? null : checkpoint(author, { scope, promptId, content, createdBy }).id;
    const number = promptId === null ? null : rows.nextNumber(scope, promptId);
    const given = { versionId, number };
    rows.insertRun(scope, { ...record, ...given }, price);
    return given;
  }

  function admit(wish: Wish): Promise<Admitted> {
    const { route, key, store, principal } = wish;
    const bodyHash = key === null ? '' : hashOf(wish.body);
    const asked: Asked = { scope: principal.scope, route, key, store, bodyHash };
    return keys.once(asked, () => admitNew(wish, asked));
  }

  /** The model that is asked for, unless whoever asks may no more by the time it is found. */
  async function resolve({ principal }: Wish, model: string) {
    const asker: Asker = { scope: principal.scope, person: principal.userId };
    entering.add(asker);
    try {
      const resolved = await deps.resolve(principal, model);
      if (!entering.has(asker)) throw new AppError('FORBIDDEN');
      return resolved;
    } finally {
      entering.delete(asker);
    }
  }

  async function admitNew(wish: Wish, request: Asked): Promise<Admitted> {
    const { principal, content, store } = wish;
    const model = content.modelConfig.model ?? sampleModelId;
    refuseWhenClosed();
    const resolved = await resolve(wish, model);
    refuseWhenClosed();
    const { scope } = principal;
    const asked = checkPrompt(content, wish.variableValues, resolved.model);
    const filled = withSizes(asked, scope, deps.kept);
    checkConfig(content.modelConfig, resolved.model);

    const runId = deps.newId();
    const keeps = keepsOutput(author, scope, wish.promptId);
    const leaseMs = limitsFor(resolved.model).totalMs + leaseSlackMs;
    const pass = deps.gate.ask({
      principal,
      runId,
      promptId: wish.promptId,
      content: filled,
      store,
      leaseMs,
      model: resolved.model
    });
    const fields = pass.waits ? fieldsInLine : fieldsAtTurn(content);
    const record = { ...newRecord(wish, model, runId, deps.now()), ...fields };
    const run = deps.create({
      scope,
      person: principal.userId,
      store,
      record,
      content: filled,
      pass,
      keepsOutput: keeps,
      ...(wish.raw && keeps ? { rawFor: principal.organizationId } : {}),
      resolved: {
        ...resolved,
        provider: pass.meter(resolved.provider),
        call: (content) => resolved.call(withBytes(content, scope, deps.kept))
      }
    });
    live.add(run);
    const takeBack = () => {
      live.remove(run);
      pass.abandon();
    };
    try {
      // Asked again in here: another process may have let the same request in.
      const letIn = () => {
        const earlier = keys.earlier(request);
        const given =
          earlier === null && store
            ? write(wish, record, resolved.model)
            : { versionId: null, number: null };
        if (earlier === null) keys.keep(request, run.id);
        if (earlier === null && !pass.waits) pass.reserve();
        return { earlier, given };
      };
      const { earlier, given } = store || pass.costs ? await writer.transact(letIn) : letIn();
      if (earlier !== null) {
        takeBack();
        return { runId: earlier, replayed: true };
      }
      // Whatever the ending: everything the run has taken is given back here, and nowhere else.
      void run.ended.then(() => pass.close(run.record)).catch(deps.onLost);
      run.begin(given);
      return { runId: run.id, replayed: false, fields: pass.fields };
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  return {
    admit,
    /** Lets nobody of these in who is on the way. */
    refuse(which: (asker: Asker) => boolean): void {
      for (const asker of entering) if (which(asker)) entering.delete(asker);
    }
  };
}

function newRecord(wish: Wish, model: string, id: string, now: number): Run {
  return {
    id,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    promptId: wish.promptId,
    ...turnFields(wish.turn),
    number: null,
    versionId: null,
    status: 'streaming',
    variableValues: wish.variableValues,
    modelAsked: model,
    modelAnswered: null,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: 'none',
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
