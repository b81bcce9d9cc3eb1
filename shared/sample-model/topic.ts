import type { Trained } from '#shared/sample-model/training';
import { topicOf } from '#shared/sample-model/training';

/** A word in more than this share of the documents says nothing about a topic. */
const commonShare = 0.1;
const strength = 3;
const strongest = 30;

/**
 * How much each document counts for a prompt: more, the more rare words it shares with it, so that
 * "Recipe:" is continued by recipes. The mean is 1; without a shared word all count the same.
 */
export function weighDocuments(trained: Trained, promptWords: readonly string[]): Float64Array {
  const weights = new Float64Array(trained.documentCount).fill(1);
  for (const topic of new Set(promptWords.map(topicOf))) {
    if (!/^\p{L}{2}/u.test(topic)) continue;
    const sharing = trained.documentWords.flatMap((words, i) => (words.has(topic) ? [i] : []));
    if (sharing.length === 0 || sharing.length > commonShare * trained.documentCount) continue;
    const rarity = Math.log(trained.documentCount / sharing.length);
    for (const i of sharing) weights[i] = (weights[i] ?? 1) + strength * rarity;
  }
  const capped = weights.map((weight) => Math.min(weight, strongest));
  const mean = capped.reduce((sum, weight) => sum + weight, 0) / trained.documentCount;
  return capped.map((weight) => weight / mean);
}
