import { history, redo, undo } from '@codemirror/commands';
import { EditorState, Text } from '@codemirror/state';
import type { TransactionSpec } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { branchCompletion } from './text-completion';
import { addMarks, marks, modelMarks } from './text-marks';

/** “Once ” is the person's, the rest the run's, as it came. */
function afterRun(written: string) {
  const typed = 'Once ';
  const screen = {
    state: EditorState.create({
      doc: Text.of((typed + written).split('\n')),
      extensions: [EditorState.lineSeparator.of('\n'), history(), modelMarks()]
    }),
    dispatch(spec: TransactionSpec) {
      screen.state = screen.state.update(spec).state;
    }
  };
  const span = { from: typed.length, to: typed.length + written.length, runId: 'r1' };
  screen.dispatch({ effects: addMarks.of([span]) });
  return {
    screen,
    text: () => screen.state.doc.toString(),
    marked: () => screen.state.field(marks).map(({ from, to }) => screen.state.sliceDoc(from, to)),
    place: (word: string) => screen.state.doc.toString().indexOf(word)
  };
}

describe('another token than the one the model wrote', () => {
  test('takes its place, and all that came after it gives way', () => {
    const { screen, text, marked, place } = afterRun('there was a fox.\nIt ran.');
    branchCompletion(screen, { runId: 'r1', place: place(' a fox'), word: ' no' });
    expect(text()).toBe('Once there was no');
    expect(marked()).toEqual(['there was no']);
  });

  test('leaves what the person wrote behind it and within it', () => {
    const { screen, text, marked, place } = afterRun('there was a fox.');
    screen.dispatch({ changes: { from: place(' fox'), insert: ' red' } });
    screen.dispatch({ changes: { from: screen.state.doc.length, insert: ' The end.' } });
    branchCompletion(screen, { runId: 'r1', place: place('was'), word: 'is' });
    expect(text()).toBe('Once there is red The end.');
    expect(marked()).toEqual(['there is']);
  });

  test('is one step of undo, which brings back whose words they were', () => {
    const { screen, text, marked, place } = afterRun('there was a fox.');
    branchCompletion(screen, { runId: 'r1', place: place('was'), word: 'lived\n' });
    undo(screen);
    expect([text(), marked()]).toEqual(['Once there was a fox.', ['there was a fox.']]);
    redo(screen);
    expect([text(), marked()]).toEqual(['Once there lived\n', ['there lived\n']]);
  });

  test('does nothing where the run has nothing any more', () => {
    const { screen, text } = afterRun('there.');
    branchCompletion(screen, { runId: 'another', place: 5, word: 'here' });
    expect(text()).toBe('Once there.');
  });
});
