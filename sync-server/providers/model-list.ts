import { mergeFacts } from '#shared/model-facts';
import { describeModel, isTextModel } from '#shared/model-registry';
import { anthropicHeaders } from './anthropic.ts';
import { endpointOf, hostOf, isLocal } from './connection.ts';
import { endpointUrl } from './endpoint-url.ts';
import { fetchJson } from './fetch-json.ts';
import { isObject, listIn, textIn } from '#shared/requests/frames';
import { listGemini } from './gemini-models.ts';
import { anthropicFacts, listedFacts } from './listed-facts.ts';
import { localDetails } from './local-details.ts';
import { isRemote, ollamaFacts } from './ollama-facts.ts';
import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo } from '#shared/models';
import type { Connection } from './connection.ts';
import type { Egress } from './egress.ts';
import type { Loose } from '#shared/requests/frames';

const timeoutMs = 8000;
/** Ollama tells what a model can do only one by one. */
const mostDetails = 60;
const detailsAtOnce = 4;

/**
 * Asks a connection which models it has; `today` (`YYYY-MM-DD`) dates the prices it tells.
 * @throws AppError when it cannot say.
 */
export async function listModels(
  connection: Connection,
  egress: Egress,
  today: string
): Promise<ModelInfo[]> {
  const models = await listByKind(connection, egress, today);
  return models.sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
}

function listByKind(connection: Connection, egress: Egress, today: string): Promise<ModelInfo[]> {
  if (connection.kind === 'ollama') return listOllama(connection, egress);
  if (connection.kind === 'gemini')
    return listGemini(connection, egress, timeoutMs, (name, facts) =>
      modelOf(connection, name, facts)
    );
  return listByOpenaiOrAnthropic(connection, egress, today);
}

/** A model of a connection by its name alone, for one that no list tells of. */
export function modelOf(connection: Connection, name: string, facts: ModelFacts = {}) {
  return describeModel({
    connectionId: connection.id,
    kind: connection.kind,
    name,
    host: hostOf(connection),
    local: isLocal(connection),
    facts
  });
}

async function listByOpenaiOrAnthropic(connection: Connection, egress: Egress, today: string) {
  const { key, baseUrl } = endpointOf(connection);
  const isAnthropic = connection.kind === 'anthropic';
  const authorization: Record<string, string> =
    key === null ? {} : { authorization: `Bearer ${key}` };
  const headers = {
    ...(isAnthropic ? anthropicHeaders(key) : authorization),
    accept: 'application/json'
  };
  const answer = await fetchJson(egress, {
    url: endpointUrl(baseUrl, '/v1/models') + (isAnthropic ? '?limit=1000' : ''),
    headers,
    key,
    timeoutMs
  });
  const items = listIn(answer, 'data').filter(isObject);
  const details = isLocal(connection)
    ? await localDetails(items, { egress, baseUrl, headers, key }, today)
    : () => ({});
  return items
    .map((item) => ({ item, name: textIn(item, 'id') }))
    .filter(({ name }) => name !== '' && isTextModel(connection.kind, name))
    .map(({ item, name }) =>
      modelOf(
        connection,
        name,
        isAnthropic ? anthropicFacts(item) : mergeFacts(listedFacts(item, today), details(name))
      )
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

  const items = listIn(await ask('/api/tags'), 'models')
    .filter(isObject)
    .map((item) => ({
      name: textIn(item, 'name') || textIn(item, 'model'),
      remote: isRemote(item)
    }))
    .filter(({ name }) => name !== '' && isTextModel('ollama', name));

  const models: ModelInfo[] = [];
  for (let from = 0; from < items.length; from += detailsAtOnce) {
    const some = items.slice(from, from + detailsAtOnce);
    const details = await Promise.all(
      some.map(({ name: model }, index) =>
        // Without details a model runs all the same; older versions and full lists have none.
        from + index < mostDetails ? ask('/api/show', { model }).catch(() => null) : null
      )
    );
    for (const [index, { name, remote }] of some.entries()) {
      const told = details[index] ?? null;
      if (told && isForVectors(told)) continue;
      models.push(modelOf(connection, name, { ...(told && ollamaFacts(told)), remote }));
    }
  }
  return models;
}

function isForVectors(details: Loose): boolean {
  const can = listIn(details, 'capabilities');
  return can.length > 0 && !can.includes('completion');
}
