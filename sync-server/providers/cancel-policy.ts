import type { CancelPolicy } from './adapter.ts';
import type { Connection } from './connection.ts';
import { isLocal } from './connection.ts';

/** Hosts that are known to stop a model, and its bill, when the connection is closed. */
const stops = [
  'api.openai.com',
  '.openai.azure.com',
  '.services.ai.azure.com',
  'api.anthropic.com',
  'openrouter.ai',
  'ollama.com'
];
/** Hosts where the model writes on and is billed to its end whatever one does. */
const writesOn = ['.amazonaws.com'];

const isOf = (hostname: string, names: string[]) =>
  names.some((name) => (name.startsWith('.') ? hostname.endsWith(name) : hostname === name));

/** What a cancel does at a connection's server. */
export function cancelPolicyOf(connection: Connection): CancelPolicy {
  const { hostname } = new URL(connection.baseUrl);
  if (isOf(hostname, writesOn)) return 'drain';
  return isLocal(connection) || isOf(hostname, stops) ? 'abort' : 'abort+estimate';
}
