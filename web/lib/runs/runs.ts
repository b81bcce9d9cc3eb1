import { runOutputSchema } from '#shared/collections';
import { promptContent } from '#shared/prompt-content';
import type { Prompt, Run, RunOutput } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import type { Api } from '$lib/api/client';
import type { Database, Placement } from '$lib/data/db';
import { keepOutput } from '$lib/data/output-cache';
import { retentionOfPrompt } from '$lib/data/prompt-retention';
import { findRun } from '$lib/data/run-history';
import type { Store } from '$lib/data/store';
import type { RunSource } from './run.svelte';

/** What a model is asked, of a prompt of kind `text` that stands at this text. */
export function contentOf(prompt: Prompt, text: string): PromptContent {
  return promptContent({ ...prompt, text: { content: text, spans: [] } });
}

/**
 * A run that has not been sent yet: its key is made and stored before the first attempt.
 * @param raw whether it keeps what the provider sends
 */
export function newPlacement(
  store: Pick<Store, 'newId' | 'now'>,
  prompt: Prompt,
  text: string,
  raw = false
): Placement {
  return {
    promptId: prompt.id,
    idempotencyKey: store.newId(),
    runId: null,
    request: { content: contentOf(prompt, text), variableValues: {}, ...(raw ? { raw } : {}) },
    at: text.length,
    consumed: 0,
    createdAt: store.now()
  };
}

/** How to come by a placement's run, now or after a reload. */
export function sourceOf(placement: Placement): RunSource {
  return {
    runId: placement.runId,
    start: {
      path: `/v1/prompts/${placement.promptId}/execute`,
      idempotencyKey: placement.idempotencyKey,
      body: placement.request
    }
  };
}

/** A run's body: from this device if it is here, else from the server, and then here too. */
export async function getOutput(store: Store, api: Api, runId: string): Promise<RunOutput> {
  const kept = await store.db.runOutputs.get(runId);
  if (kept) return kept;
  const output = await api.get(`/v1/runs/${runId}/output`, runOutputSchema);
  const run = await findRun(store.db, runId);
  await keepOutput(store.db, output, run?.promptId ?? null);
  return output;
}

/** Said where an output would stand: whether none came, or what came was not to be kept any longer. */
export async function noOutputWords(db: Database, runId: string): Promise<string> {
  const run = await findRun(db, runId);
  const came = (run?.outputTokens ?? 0) > (run?.reasoningTokens ?? 0);
  const isKept = !came || (await retentionOfPrompt(db, run?.promptId ?? null)).mode === 'keep';
  return isKept
    ? 'This run has no output.'
    : 'Its output is not kept any more: its project keeps outputs for a time only, or not at all.';
}

export function isLive(run: Pick<Run, 'status'>): boolean {
  return run.status === 'queued' || run.status === 'streaming';
}
