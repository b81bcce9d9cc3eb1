import * as z from 'zod/mini';
import { type AppError, toAppError } from '#shared/errors';
import { limitsAnswerSchema } from '#shared/limits';
import type { LimitsAnswer, LimitsPatch } from '#shared/limits';
import { usageReportSchema } from '#shared/usage-report';
import type { UsageReport } from '#shared/usage-report';
import type { Api } from '$lib/api/client';
import type { Store } from '$lib/data/store';
import { dayIn, daysBefore } from './usage-words';

const cacheKey = 'usage';
const keptSchema = z.lazy(() =>
  z.object({ limits: limitsAnswerSchema, report: usageReportSchema, at: z.number() })
);

interface Deps {
  api: Pick<Api, 'get' | 'put'>;
  db: Pick<Store['db'], 'kv'>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** What was used and what may be, as the server last said; kept on this device, to be read offline. */
export class UsageData {
  limits = $state.raw<LimitsAnswer | null>(null);
  report = $state.raw<UsageReport | null>(null);
  /** When the server said so. */
  askedAt = $state.raw<number | null>(null);
  /** Why it could not be asked the last time; what is here is older. */
  error = $state.raw<AppError | null>(null);
  /** Why the last change of a limit was not taken. */
  refused = $state.raw<AppError | null>(null);
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Asks for the last `days`, today included. Never rejects: see `error`. */
  async load(days: number): Promise<void> {
    const { api, db, now } = this.#deps;
    try {
      const limits = await api.get('/v1/limits', limitsAnswerSchema);
      const to = dayIn(limits.timeZone, now());
      const path = `/v1/usage?from=${daysBefore(to, days - 1)}&to=${to}`;
      const report = await api.get(path, usageReportSchema);
      this.#show(limits, report, now());
      await db.kv.put({ key: cacheKey, value: { limits, report, at: now() } });
      this.error = null;
    } catch (error) {
      await this.#showKept();
      this.error = toAppError(error);
    }
  }

  /** Only the limits, where nothing else is shown. */
  async loadLimits(): Promise<void> {
    try {
      this.limits = await this.#deps.api.get('/v1/limits', limitsAnswerSchema);
      this.error = null;
    } catch (error) {
      this.error = toAppError(error);
    }
  }

  async set(patch: LimitsPatch): Promise<void> {
    try {
      this.limits = await this.#deps.api.put('/v1/limits', patch, limitsAnswerSchema);
      this.refused = null;
    } catch (error) {
      this.refused = toAppError(error);
    }
  }

  #show(limits: LimitsAnswer, report: UsageReport, at: number) {
    this.limits = limits;
    this.report = report;
    this.askedAt = at;
  }

  async #showKept() {
    if (this.report) return;
    const kept = keptSchema.safeParse((await this.#deps.db.kv.get(cacheKey))?.value);
    if (kept.success) this.#show(kept.data.limits, kept.data.report, kept.data.at);
  }
}
