import type { ParamName } from '#shared/model-config';
import type { Modality, ModelInfo } from '#shared/models';

export const capabilities = [
  'text',
  'messages',
  'tools',
  'structuredOutput',
  'reasoning',
  'logprobs'
] as const;
export type Capability = (typeof capabilities)[number];

export const modelOrders = ['connection', 'name', 'context', 'price', 'shutdown'] as const;
export type ModelOrder = (typeof modelOrders)[number];

/** What one looks for; everything asked for has to be known to hold. */
export interface ModelQuery {
  connection?: string | undefined;
  /** All of these it has to read. */
  input?: Modality[] | undefined;
  capability?: Capability[] | undefined;
  /** All of these it has to take. */
  parameter?: ParamName[] | undefined;
  /** Words that all have to stand in its name, label or host. */
  q?: string | undefined;
  /** Whether models that answer no more are wanted too. */
  includeShutDown?: boolean | undefined;
}

export function can(model: ModelInfo, capability: Capability): boolean {
  switch (capability) {
    case 'text':
      return model.textDialect !== null;
    case 'messages':
      return model.messagesDialect !== null;
    case 'logprobs':
      return model.params.some(({ name }) => name === 'logprobs');
    default:
      return model[capability] === true;
  }
}

/** Whether it answers no more on this day, `YYYY-MM-DD`. */
export function isShutDown({ shutdown }: Pick<ModelInfo, 'shutdown'>, today: string): boolean {
  return shutdown !== null && shutdown.date <= today;
}

/** Whether a model is what one looks for, on this day. */
export function matchesQuery(model: ModelInfo, query: ModelQuery, today: string): boolean {
  const { connection, input = [], capability = [], parameter = [] } = query;
  const text = `${model.name} ${model.label} ${model.host}`.toLocaleLowerCase();
  const words = (query.q ?? '').toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return (
    (connection === undefined || model.connectionId === connection) &&
    (query.includeShutDown === true || !isShutDown(model, today)) &&
    input.every((modality) => model.input?.includes(modality) ?? false) &&
    capability.every((one) => can(model, one)) &&
    parameter.every((name) => model.params.some((spec) => spec.name === name)) &&
    words.every((word) => text.includes(word))
  );
}

/** In an order, what is not known of a model puts it last; equals keep the order they came in. */
export function sortModels(models: ModelInfo[], order: ModelOrder): ModelInfo[] {
  switch (order) {
    case 'connection':
      return models;
    case 'name':
      return models.toSorted((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
    case 'context':
      return by(models, ({ contextTokens }) => contextTokens && -contextTokens);
    case 'price':
      return by(models, ({ price }) => price && price.rates.input + price.rates.output);
    case 'shutdown':
      return by(models, ({ shutdown }) => shutdown && Date.parse(shutdown.date));
  }
}

function by(models: ModelInfo[], key: (model: ModelInfo) => number | null): ModelInfo[] {
  return models.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left - right;
  });
}

/**
 * One page of the models one looks for. A cursor is the id of a page's last model; `null` in answer
 * to one that is not there any more.
 */
export function pageOfModels(
  models: ModelInfo[],
  query: ModelQuery & { order: ModelOrder; after?: string | undefined; limit: number },
  today: string
): { items: ModelInfo[]; nextCursor: string | null } | null {
  const sorted = sortModels(models, query.order);
  const at = query.after === undefined ? -1 : sorted.findIndex(({ id }) => id === query.after);
  if (query.after !== undefined && at < 0) return null;
  const rest = sorted.slice(at + 1).filter((model) => matchesQuery(model, query, today));
  const items = rest.slice(0, query.limit);
  return { items, nextCursor: rest.length > items.length ? (items.at(-1)?.id ?? null) : null };
}
