import { RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, EditorView, ViewUpdate } from '@codemirror/view';
import type { Variable } from '#shared/prompt-fields';
import { valueText } from '#shared/fill-prompt';
import { placeholdersIn } from '#shared/template';

/** `filled` has a value or a default; `unfilled` has none; `unknown` is declared nowhere. */
export type VariableState = 'filled' | 'unfilled' | 'unknown';
export type VariableStates = (name: string) => VariableState;

/** How each variable of a prompt stands with these values. */
export function variableStates(
  declared: readonly Variable[],
  values: Record<string, unknown>
): VariableStates {
  const known = new Map(declared.map((one) => [one.name, one]));
  return (name) => {
    const variable = known.get(name);
    if (valueText(variable ?? { name, default: null }, values) !== null) return 'filled';
    return variable ? 'unfilled' : 'unknown';
  };
}

export const setVariables = StateEffect.define<VariableStates>();
const states = StateField.define<VariableStates>({
  create: () => () => 'unknown',
  update: (before, { effects }) =>
    effects.find((effect) => effect.is(setVariables))?.value ?? before
});

const marks = {
  filled: Decoration.mark({ class: 'cm-variable' }),
  unfilled: Decoration.mark({ class: 'cm-variable cm-unfilled' }),
  unknown: Decoration.mark({ class: 'cm-variable cm-unknown' })
};
/** A placeholder that begins above what is seen, or ends below it. */
const around = 80;

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const stateOf = view.state.field(states);
  for (const range of view.visibleRanges) {
    const from = Math.max(0, range.from - around);
    const text = view.state.sliceDoc(from, range.to + around);
    for (const { name, from: start, to } of placeholdersIn(text)) {
      if (from + start >= range.from && from + start < range.to)
        builder.add(from + start, from + to, marks[stateOf(name)]);
    }
  }
  return builder.finish();
}

/** Shows the variables of a text, each as it stands. */
export function variableMarks(): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view);
      }
      update(update: ViewUpdate) {
        const told = update.transactions.some(({ effects }) =>
          effects.some((effect) => effect.is(setVariables))
        );
        if (told || update.docChanged || update.viewportChanged)
          this.decorations = decorate(update.view);
      }
    },
    { decorations: (value) => value.decorations }
  );
  return [states, plugin];
}
