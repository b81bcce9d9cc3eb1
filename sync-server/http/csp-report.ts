import { Hono } from 'hono';
import type { Logger } from 'pino';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { route } from './route.ts';
import type { Env } from './route.ts';

const text = z.optional(z.string());
/** Both ways a browser tells of what its policy stopped; neither the sample nor the page's address is read. */
const modern = z.object({
  type: z.literal('csp-violation'),
  body: z.object({
    effectiveDirective: text,
    blockedURL: text,
    sourceFile: z.nullish(z.string()),
    lineNumber: z.nullish(z.number())
  })
});
const older = z.object({
  'csp-report': z.object({
    'effective-directive': text,
    'violated-directive': text,
    'blocked-uri': text,
    'source-file': text,
    'line-number': z.optional(z.number())
  })
});
const body = z.union([older, z.array(z.union([modern, z.object({ type: z.string() })]))]);

const types = ['application/json', 'application/reports+json', 'application/csp-report'];
const perMinute = 30;
const minuteMs = 60_000;

/**
 * `POST /v1/csp-report`: logs which rule stopped what kind of thing, without content, and at most thirty a
 * minute of all together: anyone can send one.
 */
export function createCspReports(log: Logger, now: () => number): Hono<Env> {
  let minute = 0;
  let taken = 0;

  function takeOne() {
    const current = Math.floor(now() / minuteMs);
    if (current !== minute) [minute, taken] = [current, 0];
    taken += 1;
    if (taken > perMinute) throw new AppError('RATE_LIMITED', { retryAfterMs: minuteMs });
  }

  return new Hono<Env>().post(
    '/v1/csp-report',
    route('public', { body, types, maxBytes: 16 * 1024, answer: 'nothing' }, ({ c, body }) => {
      takeOne();
      const found = Array.isArray(body) ? body.flatMap(readModern) : [readOlder(body)];
      for (const violation of found.slice(0, 10)) log.warn(violation, 'content policy violation');
      return c.body(null, 204);
    })
  );
}

function readModern(report: z.infer<typeof modern> | { type: string }) {
  if (!('body' in report)) return [];
  const { effectiveDirective, blockedURL, sourceFile, lineNumber } = report.body;
  return [factsOf(effectiveDirective, blockedURL, sourceFile, lineNumber)];
}

function readOlder({ 'csp-report': report }: z.infer<typeof older>) {
  const directive = report['effective-directive'] ?? report['violated-directive'];
  return factsOf(directive, report['blocked-uri'], report['source-file'], report['line-number']);
}

function factsOf(
  directive: string | undefined,
  blocked: string | undefined,
  source: string | null | undefined,
  line: number | null | undefined
) {
  return {
    directive: directive?.replace(/[^a-z-]/g, '').slice(0, 40),
    blocked: placeOf(blocked),
    source: placeOf(source ?? undefined),
    line: line ?? undefined
  };
}

/** An address without what may be content: its origin and, of our own files, nothing more. */
function placeOf(address: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined;
  if (/^[a-z-]{1,24}$/.test(address)) return address; // inline, eval, data, trusted-types-sink
  return URL.canParse(address) ? new URL(address).origin.slice(0, 100) : 'elsewhere';
}
