import type { Hono, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { AppError } from '#shared/errors';
import type { Audit } from '../audit/audit.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Env } from '../http/route.ts';
import { createAccounts } from './accounts.ts';
import { localCalendar } from './calendar.ts';
import { createGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { createLedger } from './ledger.ts';
import { recover } from './recover.ts';
import { requestRates } from './requests.ts';
import { createLimitRoutes } from './routes.ts';
import type { ServerBudget } from './server-budget.ts';
import { createLimitSettings } from './settings.ts';
import { createSlots } from './slots.ts';
import type { After } from './slots.ts';
import { createStartRates } from './start-rates.ts';
import { createUsage } from './usage.ts';

/** Live runs of all persons together, and those who may wait: what one process holds well. */
const mostLive = 512;
const mostWaiting = 1024;

export interface LimitsDeps {
  sql: Sql;
  writer: Writer;
  log: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that never jump. */
  monotonic: () => number;
  newId: () => string;
  after: After;
  audit?: Pick<Audit, 'write'>;
  /** Why no run may begin just now; given the number of live ones. */
  overloaded?: (live: number) => AppError | null;
  mostLive?: number;
  requestsPerAddress?: number;
  /** What all organizations together may spend. */
  budget?: ServerBudget | null;
}

export interface LimitsServer {
  gate: Gate;
  routes: Hono<Env>;
  /** Requests per person and address. */
  requests: MiddlewareHandler<Env>;
  /** Settles what a crash left reserved. After the runs it interrupted have been ended. */
  recover(): Promise<void>;
}

/** Everything that says how much and how fast, put together. */
export function createLimits(deps: LimitsDeps): LimitsServer {
  const { sql, writer, log, now, monotonic, newId, after } = deps;
  const calendar = localCalendar;
  const settings = createLimitSettings({ sql, writer, now, audit: deps.audit });
  const ledger = createLedger(sql);
  const accounts = createAccounts({ ledger, calendar, now, budget: deps.budget });
  const slots = createSlots(after, (entry) => {
    log.warn({ entry }, 'a run did not end within its lease; its slot is free again');
    accounts.drop(entry);
    gate.advance();
  });
  const gate = createGate({
    settings,
    accounts,
    calendar,
    ledger,
    slots,
    writer,
    after,
    now,
    newId,
    rates: createStartRates(monotonic),
    mostLive: deps.mostLive ?? mostLive,
    mostWaiting,
    overloaded: deps.overloaded ?? (() => null)
  });
  const perAddress = deps.requestsPerAddress;
  return {
    gate,
    routes: createLimitRoutes({
      gate,
      settings,
      accounts,
      calendar,
      now,
      usage: createUsage(sql, calendar)
    }),
    requests: requestRates({ settings, monotonic, ...(perAddress && { perAddress }) }),
    async recover() {
      try {
        const settled = await recover({ sql, writer, ledger, now });
        if (settled > 0) log.info({ runs: settled }, 'what the last stop left reserved is settled');
      } catch (error) {
        log.error({ err: error }, 'what the last stop left reserved could not be settled');
      }
    }
  };
}
