import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors';
import { contentPolicy } from './http/content-policy.ts';
import { createCspReports } from './http/csp-report.ts';
import { guard } from './http/guard.ts';
import { headers } from './http/headers.ts';
import { createHealth } from './http/health.ts';
import { requestLog } from './http/log.ts';
import { onError } from './http/problem.ts';
import { request } from './http/request.ts';
import type { Env, Principal } from './http/route.ts';
import { readShell } from './http/shell.ts';
import { createSite } from './http/site.ts';
import type { Streams } from './http/streams.ts';
import type { Sql } from './db/open.ts';

export interface AppDeps {
  sql: Sql;
  log: Logger;
  newId(): string;
  /** `host:port` names this server answers to. */
  hosts(): string[];
  streams: Streams;
  /** Proxies before this server. */
  proxyHops?: number;
  identify(headers: Headers): Promise<Principal | null> | Principal | null;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Request rates, where there are any. */
  requests?: MiddlewareHandler<Env>;
  isDraining(): boolean;
  /** People open the app by https alone. */
  https?: boolean;
  /** Lets the app’s own style element in; nobody can guess it. */
  nonce?: string;
  /** The folder of the built site. */
  site: string;
  /** What watches requests; it changes nothing. */
  watching?: MiddlewareHandler<Env>[];
  /** The routes of the features; the only place where they meet. */
  features: Hono<Env>[];
}

/** In local mode everyone who gets past the guard is the one owner of this machine's installation. */
export const localOwner: Principal = {
  userId: 'local',
  organizationId: 'local',
  scope: 'u:local',
  role: 'owner',
  via: 'machine',
  viaId: 'machine',
  provenAt: null
};

export function createApp(deps: AppDeps): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(onError(deps.log));
  app.use(request(deps));
  app.use(requestLog(deps.log));
  for (const each of deps.watching ?? []) app.use(each);
  const { nonce = '' } = deps;
  const page = readShell(deps.site, nonce);
  app.use(headers(contentPolicy(page?.html ?? '', nonce), deps.https ?? false));
  app.use(guard(deps.hosts));
  if (deps.requests) app.use('/v1/*', deps.requests);
  app.route('/', createHealth(deps.sql, deps.isDraining));
  app.route('/', createCspReports(deps.log, deps.now));
  for (const feature of deps.features) app.route('/', feature);
  app.all('/v1/*', () => {
    throw new AppError('NOT_FOUND');
  });
  app.route('/', createSite(deps.site, page));
  return app;
}
