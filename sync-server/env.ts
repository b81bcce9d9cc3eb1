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
const text = z.string().check(z.minLength(1, 'must not be empty'));

const schema = z.object({
  PORT: z._default(port, 8787),
  HOST: z._default(
    z.enum(
      ['localhost', '127.0.0.1', '::1'],
      'has to be localhost, 127.0.0.1 or ::1: this version serves this machine only'
    ),
    'localhost'
  ),
  PLAYGROUND_DATA: z._default(text, './data'),
  PLAYGROUND_MODE: z._default(
    z.enum(['local'], 'has to be local: accounts are not built yet'),
    'local'
  ),
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
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SettingRefused(`${String(issue?.path[0])} ${issue?.message}.`);
}
