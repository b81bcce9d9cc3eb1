import { isolateHistory } from '@codemirror/commands';
import { Text, Transaction } from '@codemirror/state';
import type { Span } from '#shared/prompt-fields';
import { addMarks, marks } from './text-marks';
import { fromElsewhere } from './text-screen';
import type { OtherToken } from './text-probabilities';
import type { Screen } from './text-screen';
import { lastRunIn, spansOfRun } from './text-spans';

/** The last `excess` characters of a run's ranges, as ranges to delete. */
export function lastOf(spans: readonly Span[], excess: number): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  let left = excess;
  for (const span of [...spans].reverse()) {
    const from = Math.max(span.from, span.to - left);
    left -= span.to - from;
    if (from < span.to) ranges.unshift({ from, to: span.to });
  }
  return ranges;
}

/**
 * The stream came in pieces that undo does not know. Taking it out unrecorded and putting it back
 * recorded, before anything is painted, makes the whole completion one step. Only where the person
 * left it as it came; else undo would have to guess.
 */
export function makeOneStep(screen: Screen, runId: string | null, text: string): void {
  const [span, ...others] = spansOfRun(screen.state.field(marks), runId);
  if (!span || others.length > 0) return;
  if (screen.state.sliceDoc(span.from, span.to) !== text) return;
  const { selection } = screen.state;
  screen.dispatch({
    changes: { from: span.from, to: span.to },
    annotations: [fromElsewhere.of('history'), Transaction.addToHistory.of(false)]
  });
  screen.dispatch({
    changes: { from: span.from, insert: Text.of(text.split('\n')) },
    effects: addMarks.of([span]),
    selection,
    annotations: [fromElsewhere.of('history'), isolateHistory.of('full')]
  });
}

/** Takes the latest completion out of the text, as an edit that can be undone. */
export function removeCompletion(screen: Screen): boolean {
  const spans = screen.state.field(marks);
  const runId = lastRunIn(spans);
  if (runId === undefined) return false;
  screen.dispatch({
    changes: spansOfRun(spans, runId).map(({ from, to }) => ({ from, to })),
    annotations: [isolateHistory.of('full'), Transaction.userEvent.of('delete.completion')],
    scrollIntoView: true
  });
  return true;
}

/**
 * Puts another token where one of a run's begins, in the place of that and of all the run wrote after it: one
 * edit that can be undone, and the place for the next run to go on from.
 */
export function branchCompletion(screen: Screen, { runId, place, word }: OtherToken): void {
  const rest = spansOfRun(screen.state.field(marks), runId).filter(({ to }) => to > place);
  const [first, ...others] = rest;
  if (!first) return;
  const insert = Text.of(word.split('\n'));
  screen.dispatch({
    changes: [
      { from: Math.max(first.from, place), to: first.to, insert },
      ...others.map(({ from, to }) => ({ from, to }))
    ],
    effects: addMarks.of([{ from: place, to: place + word.length, runId }]),
    annotations: [isolateHistory.of('full'), Transaction.userEvent.of('input.token')],
    scrollIntoView: true
  });
}
