import type { ModelInfo } from '#shared/models';

/** Every deadline and cap of a run, in milliseconds and bytes. */
export interface Limits {
  connectMs: number;
  headersMs: number;
  firstTokenMs: number;
  /** Between two bytes of an answer. */
  idleMs: number;
  /** Between two pieces of an answer: pings and half frames are bytes, and no progress. */
  noProgressMs: number;
  totalMs: number;
  outputBytes: number;
}

const usual: Limits = {
  connectMs: 5_000,
  headersMs: 30_000,
  firstTokenMs: 60_000,
  idleMs: 30_000,
  noProgressMs: 90_000,
  totalMs: 120_000,
  outputBytes: 8 * 1024 * 1024
};

const thinkingMs = 120_000;
const longestMs = 15 * 60_000;

/** Models that are known to think for minutes before they say anything. */
const patient = /(^|\/)(o\d|gpt-[\d.]+)-pro\b|deep-research/i;

/**
 * A model on somebody's own machine may first have to be loaded, and such servers send their headers
 * only with the first token.
 */
export function limitsFor(model: ModelInfo): Limits {
  const thinks = model.params.some(({ name }) => name === 'reasoningEffort');
  const totalMs = patient.test(model.name) ? longestMs : usual.totalMs;
  if (model.local) return { ...usual, totalMs, headersMs: totalMs, firstTokenMs: totalMs };
  if (totalMs > usual.totalMs) return { ...usual, totalMs, firstTokenMs: totalMs };
  return thinks ? { ...usual, firstTokenMs: thinkingMs } : usual;
}
