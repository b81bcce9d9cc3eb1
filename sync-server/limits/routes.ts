import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { limitsAnswerSchema, limitsPatchSchema } from '#shared/limits';
import type { LimitsAnswer } from '#shared/limits';
import { usageReportSchema } from '#shared/usage-report';
import type { Env, Principal } from '../http/route.ts';
import { route } from '../http/route.ts';
import type { Accounts, Balance } from './accounts.ts';
import type { Calendar } from './calendar.ts';
import type { LimitGate } from './gate.ts';
import type { LimitSettings } from './settings.ts';
import type { createUsage } from './usage.ts';

const day = z.optional(
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'has to be a day as 2026-11-21'))
);
const usageQuery = z.object({ from: day, to: day });
const monthMs = 29 * 24 * 60 * 60 * 1000;

export function createLimitRoutes(deps: {
  gate: LimitGate;
  settings: LimitSettings;
  accounts: Accounts;
  calendar: Calendar;
  usage: ReturnType<typeof createUsage>;
  now: () => number;
}): Hono<Env> {
  const { gate, settings, accounts, calendar, now } = deps;

  function answer({ userId, organizationId }: Principal): LimitsAnswer {
    const { own, all } = accounts.of({ organizationId, person: userId });
    const span = ({ nanoUsd, unknown, endsAt }: Balance['day']) => ({
      spentNanoUsd: nanoUsd,
      unknown,
      endsAt
    });
    const told = ({ held, day, month }: Balance) => ({
      heldNanoUsd: held,
      day: span(day),
      month: span(month)
    });
    return {
      limits: settings.of(organizationId),
      now: {
        liveRuns: gate.liveOf(userId),
        queuedRuns: gate.waitingOf(userId),
        ...told(own)
      },
      together: told(all),
      timeZone: calendar.timeZone
    };
  }

  function dayOf(name: string | undefined, otherwise: number): number {
    const begins = name === undefined ? otherwise : calendar.begins(name);
    if (begins === null) throw new AppError('INVALID_REQUEST', { detail: `${name} is no day.` });
    return begins;
  }

  return new Hono<Env>()
    .get(
      '/v1/limits',
      route('view', { answer: limitsAnswerSchema }, ({ principal }) => answer(principal))
    )
    .put(
      '/v1/limits',
      route(
        'manage',
        { body: limitsPatchSchema, answer: limitsAnswerSchema },
        async ({ principal, body }) => {
          await settings.set(principal.organizationId, body, principal.userId);
          gate.advance();
          return answer(principal);
        }
      )
    )
    .get(
      '/v1/usage',
      route('view', { query: usageQuery, answer: usageReportSchema }, ({ principal, query }) => {
        const to = dayOf(query.to, now());
        return deps.usage(principal.userId, dayOf(query.from, to - monthMs), to);
      })
    );
}
