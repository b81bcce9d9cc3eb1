import type { RunOutput } from '#shared/collections';
import type { RunState } from '#shared/run-events';
import { laidOutJson } from '$lib/ui/laid-out-json';

type Answer = Pick<RunOutput, 'text' | 'reasoning' | 'toolCalls'>;

/** Whether anything came: words, thoughts or calls of tools. */
export function hasAnswer({ text, reasoning, toolCalls }: Answer): boolean {
  return text !== '' || reasoning !== '' || toolCalls.length > 0;
}

/** What came in one text: the words, then each call of a tool. */
export function answerText({ text, toolCalls }: Pick<Answer, 'text' | 'toolCalls'>): string {
  const calls = toolCalls.map((call) => `${call.name}\n${laidOutJson(call.arguments)}`);
  return [...(text === '' ? [] : [text]), ...calls].join('\n\n');
}

export function outputOf(runId: string, state: RunState): RunOutput {
  const { text, reasoning, toolCalls, logprobs } = state;
  return { runId, text, reasoning, toolCalls, logprobs };
}

export interface EndWords {
  done: string;
  stopped: string;
  failed: string;
}

/** What a screen reader hears as a run ends. */
export function endWords(words: EndWords, state: RunState): string {
  const what = state.status === 'failed' ? words.failed : words.stopped;
  if (state.status !== 'failed' && state.status !== 'stopped') return words.done;
  return hasAnswer(state) ? `${what} What came is kept.` : what;
}
