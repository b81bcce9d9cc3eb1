import { invertedEffects } from '@codemirror/commands';
import { StateEffect, StateField } from '@codemirror/state';
import type { ChangeDesc, Extension, Range, Transaction } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import type { Span } from '#shared/prompt-fields';
import { mapSpans, tidySpans } from './text-spans';
import type { Replacement } from './text-spans';

/** These ranges of the new text were written by a model. */
export const addMarks = StateEffect.define<readonly Span[]>({
  map: (spans, changes) =>
    spans
      .map((span) => ({
        ...span,
        from: changes.mapPos(span.from, 1),
        to: changes.mapPos(span.to, -1)
      }))
      .filter((span) => span.from < span.to)
});

/**
 * Model text that an edit took out: `at` is where it stood in what is left, for history maps an effect
 * through changes of that text, not of the one the undo will lead to.
 */
interface Lost {
  at: number;
  /** From `at` to where its edit's range begins once the edit is undone. */
  shift: number;
  /** Within that range. */
  span: Span;
}

const returnMarks = StateEffect.define<readonly Lost[]>({
  map: (lost, changes) => lost.map((one) => ({ ...one, at: changes.mapPos(one.at, 1) }))
});

function returned({ at, shift, span }: Lost): Span {
  return { ...span, from: at + shift + span.from, to: at + shift + span.to };
}

/** Exactly these ranges are the model's, whatever was marked before. */
export const setMarks = StateEffect.define<readonly Span[]>();

/** While a run is live: where its next text goes. `null` when none is. */
export const setWriting = StateEffect.define<number | null>({
  map: (place, changes) => (place === null ? null : changes.mapPos(place, -1))
});

export function replacementsOf(changes: ChangeDesc): Replacement[] {
  const replacements: Replacement[] = [];
  changes.iterChangedRanges((fromA, toA, fromB, toB) =>
    replacements.push({ fromA, toA, fromB, toB })
  );
  return replacements;
}

export const marks = StateField.define<readonly Span[]>({
  create: () => [],
  update(spans, transaction) {
    let next = transaction.docChanged
      ? mapSpans(spans, replacementsOf(transaction.changes))
      : spans;
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) next = tidySpans(effect.value, transaction.newDoc.length);
      if (effect.is(addMarks))
        next = tidySpans([...next, ...effect.value], transaction.newDoc.length);
      if (effect.is(returnMarks))
        next = tidySpans([...next, ...effect.value.map(returned)], transaction.newDoc.length);
    }
    return next;
  }
});

const writing = StateField.define<number | null>({
  create: () => null,
  update(place, transaction) {
    let next = place === null ? null : transaction.changes.mapPos(place, -1);
    for (const effect of transaction.effects) if (effect.is(setWriting)) next = effect.value;
    return next;
  }
});

const modelMark = Decoration.mark({ class: 'cm-model' });
// A point without content: the caret at the stream's end is drawn on it by style alone.
const caretMark = Decoration.mark({ class: 'cm-model cm-model-end' });

const modelBackground = StateField.define<DecorationSet>({
  create: (state) => Decoration.set(state.field(marks).map(decorated)),
  update(set, transaction) {
    const spans = transaction.state.field(marks);
    return spans === transaction.startState.field(marks)
      ? set
      : Decoration.set(spans.map(decorated));
  },
  provide: (field) => EditorView.decorations.from(field)
});

function decorated(span: Span): Range<Decoration> {
  return modelMark.range(span.from, span.to);
}

const caret = EditorView.decorations.compute([writing], (state) => {
  const place = state.field(writing);
  return place === null || place === 0
    ? Decoration.none
    : Decoration.set([caretMark.range(place - 1, place)]);
});

/** Two carets at one place would be one too many: the person's waits unseen behind the model's. */
const waiting = EditorView.editorAttributes.compute(
  [writing, 'selection'],
  (state): { class: string } => {
    const { main } = state.selection;
    return {
      class: main.empty && main.head === state.field(writing) ? 'cm-waiting' : ''
    };
  }
);

/** Undoing the deletion of model text brings its marks back with it. */
const marksComeBack = invertedEffects.of((transaction: Transaction) => {
  if (!transaction.docChanged) return [];
  const before = transaction.startState.field(marks);
  const lost: Lost[] = [];
  transaction.changes.iterChangedRanges((fromA, toA, fromB) => {
    for (const span of before) {
      const from = Math.max(span.from, fromA);
      const to = Math.min(span.to, toA);
      if (from >= to) continue;
      const inside = { from: from - fromA, to: to - fromA, runId: span.runId };
      lost.push({ at: fromB, shift: fromA - fromB, span: inside });
    }
  });
  return lost.length > 0 ? [returnMarks.of(lost)] : [];
});

/** Which text the model wrote: kept through every edit, drawn as a background and nothing else. */
export function modelMarks(): Extension {
  return [marks, writing, modelBackground, caret, waiting, marksComeBack];
}
