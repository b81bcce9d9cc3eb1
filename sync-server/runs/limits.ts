import type { ModelInfo } from '#shared/models';

/** Every deadline and cap of a run, in milliseconds and bytes. */
export interface Limits {
  connectMs: number;
  headersMs: number;
  firstTokenMs: number;
  idleMs: number;
  totalMs: number;
  outputBytes: number;
}

const usual: Limits = {
  connectMs: 5_000,
  headersMs: 30_000,
  firstTokenMs: 60_000,
  idleMs: 30_000,
  totalMs: 120_000,
  outputBytes: 8 * 1024 * 1024
};

/**
 * A model on somebody's own machine may first have to be loaded, and such servers send their headers
 * only with the first token.
 */
export function limitsFor(model: ModelInfo): Limits {
  return model.local ? { ...usual, headersMs: usual.totalMs, firstTokenMs: usual.totalMs } : usual;
}
