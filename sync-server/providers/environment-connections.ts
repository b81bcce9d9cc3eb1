import { SettingRefused } from '../env.ts';
import { defaultBaseUrls } from './connection.ts';
import { parseOrigins } from './egress-policy.ts';
import { isOpenai } from './endpoint-url.ts';
import type { ConnectionKind } from '#shared/model-registry';
import type { Settings } from '../env.ts';
import type { Connection } from './connection.ts';
import type { EgressPolicy } from './egress-policy.ts';

/** The connections the operator configured through the environment; nobody edits them in the app. */
export function environmentConnections(settings: Settings): Connection[] {
  const { OPENAI_BASE_URL, OPENAI_API_KEY, ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY } = settings;
  const found: Connection[] = [];
  if (OPENAI_API_KEY !== undefined || OPENAI_BASE_URL !== undefined) {
    const own = OPENAI_BASE_URL === undefined || isOpenai(OPENAI_BASE_URL);
    const name = own ? 'OpenAI' : new URL(OPENAI_BASE_URL).host;
    const kind = own ? 'openai' : 'openai-compatible';
    found.push(given('env-openai', kind, name, OPENAI_BASE_URL, OPENAI_API_KEY));
  }
  if (ANTHROPIC_API_KEY !== undefined || ANTHROPIC_BASE_URL !== undefined)
    found.push(
      given('env-anthropic', 'anthropic', 'Anthropic', ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY)
    );
  const { GEMINI_BASE_URL, GEMINI_API_KEY } = settings;
  if (GEMINI_API_KEY !== undefined || GEMINI_BASE_URL !== undefined)
    found.push(given('env-gemini', 'gemini', 'Gemini', GEMINI_BASE_URL, GEMINI_API_KEY));
  if (settings.OLLAMA_BASE_URL !== undefined)
    found.push(given('env-ollama', 'ollama', 'Ollama', settings.OLLAMA_BASE_URL, undefined));
  return found;
}

function given(
  id: string,
  kind: ConnectionKind,
  name: string,
  baseUrl: string | undefined,
  givenKey: string | undefined
): Connection {
  const key = givenKey?.trim() || undefined; // a file read into a variable brings its line break along
  return {
    id,
    kind,
    name,
    baseUrl: baseUrl ?? defaultBaseUrls[kind] ?? '',
    source: 'environment',
    keyLast4: key?.slice(-4) ?? null,
    createdAt: null,
    updatedAt: null,
    readKey: () => key ?? null
  };
}

/**
 * What this server may call: the operator's list, and the addresses of the operator's own connections.
 * @throws SettingRefused
 */
export function egressPolicyOf(
  settings: Settings,
  ownPort: () => number | null
): () => EgressPolicy {
  let listed: string[];
  try {
    listed = parseOrigins(settings.PLAYGROUND_EGRESS_ALLOW);
  } catch (error) {
    throw new SettingRefused(
      `PLAYGROUND_EGRESS_ALLOW has to be a list of origins such as http://10.0.0.5:8000: ${(error as Error).message}`
    );
  }
  const own = environmentConnections(settings).map(({ baseUrl }) => new URL(baseUrl).origin);
  const allowedOrigins = [...listed, ...own];
  // Among several people the network around the server is the operator's alone to open.
  const mode = settings.PLAYGROUND_MODE === 'local' ? 'local' : 'public';
  return () => ({ allowedOrigins, mode, ownPort: ownPort() });
}
