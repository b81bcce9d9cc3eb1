import type { SampleSettings } from '#shared/sample-model/settings';

/** How often each token was used so far: in the answer, and lately (prompt and answer). */
export interface Uses {
  inAnswer: ReadonlyMap<number, number>;
  lately: readonly number[];
}

/**
 * Chooses a token as the settings say: penalties, then temperature, then top-k, top-p and min-p, then
 * chance. At temperature 0 the likeliest, and of equals the first.
 */
export function choose(
  model: Float64Array,
  settings: SampleSettings,
  uses: Uses,
  random: () => number
): number {
  const probabilities = penalise(model, settings, uses);
  if (settings.temperature === 0) return likeliest(probabilities);
  const scaled = warm(probabilities, settings.temperature);
  const kept = truncates(settings) ? truncate(scaled, settings) : null;
  return draw(scaled, kept, random());
}

/** Penalties are subtracted from the logarithms, so they multiply probabilities; the sum is free. */
export function penalise(model: Float64Array, settings: SampleSettings, uses: Uses): Float64Array {
  const { frequencyPenalty, presencePenalty, repeatPenalty } = settings;
  const probabilities = model.slice();
  if (repeatPenalty !== 1)
    for (const token of new Set(uses.lately))
      probabilities[token] = (probabilities[token] ?? 0) ** repeatPenalty;
  if (frequencyPenalty !== 0 || presencePenalty !== 0)
    for (const [token, count] of uses.inAnswer)
      probabilities[token]! *= Math.exp(-presencePenalty - frequencyPenalty * count);
  return probabilities;
}

export function likeliest(probabilities: Float64Array): number {
  let best = 0;
  for (let token = 1; token < probabilities.length; token++)
    if (probabilities[token]! > probabilities[best]!) best = token;
  return best;
}

/** The ids of the `count` likeliest tokens, best first. */
export function likeliestFew(probabilities: Float64Array, count: number): number[] {
  const best: number[] = [];
  for (let token = 0; token < probabilities.length; token++) {
    const probability = probabilities[token]!;
    if (probability === 0) continue;
    if (best.length === count && probability <= probabilities[best.at(-1) ?? 0]!) continue;
    const at = best.findIndex((other) => probability > probabilities[other]!);
    best.splice(at < 0 ? best.length : at, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}

/** Divided by the largest first: a small temperature must not make everything vanish. */
function warm(probabilities: Float64Array, temperature: number): Float64Array {
  const largest = probabilities[likeliest(probabilities)]!;
  const power = 1 / temperature;
  return probabilities.map((probability) => (probability / largest) ** power);
}

function truncates({ topK, topP, minP }: SampleSettings) {
  return topK > 0 || topP < 1 || minP > 0;
}

/** Tokens that stay in play, best first; always at least one. */
function truncate(scaled: Float64Array, settings: SampleSettings): number[] {
  const { topK, topP, minP } = settings;
  const total = scaled.reduce((sum, value) => sum + value, 0);
  let order = topK > 0 && topK <= 64 ? likeliestFew(scaled, topK) : sorted(scaled);
  if (topK > 0) order = order.slice(0, topK);
  const least = minP * scaled[order[0]!]!;
  let mass = 0;
  const kept: number[] = [];
  for (const token of order) {
    if (kept.length > 0 && (mass >= topP * total || scaled[token]! < least)) break;
    kept.push(token);
    mass += scaled[token]!;
  }
  return kept;
}

function sorted(scaled: Float64Array): number[] {
  const order: number[] = [];
  for (let token = 0; token < scaled.length; token++) if (scaled[token]! > 0) order.push(token);
  return order.sort((a, b) => scaled[b]! - scaled[a]! || a - b);
}

function draw(scaled: Float64Array, kept: number[] | null, chance: number): number {
  const count = kept?.length ?? scaled.length;
  const tokenAt = (i: number) => (kept ? kept[i]! : i);
  let total = 0;
  for (let i = 0; i < count; i++) total += scaled[tokenAt(i)]!;
  let left = chance * total;
  let last = tokenAt(0);
  for (let i = 0; i < count; i++) {
    const token = tokenAt(i);
    if (scaled[token] === 0) continue;
    last = token;
    left -= scaled[token]!;
    if (left < 0) return token;
  }
  return last; // rounding left a hair over
}
