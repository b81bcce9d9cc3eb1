import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#shared/errors';
import { splitModelId } from '#shared/model-config';
import { callOf, type ModelCall } from '#shared/requests/model-call';
import { cancelPolicyOf } from './cancel-policy.ts';
import { endpointOf, serverOf } from './connection.ts';
import { createConnectionsRoutes } from './connections-routes.ts';
import { errorFacts } from './error-facts.ts';
import { environmentConnections } from './environment-connections.ts';
import { createModelCache } from './model-cache.ts';
import { listModels, modelOf } from './model-list.ts';
import { findLocalServers } from './probe.ts';
import { createSpeaker } from './speaker.ts';
import { createStoredConnections } from './stored-connections.ts';
import { withChatFallback } from './text-fallback.ts';
import type { Hono } from 'hono';
import type { PromptContent } from '#shared/prompt-fields';
import type { Dialect, ModelInfo } from '#shared/models';
import type { Audit } from '../audit/audit.ts';
import type { Db } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Settings } from '../env.ts';
import type { Env } from '../http/route.ts';
import type { Envelope } from '../secrets/envelope.ts';
import type { Provider } from './adapter.ts';
import type { Connection, ConnectionAsker } from './connection.ts';
import type { Egress } from './egress.ts';
import type { ErrorFacts } from './error-facts.ts';
import type { Listing } from './model-cache.ts';
import type { StoredConnections } from './stored-connections.ts';

/** What a run needs to call its model. */
export interface ResolvedModel {
  provider: Provider;
  model: ModelInfo;
  /** A prompt, as a call in our words; holds only parameters the model accepts. */
  call(content: PromptContent): ModelCall;
  /** What shares one circuit breaker: a server and a key. */
  circuit?: string;
}

export interface ConnectionStatus {
  id: string;
  name: string;
  status: 'ok' | 'error' | 'checking';
  error?: ErrorFacts;
  /** True: the asker's own, which nobody else has. */
  own?: true;
}

export interface Connections {
  routes: Hono<Env>;
  /**
   * A connection that is another member's own is not there.
   * @throws AppError CONNECTION_NOT_FOUND, MODEL_NOT_FOUND, CONNECTION_KEY_UNREADABLE
   */
  resolve(asker: ConnectionAsker, modelId: string): Promise<ResolvedModel>;
  /** Whether a text holds a key of the organization, its members or the environment, whatever it looks like. */
  holdsKey(organizationId: string, text: string): boolean;
  /** Looks for model servers on this machine and asks the known ones for their models. */
  start(): void;
}

/** What the routes see of the connections; they hold no rules of their own. */
export interface Directory {
  stored: StoredConnections;
  /** The asker's own among them, and no other member's. */
  list(asker: ConnectionAsker): Connection[];
  models(
    asker: ConnectionAsker,
    refresh: boolean
  ): Promise<{ items: ModelInfo[]; connections: ConnectionStatus[] }>;
  /** Asks the connection now, whatever is remembered of it. */
  test(connection: Connection): Promise<Listing>;
}

export interface ConnectionsDeps {
  db: Db;
  writer: Writer;
  envelope: Envelope;
  egress: Egress;
  settings: Settings;
  /** The built-in model; it needs no connection. */
  sample: { provider: Provider; model: ModelInfo };
  now: () => number;
  newId: () => string;
  audit?: Pick<Audit, 'write'>;
}

/** How long a list of models waits for servers that have not answered yet. */
const firstAnswerMs = 1500;
const refreshedAnswerMs = 10_000;
const probeAgainMs = 30_000;
/** What is shorter stands in any text by chance. */
const shortestKey = 8;

