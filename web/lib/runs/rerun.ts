import * as z from 'zod/mini';
import type { PromptContent } from '#shared/prompt-fields';
import type { Api } from '$lib/api/client';

const startedSchema = z.lazy(() => z.object({ runId: z.string() }));

/**
 * Asks exactly this again, as a run of its own.
 * @returns the new run's id; it comes to this device by sync
 */
export async function rerun(
  api: Pick<Api, 'post'>,
  asked: { promptId: string; content: PromptContent; variableValues: Record<string, unknown> },
  idempotencyKey: string
): Promise<string> {
  const { promptId, content, variableValues } = asked;
  const headers = { 'idempotency-key': idempotencyKey };
  const body = { content, variableValues };
  const path = `/v1/prompts/${promptId}/execute`;
  return (await api.post(path, body, startedSchema, { headers })).runId;
}
