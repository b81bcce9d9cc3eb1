import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorSelection, EditorState, Text, Transaction } from '@codemirror/state';
import type { TransactionSpec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { styleNonce } from './style-nonce';
import { difference } from './text-layers';
import { modelMarks } from './text-marks';
import { locked } from './text-lock';
import { fromElsewhere, tokenLayer } from './text-screen';
import type { Screen } from './text-screen';
import { textTheme } from './text-theme';

export interface TextEditorOptions {
  parent: HTMLElement;
  /** The text as it is saved. */
  content: string;
  label: string;
  hint: string;
  /** Asked when Enter is pressed; true if that was a command and no new line. */
  onenter?: () => boolean;
  /** Focus comes back to it when the router thinks that a page has none. */
  autofocus?: boolean;
  /** Told of every transaction, after it is on screen. */
  onchange(transaction: Transaction): void;
}

/** What a plain text field held while the editor was loading. */
export interface Handover {
  value: string;
  from: number;
  to: number;
  focused: boolean;
}

export interface TextEditor extends Screen {
  view: EditorView;
  /** Takes over what was typed meanwhile as an edit like any other, with selection and focus. */
  take(from: Handover): void;
  focus(): void;
  /** Whether a person may only read it; what comes from elsewhere is shown in any case. */
  lock(on: boolean): void;
  destroy(): void;
}

/** How near to the end, in px, a reader has to be for the page to follow the stream. */
const near = 48;

/**
 * The editor of a prompt's text. Tab leaves it, as in any other field. Lines end in `\n` alone: a
 * carriage return that a model writes stays a character, so that the text equals the server's.
 */
export function createTextEditor(options: TextEditorOptions): TextEditor {
  const locking = new Compartment();
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: Text.of(options.content.split('\n')),
      selection: EditorSelection.cursor(options.content.length),
      extensions: [
        styleNonce(),
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, '\n')),
        EditorState.allowMultipleSelections.of(true),
        history({ minDepth: 300 }),
        drawSelection(),
        search({ top: true }),
        highlightSelectionMatches({ minSelectionLength: 3 }),
        keymap.of([{ key: 'Enter', run: () => options.onenter?.() ?? false }]),
        keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap.filter(isOurs)]),
        EditorView.lineWrapping,
        locking.of([]),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          // Focusable anyway, but a scroller must be seen to hold something that is.
          tabindex: '0',
          ...(options.autofocus ? { autofocus: '' } : {}),
          spellcheck: 'true',
          autocapitalize: 'sentences',
          autocorrect: 'on'
        }),
        placeholder(options.hint),
        // First, and so inside: its colours are painted over the model's background.
        tokenLayer.of([]),
        modelMarks(),
        textTheme
      ]
    }),
    dispatchTransactions(transactions, target) {
      target.update(transactions);
      for (const transaction of transactions) options.onchange(transaction);
    }
  });

  function dispatch(spec: TransactionSpec | Transaction): void {
    const scroller = view.scrollDOM;
    const following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;
    const transaction = spec instanceof Transaction ? spec : view.state.update(spec);
    view.dispatch(transaction);
    if (!following || transaction.annotation(fromElsewhere) !== 'stream') return;
    view.requestMeasure({
      read: () => scroller.scrollHeight,
      write: (height) => {
        scroller.scrollTop = height;
      }
    });
  }

  return {
    view,
    get state() {
      return view.state;
    },
    dispatch,
    take({ value, from, to, focused }) {
      const change = difference(view.state.doc.toString(), value);
      const length = value.length;
      const selection = EditorSelection.range(Math.min(from, length), Math.min(to, length));
      if (change || !selection.eq(view.state.selection.main))
        view.dispatch({
          ...(change ? { changes: { ...change, insert: Text.of(change.insert.split('\n')) } } : {}),
          selection,
          userEvent: 'input.type'
        });
      if (focused) view.focus();
    },
    focus: () => view.focus(),
    lock(on) {
      if (on !== view.state.readOnly) view.dispatch({ effects: locking.reconfigure(locked(on)) });
    },
    destroy: () => view.destroy()
  };
}

/** `Mod-Enter` runs and `Escape` stops, everywhere in the app. */
function isOurs({ key }: { key?: string }): boolean {
  return key !== 'Mod-Enter' && key !== 'Escape';
}
