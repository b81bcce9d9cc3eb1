import { defaultKeymap } from '@codemirror/commands';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import type { ChangeSet, Extension, Transaction } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import type { FieldText } from './field-text.svelte';
import { styleNonce } from './style-nonce';
import { fromElsewhere } from './text-screen';
import { locked } from './text-lock';
import { setVariables, variableMarks } from './variable-marks';
import type { VariableStates } from './variable-marks';

export interface MessageEditorOptions {
  parent: HTMLElement;
  field: FieldText;
  label: string;
  hint: string;
  states: VariableStates;
  /** A change the person made here. */
  ontyped(change: ChangeSet, origin: EditorView): void;
  /** The caret leaves at the top or at the bottom; true if there is somewhere to go. */
  onleave(way: 'up' | 'down'): boolean;
  /** Asked when Enter is pressed; true if that was a command and no new line. */
  onenter(): boolean;
}

const naming = new Compartment();
const locking = new Compartment();
const named = (label: string) => EditorView.contentAttributes.of({ 'aria-label': label });

/** What the app's own commands do everywhere, the editor leaves to them. */
const ours = new Set([
  'Mod-Enter',
  'Escape',
  'Mod-z',
  'Mod-y',
  'Mod-Shift-z',
  'Mod-d',
  'Mod-u',
  'Mod-Alt-\\',
  'Alt-ArrowUp',
  'Alt-ArrowDown',
  'Shift-Alt-ArrowUp',
  'Shift-Alt-ArrowDown',
  'Alt-Enter'
]);

const theme = EditorView.theme({
  '&': { font: 'var(--read)', color: 'var(--text)', background: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', lineHeight: 'inherit', overflow: 'visible' },
  '.cm-content': { padding: '0', caretColor: 'var(--accent)', minHeight: '1.65em' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-selectionBackground': { background: 'var(--select, var(--accent-bg))' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--accent) 28%, transparent)'
  },
  '.cm-variable': {
    padding: '1px 4px',
    borderRadius: '4px',
    background: 'var(--var-bg)',
    color: 'var(--var-text)',
    fontFamily: 'var(--mono)',
    fontSize: '0.87em'
  },
  '.cm-unfilled, .cm-unknown': {
    background: 'transparent',
    outline: '1px solid color-mix(in oklab, var(--var-text) 45%, transparent)',
    outlineOffset: '-1px'
  },
  '.cm-unknown': { outlineStyle: 'dashed' }
});

/**
 * An editor of one message: a view of its text that comes and goes with the scrolling. It grows with its
 * text and has no history of its own; undo is the screen's.
 */
export function createMessageEditor(options: MessageEditorOptions) {
  const { field } = options;
  const view: EditorView = new EditorView({
    parent: options.parent,
    state: EditorState.create({ doc: field.doc, extensions: extensions(options) }),
    dispatchTransactions(transactions, target) {
      target.update(transactions);
      for (const { docChanged, changes, annotation } of transactions.map(told)) {
        if (docChanged && annotation === undefined) options.ontyped(changes, target);
      }
    }
  });
  view.dispatch({ effects: setVariables.of(options.states) });

  const forget = field.listen((changes, source, origin) => {
    if (origin === view) return;
    view.dispatch({
      changes,
      annotations: fromElsewhere.of(source === 'history' ? 'history' : 'sync'),
      // A caret follows what undo does; what comes from elsewhere leaves it where it is.
      ...(source === 'history' && view.hasFocus ? { selection: endOf(changes) } : {}),
      scrollIntoView: source === 'history' && view.hasFocus
    });
  });

  return {
    view,
    show: (states: VariableStates) => view.dispatch({ effects: setVariables.of(states) }),
    name: (label: string) => view.dispatch({ effects: naming.reconfigure(named(label)) }),
    /** Whether a person may only read it; what comes from elsewhere is shown in any case. */
    lock: (on: boolean) => view.dispatch({ effects: locking.reconfigure(locked(on)) }),
    focus(at: 'start' | 'end' | null) {
      view.focus();
      if (at === null) return;
      const anchor = at === 'start' ? 0 : view.state.doc.length;
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
    },
    destroy() {
      forget();
      view.destroy();
    }
  };
}

export type MessageEditor = ReturnType<typeof createMessageEditor>;

function told(transaction: Transaction) {
  const { docChanged, changes } = transaction;
  return { docChanged, changes, annotation: transaction.annotation(fromElsewhere) };
}

/** Where the last of some changes ends. */
function endOf(changes: ChangeSet): { anchor: number } {
  let anchor = 0;
  changes.iterChangedRanges((_fromA, _toA, _fromB, toB) => {
    anchor = toB;
  });
  return { anchor };
}

function extensions({ label, hint, onleave, onenter }: MessageEditorOptions): Extension {
  return [
    styleNonce(),
    EditorState.lineSeparator.of('\n'),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, '\n')),
    EditorState.allowMultipleSelections.of(true),
    drawSelection(),
    Prec.high(
      keymap.of([
        { key: 'Enter', run: onenter },
        { key: 'ArrowUp', run: (view) => isAtEdge(view, false) && onleave('up') },
        { key: 'ArrowDown', run: (view) => isAtEdge(view, true) && onleave('down') }
      ])
    ),
    keymap.of(defaultKeymap.filter(({ key }) => key === undefined || !ours.has(key))),
    EditorView.lineWrapping,
    locking.of([]),
    naming.of(named(label)),
    EditorView.contentAttributes.of({
      tabindex: '0',
      spellcheck: 'true',
      autocapitalize: 'sentences',
      autocorrect: 'on'
    }),
    placeholder(hint),
    variableMarks(),
    theme
  ];
}

/** No line below (above) the caret. */
function isAtEdge(view: EditorView, forward: boolean): boolean {
  const { main } = view.state.selection;
  if (!main.empty) return false;
  const next = view.moveVertically(main, forward);
  const edge = forward ? view.state.doc.length : 0;
  return next.head === main.head || (next.head === edge && sameLine(view, main.head, edge));
}

function sameLine(view: EditorView, a: number, b: number): boolean {
  const one = view.coordsAtPos(a);
  const other = view.coordsAtPos(b);
  return one !== null && other !== null && Math.abs(one.top - other.top) < 4;
}
