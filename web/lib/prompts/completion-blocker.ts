import { sentenceOf } from '#shared/errors';

export interface RunCircumstances {
  /** No words in the editor. */
  blank: boolean;
  /** The model the prompt names; nothing chosen is `null`. */
  model: string | null;
  /** Whether that model’s connection exists; `null` while that is not known. */
  offered: boolean | null;
  live: boolean;
  /** Why this person may not run anything here; null if they may. */
  readOnly?: string | null;
}

/** Why an answer cannot be asked for in place of another one; a run of the text can wait in the queue. */
export const awaySentence =
  'Running needs the server, which cannot be reached now. A run of the text can wait for it.';

/** Why a run cannot start now, with the next step; `null` if it can. */
export function whyNotRun(now: RunCircumstances): string | null {
  if (now.readOnly) return now.readOnly;
  if (now.live) return 'A run is live. Stop it or wait for its end.';
  if (now.blank) return sentenceOf('EMPTY_PROMPT');
  if (now.model === null) return 'No model is chosen yet. Choose one under Parameters.';
  if (now.offered === false) return sentenceOf('CONNECTION_NOT_FOUND');
  return null;
}
