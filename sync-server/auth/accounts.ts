import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Account } from '#shared/accounts';
import type { Audit } from '../audit/audit.ts';
import type { AuditFacts } from '../audit/chain.ts';
import type { Db, Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Env } from '../http/route.ts';
import type { Streams } from '../http/streams.ts';
import type { Egress } from '../providers/egress.ts';
import type { Envelope } from '../secrets/envelope.ts';
import { createAccountRoutes } from './account-routes.ts';
import { createAdmitNew, type AdmitNew } from './admit-new.ts';
import { createApiKeyRoutes } from './api-key-routes.ts';
import { prepareApiKeys, type ApiKeys } from './api-keys.ts';
import { createAuth, type Auth } from './better-auth.ts';
import { createDataRoutes } from './data-routes.ts';
import { prepareErase, type Erase } from './erase.ts';
import { createIdentity } from './identity.ts';
import { prepareLeaving, type Departures } from './leaving.ts';
import { createOidc, type Oidc, type OidcSettings } from './oidc.ts';
import { createOidcRoutes } from './oidc-routes.ts';
import { createOrganizationRoutes } from './organization-routes.ts';
import { prepareOrganizations, type Organizations } from './organizations.ts';
import { createPasskeyRoutes } from './passkey-routes.ts';
import { preparePeople, type People } from './people.ts';
import type { RandomBytes } from './secrets.ts';
import { createSignInRoutes } from './sign-in-routes.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { prepareWays, type WaysIn } from './ways.ts';
import { createWebhookRoutes } from './webhook-routes.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface AccountsDeps {
  sql: Sql;
  auth: Auth;
  organizations: Organizations;
  people: People;
  keys: ApiKeys;
  ways: WaysIn;
  webhooks: Webhooks;
  egress: Egress;
  departures: Departures;
  erase: Erase;
  endRuns: Options['endRuns'];
  writer: Writer;
  throttle: Throttle;
  streams: Streams;
  audit: Pick<Audit, 'write'> & {
    /** What a person does about themselves stands in the log of their own organization. */
    person(userId: string, verb: string, facts: AuditFacts): void;
  };
  registration: () => Account['signIn']['registration'];
  admitNew: AdmitNew;
  oidc: Oidc | null;
  welcome: Options['welcome'];
  /** Whether a request comes from the machine the server runs on. */
  isOwnMachine: (c: Context<Env>) => boolean;
  now: () => number;
  newId: () => string;
  random: RandomBytes;
}

interface Options {
  db: Db;
  writer: Writer;
  streams: Streams;
  audit: Audit;
  /** Signs cookies. */
  secret: string;
  /** Seals what a browser keeps while its person is with the provider of identities: 32 bytes. */
  cookieKey: Buffer;
  /** The provider of identities, if there is one. */
  oidc: OidcSettings | null;
  egress: Egress;
  envelope: Envelope;
  /** Calls back once after so many milliseconds; the answer takes it back. */
  after: (ms: number, work: () => void) => () => void;
  /** Told of deliveries that did not arrive. */
  report: (error: unknown) => void;
  url: URL;
  registration: 'closed' | 'invite' | 'open';
  /** Tells of a space that has just been made, which is empty still. */
  welcome: (space: { scope: string; userId: string }) => void;
  /** Ends live runs; resolves when nothing of them is written any more. */
  endRuns: (which: (run: { scope: string; person: string }) => boolean) => Promise<void>;
  /** Every request comes from a proxy then, maybe on this very machine. */
  behindProxy: boolean;
  now: () => number;
  monotonic: () => number;
  newId: () => string;
  random: RandomBytes;
}

const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** Team mode: accounts, organizations, sessions and keys, put together. */
export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(options: Options) {
  const { db, writer, streams, now, newId, random } = options;
  const organizations = prepareOrganizations(db.sql, { now, newId });
  const people = preparePeople(db.sql);
  const keys = prepareApiKeys(db.sql, { now, newId, random });
  const erase = prepareErase({ sql: db.sql, writer, now });
  const departures = prepareLeaving({
    sql: db.sql,
    organizations,
    people,
    erase,
    audit: options.audit
  });
  const auth = createAuth({ ...options, now, newId });
  const remoteAddress = (c: Context<Env>) => c.env?.incoming?.socket?.remoteAddress;
  const oidc = options.oidc
    ? createOidc({
        settings: options.oidc,
        egress: options.egress,
        random,
        now,
        redirectUri: new URL('/signed-in', options.url).href
      })
    : null;
  const registration = () => (people.count() === 0 ? 'first' : options.registration);
  const isOwnMachine = (c: Context<Env>) =>
    !options.behindProxy && loopback.includes(remoteAddress(c) ?? '');
  const webhooks = createWebhooks({ ...options, sql: db.sql });
  const deps: AccountsDeps = {
    oidc,
    registration,
    isOwnMachine,
    webhooks,
    egress: options.egress,
    admitNew: createAdmitNew({ organizations, registration, isOwnMachine }),
    auth,
    organizations,
    people,
    keys,
    writer,
    streams,
    now,
    newId,
    random,
    sql: db.sql,
    departures,
    erase,
    ways: prepareWays(db.sql),
    endRuns: (which) => options.endRuns(which),
    throttle: createThrottle(options.monotonic),
    audit: {
      write: (entry) => options.audit.write(entry),
      person(userId, verb, facts) {
        const organizationId = organizations.personal(userId)?.id;
        if (organizationId === undefined) return;
        options.audit.write({ organizationId, actor: userId, verb, subject: userId, facts });
      }
    },
    welcome: (space) => options.welcome(space)
  };
  const secure = options.url.protocol === 'https:';
  return {
    identify: createIdentity({ auth, organizations, people, keys, now }),
    routes: new Hono<Env>()
      .route('/', createAccountRoutes(deps))
      .route('/', createDataRoutes(deps))
      .route('/', createSignInRoutes(deps))
      .route('/', createPasskeyRoutes(deps))
      .route('/', createOidcRoutes({ ...deps, secure, cookieKey: options.cookieKey }))
      .route('/', createOrganizationRoutes(deps))
      .route('/', createApiKeyRoutes(deps))
      .route('/', createWebhookRoutes(deps)),
    start: () => webhooks.wake(),
    stop: () => webhooks.stop(),
    hasOwner: () => people.count() > 0,
    /** Goes on with what was being deleted for ever. */
    tidy: () => erase.sweep()
  };
}
