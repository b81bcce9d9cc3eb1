import * as z from 'zod/mini';
import { collections, type SyncedName } from '#shared/collections';
import { kindOf, type SearchDocument, type SearchFacts } from '#shared/search-document';
import { excerptOf } from '#shared/search-excerpt';
import type { Lookup } from '#shared/search-match';
import type { SearchQuery } from '#shared/search-query';

const excerptSchema = z.lazy(() =>
  z.object({ text: z.string(), ranges: z.array(z.tuple([z.int(), z.int()])) })
);

/** One result, as the device makes it and the server answers it. */
export const searchHitSchema = z.lazy(() =>
  z.object({
    collection: z.enum(Object.keys(collections) as [SyncedName, ...SyncedName[]]),
    id: z.string(),
    kind: z.string(),
    score: z.number(),
    /** Milliseconds since the epoch. */
    at: z.number(),
    /** What it, or what it belongs to, is called. */
    title: excerptSchema,
    excerpt: excerptSchema,
    promptId: z.nullable(z.string()),
    conversationId: z.nullable(z.string()),
    status: z.nullable(z.string())
  })
);
export type SearchHit = z.infer<typeof searchHitSchema>;

/** Answer of GET /v1/search. */
export const searchAnswerSchema = z.lazy(() =>
  z.object({
    items: z.array(searchHitSchema),
    nextCursor: z.nullable(z.string()),
    hints: z.array(z.string()),
    /** Records of the scope that changed and are not in the index yet. */
    behind: z.int()
  })
);
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;

/** @param facts those the order was made by, which the record may have left behind. */
export function hitOf(
  { collection, id, head, body }: SearchDocument,
  facts: SearchFacts,
  score: number,
  query: SearchQuery,
  lookup: Lookup
): SearchHit {
  const { promptId, conversationId, at } = facts;
  const parent =
    (promptId === null ? undefined : lookup('prompts', promptId)) ??
    (conversationId === null ? undefined : lookup('conversations', conversationId));
  const title = excerptOf(facts.name || (parent?.name ?? ''), query, 100);
  const texts = [...body, ...head.filter((text) => text !== facts.name)];
  const found = texts.map((text) => () => excerptOf(text, query));
  let excerpt = found[0]?.() ?? { text: '', ranges: [] };
  for (const read of found.slice(1)) {
    if (excerpt.ranges.length > 0) break;
    const other = read();
    if (other.ranges.length > 0) excerpt = other;
  }
  return {
    collection,
    id,
    kind: kindOf(collection),
    score,
    at,
    title,
    excerpt,
    promptId,
    conversationId,
    status: facts.status ?? null
  };
}
