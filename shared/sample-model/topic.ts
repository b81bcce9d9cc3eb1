import type { Trained } from '#shared/sample-model/training';
import { topicOf } from '#shared/sample-model/training';

/** A word in more than this share of the documents says nothing about a topic. */
const commonShare = 0.1;
/** Sharing more than this much does not count for more; about six rare words. */
const enough = 15;

/**
 * How much each document counts for a prompt: more, the more rare words it shares with it, so that
 * "Recipe:" is continued by recipes. The mean is 1; without a shared word all count the same.
 */
export function weighDocuments(trained: Trained, promptWords: readonly string[]): Float64Array {
  const shared = new Float64Array(trained.documentCount);
  for (const topic of new Set(promptWords.map(topicOf))) {
    if (!/^\p{L}{2}/u.test(topic)) continue;
    const sharing = trained.documentWords.flatMap((words, i) => (words.has(topic) ? [i] : []));
    if (sharing.length === 0 || sharing.length > commonShare * trained.documentCount) continue;
    const rarity = Math.log(trained.documentCount / sharing.length);
    for (const i of sharing) shared[i]! += rarity;
  }
  // Squared, so that the one document about it stands out from those that only touch it.
  const weights = shared.map((rarity) => (1 + Math.min(rarity, enough)) ** 2);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / trained.documentCount;
  return weights.map((weight) => weight / mean);
}
