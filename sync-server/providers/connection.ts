import { isLoopbackName } from './egress-policy.ts';
import type { ConnectionKind } from '#shared/model-registry';
import type { Principal } from '../http/route.ts';
import type { Endpoint } from './adapter.ts';

/** Who asks for connections, and in which organization. */
export type ConnectionAsker = Pick<Principal, 'organizationId' | 'userId'>;

/** A server that runs models, from wherever we know of it. */
export interface Connection {
  id: string;
  kind: ConnectionKind;
  name: string;
  baseUrl: string;
  /** `stored` ones belong to a person and can be edited; the others are found and read-only. */
  source: 'stored' | 'environment' | 'local';
  /** The one member who sees and uses it, and when they agreed to their key being stored. */
  own?: { userId: string; consentedAt: number | null };
  keyLast4: string | null;
  createdAt: number | null;
  updatedAt: number | null;
  /** Opens the sealed key, at the moment it is needed. @throws AppError CONNECTION_KEY_UNREADABLE */
  readKey(): string | null;
}

export function endpointOf(connection: Connection): Endpoint {
  return { baseUrl: connection.baseUrl, key: connection.readKey() };
}

export function isLocal(connection: Connection): boolean {
  return isLoopbackName(new URL(connection.baseUrl).hostname);
}

/** Where its models run, for people. */
export function hostOf(connection: Connection): string {
  const { host, port } = new URL(connection.baseUrl);
  return isLocal(connection) ? `this server, port ${port || 80}` : host;
}

/** Two addresses of one server: `localhost`, `127.0.0.1` and `[::1]` are the same machine. */
export function serverOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  return isLoopbackName(url.hostname) ? `loopback:${url.port || url.protocol}` : url.origin;
}

export const defaultBaseUrls: Partial<Record<ConnectionKind, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com',
  ollama: 'http://localhost:11434'
};
