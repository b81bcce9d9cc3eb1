import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

interface Range {
  from: number;
  to: number;
}

const setMarks = StateEffect.define<readonly Range[]>();
const mark = Decoration.mark({ class: 'cm-comment' });

/** Marks go with the words they stand at until they are set anew. */
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(standing, transaction) {
    let marks = standing.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setMarks))
        marks = Decoration.set(
          effect.value.map(({ from, to }) => mark.range(from, to)),
          true
        );
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field)
});

/** Marks the words that are commented on in an open editor; an empty list takes the marks away. */
export function markComments(view: EditorView, places: readonly Range[]): void {
  const { length } = view.state.doc;
  const within = places.filter(({ from, to }) => from < to && to <= length);
  const effects: StateEffect<unknown>[] = [setMarks.of(within)];
  if (!view.state.field(marked, false)) {
    if (within.length === 0) return;
    effects.unshift(StateEffect.appendConfig.of(marked));
  }
  view.dispatch({ effects });
}
