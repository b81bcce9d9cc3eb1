import type { Trained } from '#shared/sample-model/training';
import { contextKey, end, longestContext } from '#shared/sample-model/training';

/**
 * How readily a shorter context is believed. 1 is Witten and Bell's own; on a corpus this small it
 * would leave the train of thought at every other word.
 */
const doubt = 0.3;

/**
 * Where the next-token probabilities come from, for one weighing of the documents: the longest context
 * that was ever read, interpolated with the shorter ones down to single tokens (Witten–Bell).
 */
export function createDistribution(trained: Trained, weights: Float64Array) {
  const { tokenAt, documentAt, followers, vocabulary } = trained;
  const weightAt = Float64Array.from(documentAt, (document) => weights[document] ?? 1);
  const seenIn = new Int32Array(vocabulary.length); // in which look-up a token was last counted
  let lookUp = 0;

  const single = new Float64Array(vocabulary.length);
  let all = 0;
  for (let position = 1; position < tokenAt.length; position++) {
    const weight = weightAt[position] ?? 0;
    single[tokenAt[position] ?? end]! += weight;
    all += weight;
  }
  for (let token = 0; token < single.length; token++) single[token]! /= all;

  function interpolate(probabilities: Float64Array, positions: readonly number[]) {
    let total = 0;
    let kinds = 0;
    lookUp++;
    for (const position of positions) {
      total += weightAt[position]!;
      const token = tokenAt[position]!;
      if (seenIn[token] !== lookUp) kinds++;
      seenIn[token] = lookUp;
    }
    // Off the topic a context is believed less; on the topic not more, or the text would be recited.
    const evidence = Math.min(total, positions.length);
    const trust = evidence / (evidence + doubt * kinds);
    for (let token = 0; token < probabilities.length; token++) probabilities[token]! *= 1 - trust;
    const share = trust / total;
    for (const position of positions)
      probabilities[tokenAt[position]!]! += share * weightAt[position]!;
  }

  /**
   * Probability of each token id after these words; sums to 1. `mayEnd` false gives the end none, so
   * that an answer is never empty.
   */
  return function next(words: readonly number[], mayEnd: boolean): Float64Array {
    const probabilities = single.slice();
    for (let length = 1; length <= longestContext && length <= words.length; length++) {
      const positions = followers.get(contextKey(words, words.length - length, words.length));
      if (!positions) break;
      interpolate(probabilities, positions);
    }
    if (!mayEnd) {
      const rest = 1 - probabilities[end]!;
      probabilities[end] = 0;
      for (let token = 1; token < probabilities.length; token++) probabilities[token]! /= rest;
    }
    return probabilities;
  };
}
