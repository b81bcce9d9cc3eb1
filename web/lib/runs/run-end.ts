import { hasAnswer } from '#shared/answer-text';
import type { RunOutput } from '#shared/collections';
import type { RunState } from '#shared/run-events';

export interface EndWords {
  done: string;
  stopped: string;
  failed: string;
}

/** What a screen reader hears as a run ends. */
export function endWords(words: EndWords, state: RunState): string {
  if (state.status !== 'failed' && state.status !== 'stopped') return words.done;
  const what = words[state.status];
  return hasAnswer(state) ? `${what} What came is kept.` : what;
}

/** What it leaves behind. */
export function outputOf(runId: string, state: RunState): RunOutput {
  const { text, reasoning, toolCalls, logprobs } = state;
  return { runId, text, reasoning, toolCalls, logprobs };
}
