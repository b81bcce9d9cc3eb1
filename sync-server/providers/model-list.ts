import { describeModel, isTextModel } from '#shared/model-registry';
import { anthropicHeaders } from './anthropic.ts';
import { endpointOf, hostOf, isLocal } from './connection.ts';
import { endpointUrl } from './endpoint-url.ts';
import { fetchJson } from './fetch-json.ts';
import { countIn, isObject, listIn, objectIn, textIn } from './frames.ts';
import { listGemini } from './gemini-models.ts';
import type { ModelListing } from '#shared/model-registry';
import type { ModelInfo } from '#shared/models';
import type { Connection } from './connection.ts';
import type { Egress } from './egress.ts';
import type { Loose } from './frames.ts';

const timeoutMs = 8000;
/** Ollama tells what a model can do only one by one. */
const mostDetails = 60;
const detailsAtOnce = 4;

/** Asks a connection which models it has. @throws AppError when it cannot say. */
export async function listModels(connection: Connection, egress: Egress): Promise<ModelInfo[]> {
  const models = await listByKind(connection, egress);
  return models.sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
}

function listByKind(connection: Connection, egress: Egress): Promise<ModelInfo[]> {
  if (connection.kind === 'ollama') return listOllama(connection, egress);
  if (connection.kind === 'gemini')
    return listGemini(connection, egress, timeoutMs, (name, facts) =>
      modelOf(connection, name, facts)
    );
  return listByOpenaiOrAnthropic(connection, egress);
}

/** A model of a connection by its name alone, for one that no list tells of. */
export function modelOf(connection: Connection, name: string, facts: Partial<ModelListing> = {}) {
  return describeModel({
    connectionId: connection.id,
    kind: connection.kind,
    name,
    host: hostOf(connection),
    local: isLocal(connection),
    ...facts
  });
}

async function listByOpenaiOrAnthropic(connection: Connection, egress: Egress) {
  const { key, baseUrl } = endpointOf(connection);
  const isAnthropic = connection.kind === 'anthropic';
  const authorization: Record<string, string> =
    key === null ? {} : { authorization: `Bearer ${key}` };
  const answer = await fetchJson(egress, {
    url: endpointUrl(baseUrl, '/v1/models') + (isAnthropic ? '?limit=1000' : ''),
    headers: {
      ...(isAnthropic ? anthropicHeaders(key) : authorization),
      accept: 'application/json'
    },
    key,
    timeoutMs
  });
  return listIn(answer, 'data')
    .filter(isObject)
    .map((item) => ({ item, name: textIn(item, 'id') }))
    .filter(({ name }) => name !== '' && isTextModel(connection.kind, name))
    .map(({ item, name }) => {
      const model = modelOf(connection, name, { contextTokens: contextOf(item) });
      return { ...model, label: textIn(item, 'display_name') || name };
    });
}

/** vLLM, OpenRouter and llama.cpp each say how long the context is, in a place of their own. */
function contextOf(item: Loose): number | null {
  return (
    countIn(item, 'max_model_len') ??
    countIn(item, 'context_length') ??
    countIn(objectIn(item, 'meta'), 'n_ctx_train')
  );
}

async function listOllama(connection: Connection, egress: Egress): Promise<ModelInfo[]> {
  const { key, baseUrl } = endpointOf(connection);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` })
  };
  const ask = (path: `/${string}`, body?: unknown) =>
    fetchJson(egress, { url: endpointUrl(baseUrl, path), headers, body, key, timeoutMs });

  const names = listIn(await ask('/api/tags'), 'models')
    .filter(isObject)
    .map((item) => textIn(item, 'name') || textIn(item, 'model'))
    .filter((name) => name !== '' && isTextModel('ollama', name));

  const models: ModelInfo[] = [];
  for (let from = 0; from < names.length; from += detailsAtOnce) {
    const some = names.slice(from, from + detailsAtOnce);
    const details = await Promise.all(
      some.map((model, index) =>
        // Without details a model runs all the same; older versions and full lists have none.
        from + index < mostDetails ? ask('/api/show', { model }).catch(() => null) : null
      )
    );
    for (const [index, name] of some.entries())
      models.push(...withDetails(connection, name, details[index] ?? null));
  }
  return models;
}

function withDetails(connection: Connection, name: string, details: Loose | null): ModelInfo[] {
  const can = details ? listIn(details, 'capabilities') : [];
  if (can.length > 0 && !can.includes('completion')) return []; // an embedding model
  const info = details ? objectIn(details, 'model_info') : null;
  const contextName = Object.keys(info ?? {}).find((key) => key.endsWith('.context_length'));
  const model = modelOf(connection, name, {
    contextTokens: contextName === undefined ? null : countIn(info, contextName)
  });
  // A model that cannot think refuses the question how long it should.
  if (can.length === 0 || can.includes('thinking')) return [model];
  return [{ ...model, params: model.params.filter((spec) => spec.name !== 'reasoningEffort') }];
}