export function createConnections(deps: ConnectionsDeps): Connections {
  const { egress, settings, sample } = deps;
  const stored = createStoredConnections(deps);
  const environment = environmentConnections(settings);
  const cache = createModelCache({
    list: (each) => listModels(each, egress, new Date(deps.now()).toISOString().slice(0, 10)),
    now: deps.now
  });
  const chatOnly = new Set<string>();
  const speaker = createSpeaker({ egress, now: deps.now, wait: waitUnlessStopped });
  let local: Connection[] = [];
  let probedAt = Number.NEGATIVE_INFINITY;
  let probing: Promise<void> | null = null;

  function probe(force = false): Promise<void> {
    if (settings.PLAYGROUND_PROBE === 'off') return Promise.resolve();
    if (!force && deps.now() - probedAt < probeAgainMs) return probing ?? Promise.resolve();
    probedAt = deps.now();
    probing ??= findLocalServers(egress)
      .then((found) => {
        local = found;
      })
      .finally(() => {
        probing = null;
      });
    return probing;
  }

  /** A server that someone configured is not offered a second time because it was also found. */
  function list(asker: ConnectionAsker): Connection[] {
    const configured = [...stored.list(asker), ...environment];
    const known = new Set(configured.map(({ baseUrl }) => serverOf(baseUrl)));
    return [...configured, ...local.filter(({ baseUrl }) => !known.has(serverOf(baseUrl)))];
  }

  function holdsKey(organizationId: string, text: string): boolean {
    return [...stored.all(organizationId), ...environment].some((each) => {
      const key = keyOf(each);
      return key !== null && key.length >= shortestKey && text.includes(key);
    });
  }

  async function models(asker: ConnectionAsker, refresh: boolean) {
    const limit = refresh ? refreshedAnswerMs : firstAnswerMs;
    await within(limit, probe(refresh));
    const known = list(asker);
    await within(limit, Promise.all(known.map((each) => cache.refresh(each, refresh))));
    return {
      items: [sample.model, ...known.flatMap((each) => cache.read(each).models)],
      connections: [
        { id: sample.model.connectionId, name: sample.model.label, status: 'ok' as const },
        ...known.map(statusOf)
      ]
    };
  }

  function statusOf(connection: Connection): ConnectionStatus {
    const { status, error } = cache.read(connection);
    return {
      id: connection.id,
      name: connection.name,
      status,
      ...(connection.own && { own: true as const }),
      ...(status === 'error' && error && { error: errorFacts(error) })
    };
  }

  function find(asker: ConnectionAsker, connectionId: string): Connection {
    const found = list(asker).find(({ id }) => id === connectionId);
    if (!found) throw new AppError('CONNECTION_NOT_FOUND');
    return found;
  }

  async function resolve(asker: ConnectionAsker, modelId: string): Promise<ResolvedModel> {
    if (modelId === sample.model.id)
      return { ...sample, call: (content) => callOf(content, sample.model) };
    const { connectionId, name } = splitModelId(modelId);
    if (connectionId === sample.model.connectionId || name === '')
      throw new AppError('MODEL_NOT_FOUND');
    // After a restart a local server may only not have been looked for yet.
    if (connectionId.startsWith('local-')) await probe();
    const connection = find(asker, connectionId);
    const model = cache.find(connection, name) ?? modelOf(connection, name);
    return {
      provider: providerOf(connection, model, asker.organizationId),
      model,
      circuit: circuitOf(connection),
      call: (content) => callOf(content, model)
    };
  }

  function providerOf(connection: Connection, model: ModelInfo, organizationId: string): Provider {
    const endpoint = endpointOf(connection);
    const speak = (dialect: Dialect | null): Provider | null =>
      dialect === null || dialect === 'sample' ? null : speaker(dialect, endpoint);
    const messages = speak(model.messagesDialect);
    const plain = speak(model.textDialect);
    const text =
      plain && messages && model.textDialect === 'openai-completions'
        ? withChatFallback({
            completions: plain,
            chat: messages,
            chatOnly,
            baseUrl: endpoint.baseUrl
          })
        : plain;
    return {
      cancelPolicy: cancelPolicyOf(connection),
      run(call, sink, signal) {
        // Taken back, or gone with its person, while the run stood in line or was to be tried again.
        if (connection.own && !stored.has(organizationId, connection.id))
          return Promise.reject(new AppError('CONNECTION_NOT_FOUND'));
        const provider = call.kind === 'text' ? text : messages;
        const detail = 'This model continues plain texts only.';
        if (!provider) return Promise.reject(new AppError('PROVIDER_REJECTED', { detail }));
        return provider.run(call, sink, signal);
      }
    };
  }

  const directory: Directory = {
    stored,
    list,
    models,
    async test(connection) {
      await cache.refresh(connection, true);
      return cache.read(connection);
    }
  };

  return {
    routes: createConnectionsRoutes({ directory, egress, sample: sample.model, now: deps.now }),
    resolve,
    holdsKey,
    start() {
      // In the background: nobody waits for it, and what fails is asked again with the first list.
      void probe().then(() => {
        for (const each of [...environment, ...local]) void cache.refresh(each);
      });
    }
  };
}

/** A key that cannot be read cannot be looked for; whoever runs something with it is told so. */
function keyOf(connection: Connection): string | null {
  try {
    return connection.readKey();
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONNECTION_KEY_UNREADABLE') return null;
    throw error;
  }
}

/** A key that was changed is another key, and a server that was moved another server. */
function circuitOf({ id, baseUrl, updatedAt, keyLast4 }: Connection): string {
  return `${id} ${baseUrl} ${keyLast4 ?? ''} ${updatedAt ?? ''}`;
}

async function waitUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined); // the signal, told by itself
}

/** Waits for work, but not longer than this; the work goes on. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = wait(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([work, late]);
  timer.abort();
}
