import { sentenceOf } from '#shared/errors';

export interface RunCircumstances {
  /** No words in the editor. */
  blank: boolean;
  /** The model the prompt names; nothing chosen is `null`. */
  model: string | null;
  /** Whether that model’s connection exists; `null` while that is not known. */
  offered: boolean | null;
  offline: boolean;
  live: boolean;
}

/** Why a run cannot start now, with the next step; `null` if it can. */
export function whyNotRun(now: RunCircumstances): string | null {
  if (now.live) return 'A run is live. Stop it or wait for its end.';
  if (now.blank) return sentenceOf('EMPTY_PROMPT');
  if (now.model === null) return 'No model is chosen yet. Choose one under Parameters.';
  if (now.offline) {
    return 'Running needs the server, which cannot be reached now. Your text is kept on this device.';
  }
  if (now.offered === false) return sentenceOf('CONNECTION_NOT_FOUND');
  return null;
}
