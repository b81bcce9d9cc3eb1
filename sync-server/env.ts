import * as z from 'zod/mini';

/** Thrown for a wrong setting; `main.ts` prints it and exits 78 (EX_CONFIG). */
export class SettingRefused extends Error {}

const port = z.pipe(
  z.string().check(z.regex(/^\d+$/, 'has to be a number from 0 to 65535')),
  z.pipe(
    z.transform(Number),
    z.number().check(z.maximum(65535, 'has to be a number from 0 to 65535'))
  )
);
const seconds = z.pipe(
  z.string().check(z.regex(/^\d{1,4}$/, 'has to be a number of seconds up to 9999')),
  z.transform(Number)
);
const url = z.url('has to be a URL such as http://127.0.0.1:11434');
const hops = z.pipe(
  z.string().check(z.regex(/^\d$/, 'has to be a number from 0 to 9')),
  z.transform(Number)
);
const webAddress = z.pipe(
  z
    .url('has to be a URL such as https://play.example.org')
    .check(z.regex(/^https?:\/\/[^/]+\/?$/, 'has to be an address without a path')),
  z.transform((value: string) => new URL(value))
);
/** Read as integer nano-dollars. */
const dollars = z.pipe(
  z.string().check(z.regex(/^\d{1,6}(\.\d{1,9})?$/, 'has to be US dollars such as 25 or 2.50')),
  z.transform((value: string) => Math.round(Number(value) * 1e9))
);
const text = z.string().check(z.minLength(1, 'must not be empty'));

const schema = z.object({
  PORT: z._default(port, 8787),
  HOST: z._default(text, 'localhost'),
  PLAYGROUND_DATA: z._default(text, './data'),
  PLAYGROUND_MODE: z._default(
    z.enum(['local', 'team'], 'has to be local (this machine, no accounts) or team'),
    'local'
  ),
  /** Where people open the app in team mode, such as https://play.example.org. */
  PLAYGROUND_URL: z.optional(webAddress),
  PLAYGROUND_REGISTRATION: z._default(
    z.enum(['closed', 'invite', 'open'], 'has to be closed, invite or open'),
    'invite'
  ),
  /** How many proxies stand before this server and name the address a request came from; 0: none. */
  PLAYGROUND_TRUST_PROXY_HOPS: z._default(hops, 0),
  /** Files of a certificate and its key, in PEM: then this server speaks https by itself. */
  PLAYGROUND_TLS_CERT_FILE: z.optional(text),
  PLAYGROUND_TLS_KEY_FILE: z.optional(text),
  /** A provider of identities people may sign in with, such as https://id.example.org. */
  PLAYGROUND_OIDC_ISSUER: z.optional(z.url('has to be the issuer’s URL')),
  PLAYGROUND_OIDC_CLIENT_ID: z.optional(text),
  PLAYGROUND_OIDC_CLIENT_SECRET: z.optional(text),
  PLAYGROUND_OIDC_CLIENT_SECRET_FILE: z.optional(text),
  /** What people call it, on the button. */
  PLAYGROUND_OIDC_NAME: z.optional(text),
  /** What all organizations together may spend, in US dollars a day and a month; no limit without it. */
  PLAYGROUND_BUDGET_DAY: z.optional(dollars),
  PLAYGROUND_BUDGET_MONTH: z.optional(dollars),
  /** Whom people may ask where that is reached: a name or an address. */
  PLAYGROUND_OPERATOR: z.optional(text),
  PLAYGROUND_MASTER_KEY_FILE: z.optional(text),
  PLAYGROUND_EGRESS_ALLOW: z._default(z.string(), ''),
  PLAYGROUND_PROBE: z._default(z.enum(['on', 'off'], 'has to be on or off'), 'on'),
  PLAYGROUND_BACKUPS: z._default(z.enum(['on', 'off'], 'has to be on or off'), 'on'),
  OPENAI_API_KEY: z.optional(text),
  OPENAI_BASE_URL: z.optional(url),
  ANTHROPIC_API_KEY: z.optional(text),
  ANTHROPIC_BASE_URL: z.optional(url),
  GEMINI_API_KEY: z.optional(text),
  GEMINI_BASE_URL: z.optional(url),
  OLLAMA_BASE_URL: z.optional(url),
  /** Metrics for Prometheus, on a port of their own; none without it. */
  METRICS_PORT: z.optional(port),
  /** Where spans go, such as http://127.0.0.1:4318; nowhere without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.optional(url),
  /** How long live runs may go on when the server is asked to stop, before they are kept as interrupted. */
  DRAIN_SECONDS: z._default(seconds, 10),
  LOG_LEVEL: z._default(
    z.enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'has to be trace, debug, info, warn, error or silent'
    ),
    'info'
  )
});

export type Settings = z.infer<typeof schema>;

/** Reads the environment once. @throws SettingRefused naming the variable and the fix. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const result = schema.safeParse(env);
  if (result.success) return judged(result.data);
  const issue = result.error.issues[0];
  throw new SettingRefused(`${String(issue?.path[0])} ${issue?.message}.`);
}

const ownMachine = ['localhost', '127.0.0.1', '::1'];
export const isOwnMachine = ({ HOST }: Settings): boolean => ownMachine.includes(HOST);

/** Whether people open the app by https; on `localhost` one must not be bound to it for a year. */
export const isHttps = ({ PLAYGROUND_URL: url }: Settings): boolean =>
  url?.protocol === 'https:' && url.hostname !== 'localhost';

/** What is right by itself, and wrong together. */
function judged(settings: Settings): Settings {
  const { PLAYGROUND_MODE: mode, PLAYGROUND_URL: url } = settings;
  const cert = settings.PLAYGROUND_TLS_CERT_FILE;
  if ((cert === undefined) !== (settings.PLAYGROUND_TLS_KEY_FILE === undefined))
    throw new SettingRefused(
      'PLAYGROUND_TLS_CERT_FILE and PLAYGROUND_TLS_KEY_FILE are needed together.'
    );
  if (settings.PLAYGROUND_OIDC_ISSUER && !settings.PLAYGROUND_OIDC_CLIENT_ID)
    throw new SettingRefused('PLAYGROUND_OIDC_CLIENT_ID is needed with PLAYGROUND_OIDC_ISSUER.');
  if (isOwnMachine(settings)) return settings;
  if (mode === 'local')
    throw new SettingRefused(
      `HOST has to be localhost, 127.0.0.1 or ::1: without accounts anyone on the network would be its owner. For others, set PLAYGROUND_MODE=team.`
    );
  if (url?.protocol !== 'https:')
    throw new SettingRefused(
      `PLAYGROUND_URL has to be the https:// address people open: beyond this machine a browser gives offline work and passkeys to https alone.`
    );
  if (cert === undefined && settings.PLAYGROUND_TRUST_PROXY_HOPS === 0)
    throw new SettingRefused(
      `HOST ${settings.HOST} needs https: set PLAYGROUND_TLS_CERT_FILE and PLAYGROUND_TLS_KEY_FILE, or PLAYGROUND_TRUST_PROXY_HOPS=1 behind a proxy that speaks it.`
    );
  return settings;
}
