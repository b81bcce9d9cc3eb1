import * as z from 'zod/mini';
import { isErrorCode, sentenceOf } from '#shared/errors';
import type { ModelInfo } from '#shared/models';

const unknownFacts: Partial<ModelInfo> = {
  refused: [],
  oneOf: [],
  input: null,
  output: null,
  tools: null,
  structuredOutput: null,
  reasoning: null,
  price: null,
  shutdown: null,
  known: null,
  local: false
};

/**
 * The answer of `GET /v1/models`. What a model's record holds inside is the server's matter: only
 * what finding and grouping need is checked, so that a newer server's additions pass through.
 */
const modelSchema = z.lazy(() =>
  z.pipe(
    z.looseObject({
      id: z.string(),
      connectionId: z.string(),
      name: z.string(),
      label: z.string(),
      host: z.string(),
      price: z.optional(z.catch(z.nullable(z.looseObject({ rates: z.looseObject({}) })), null)),
      params: z.array(z.looseObject({ name: z.string(), label: z.string(), control: z.string() }))
    }),
    // A list kept by an older version of the app knows less; what it priced, it priced otherwise.
    z.transform((model) => ({ ...unknownFacts, ...model }) as unknown as ModelInfo)
  )
);

const connectionSchema = z.lazy(() =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    status: z.string(),
    own: z.optional(z.boolean()),
    error: z.optional(z.unknown())
  })
);

export const modelAnswerSchema = z.lazy(() =>
  z.object({
    items: z.array(modelSchema),
    connections: z.array(connectionSchema),
    nextCursor: z.optional(z.nullable(z.string()))
  })
);

export type ModelAnswer = z.infer<typeof modelAnswerSchema>;

/** The models of one connection, and how the connection is. */
export interface ModelGroup {
  connectionId: string;
  name: string;
  /** Where it runs, for people; empty when it has no model that says so. */
  host: string;
  status: 'ok' | 'checking' | 'error';
  /** One's own: nobody else in the organization has it. */
  own?: boolean | undefined;
  /** What is wrong and what to do next; `null` unless the status is `error`. */
  sentence: string | null;
  models: ModelInfo[];
}

/** Groups by connection in the server's order; models without a listed connection follow. */
export function groupModels({ items, connections }: ModelAnswer): ModelGroup[] {
  const groups = new Map<string, ModelGroup>();
  for (const { id, name, status, error, own } of connections) {
    const isError = status === 'error';
    groups.set(id, {
      connectionId: id,
      name,
      own,
      host: '',
      status: isError ? 'error' : status === 'checking' ? 'checking' : 'ok',
      sentence: isError ? sentenceFor(error) : null,
      models: []
    });
  }
  for (const model of items) {
    const group = groups.get(model.connectionId) ?? {
      connectionId: model.connectionId,
      name: model.connectionId,
      host: '',
      status: 'ok',
      sentence: null,
      models: []
    };
    groups.set(model.connectionId, group);
    group.models.push(model);
    group.host ||= model.host;
  }
  return [...groups.values()];
}

function sentenceFor(error: unknown): string {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : error;
  if (isErrorCode(code)) return sentenceOf(code);
  return typeof code === 'string' && code !== '' ? code : sentenceOf('MODEL_UNAVAILABLE');
}
