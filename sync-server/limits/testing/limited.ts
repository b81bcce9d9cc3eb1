import type { LimitsAnswer, LimitsPatch } from '#shared/limits';
import type { UsageReport } from '#shared/usage-report';
import { contentOf, createHarness } from '../../runs/testing/harness.ts';

// The model of the harness costs 100 nano-dollars a token in and 200 out.
export const asking = (maxTokens: number, text = 'abc') =>
  contentOf(text, { modelConfig: { model: 'test/m', maxTokens } });

/** A harness of runs behind the gate, with these limits. */
export async function limited(
  patch: LimitsPatch = {},
  options: Parameters<typeof createHarness>[0] = {}
) {
  const h = createHarness({ limited: true, ...options });
  const json = { 'content-type': 'application/json' };
  async function set(more: LimitsPatch) {
    await h.app.request('/v1/limits', { method: 'PUT', body: JSON.stringify(more), headers: json });
  }
  await set(patch);
  return {
    ...h,
    set,
    ask: (content = asking(10), more: object = {}, headers: Record<string, string> = {}) =>
      h.post('/v1/runs', { content, promptId: 'p1', ...more }, headers),
    async idOf(answer: Response | Promise<Response>) {
      const { runId } = (await (await answer).json()) as { runId: string };
      await h.time.settle();
      return runId;
    },
    async now() {
      return ((await (await h.app.request('/v1/limits')).json()) as LimitsAnswer).now;
    },
    async usage() {
      return (await (await h.app.request('/v1/usage')).json()) as UsageReport;
    },
    kinds: () =>
      (
        h.sql.prepare('select kind, nano_usd as nanoUsd from ledger order by id').all() as {
          kind: string;
          nanoUsd: number | null;
        }[]
      ).map(({ kind, nanoUsd }) => [kind, nanoUsd])
  };
}

export async function problemOf(answer: Response) {
  const body = (await answer.json()) as { code: string; detail: string };
  return { status: answer.status, code: body.code, detail: body.detail };
}
