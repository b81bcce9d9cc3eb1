import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { Extension, Text } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import type { Place } from '#shared/json-places';
import { jsonTokens } from './json-tokens';

export type Problem = { sentence: string } & Place;

export interface JsonViewOptions {
  parent: HTMLElement;
  text: string;
  label: string;
  /** Id of what tells the problems. */
  describedBy: string;
  oninput(text: string): void;
  onblur(): void;
}

const setProblems = StateEffect.define<readonly Problem[]>();

/** What is wrong, marked at its place until the person writes there. */
const problems = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { docChanged, changes, effects, state }) {
    let next = docChanged ? marks.map(changes) : marks;
    for (const effect of effects)
      if (effect.is(setProblems)) next = marksOf(effect.value, state.doc);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field)
});

function marksOf(found: readonly Problem[], doc: Text): DecorationSet {
  const ranges = found.flatMap(({ sentence, ...place }) => {
    const { line, from, to } = spotOf(place, doc);
    const attributes = { title: sentence };
    const wrong = Decoration.mark({ class: 'cm-wrong', attributes });
    return [
      Decoration.line({ class: 'cm-wrong-line', attributes }).range(line),
      ...(to > from ? [wrong.range(from, to)] : [])
    ];
  });
  return Decoration.set(ranges, true);
}

/** Start of the line, and the word that stands at a place; at the end of a line, the character before. */
function spotOf({ line, column }: Place, doc: Text) {
  const there = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const at = Math.min(there.from + Math.max(column - 1, 0), there.to);
  const word =
    /^"(?:[^"\\]|\\.)*"?|^[\w$.+-]+|^./.exec(there.text.slice(at - there.from))?.[0] ?? '';
  const from = word === '' ? Math.max(there.from, at - 1) : at;
  return { line: there.from, from, to: word === '' ? at : at + word.length };
}

const kinds = {
  key: Decoration.mark({ class: 'cm-key' }),
  string: Decoration.mark({ class: 'cm-string' }),
  value: Decoration.mark({ class: 'cm-value' }),
  mark: Decoration.mark({ class: 'cm-mark' })
};

/** Colours of what is in sight. */
const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloursOf(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = coloursOf(view);
    }
  },
  { decorations: (plugin) => plugin.decorations }
);

function coloursOf({ visibleRanges, state }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of visibleRanges)
    for (const token of jsonTokens(state.doc.sliceString(from, to)))
      builder.add(from + token.from, from + token.to, kinds[token.kind]);
  return builder.finish();
}

const theme = EditorView.theme({
  '&': { font: '0.8125rem/1.5 var(--mono)', color: 'var(--text)', maxHeight: '60vh' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', overflow: 'auto' },
  '.cm-content': { padding: '9px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 11px 0 6px' },
  '.cm-gutters': { background: 'transparent', border: '0', color: 'var(--text-3)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 8px', minWidth: '28px' },
  '.cm-key': { fontWeight: '600' },
  '.cm-value': { color: 'var(--accent)' },
  '.cm-string': { color: 'var(--text-2)' },
  '.cm-mark': { color: 'var(--text-3)' },
  '.cm-wrong': { textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '3px' },
  '.cm-wrong-line': { boxShadow: 'inset 2px 0 0 var(--bad)' }
});

/** An editor of JSON: colours, line numbers, undo of its own, and what is wrong at its place. */
export function createJsonView(options: JsonViewOptions) {
  let given = false;
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({ doc: options.text, extensions: extensions(options) }),
    dispatchTransactions(transactions, target) {
      target.update(transactions);
      if (!given && transactions.some(({ docChanged }) => docChanged))
        options.oninput(target.state.doc.toString());
    }
  });
  return {
    focus: () => view.focus(),
    /** A text that was not typed here: what stands is replaced only where it differs. */
    give(text: string) {
      const { doc } = view.state;
      if (doc.toString() === text) return;
      given = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
      given = false;
    },
    mark: (found: readonly Problem[]) => view.dispatch({ effects: setProblems.of(found) }),
    go(place: Place) {
      const { from, to } = spotOf(place, view.state.doc);
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy()
  };
}

export type JsonView = ReturnType<typeof createJsonView>;

function extensions({ label, describedBy, onblur }: JsonViewOptions): Extension {
  return [
    EditorState.lineSeparator.of('\n'),
    EditorState.tabSize.of(2),
    lineNumbers(),
    history(),
    problems,
    colours,
    EditorView.domEventHandlers({ blur: () => onblur() }),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': describedBy,
      spellcheck: 'false'
    }),
    // Enter keeps the indent; Tab goes on to what comes next, as everywhere.
    keymap.of([...historyKeymap, ...defaultKeymap]),
    theme
  ];
}
