import { StateEffect, StateField } from '@codemirror/state';
import type { EditorState, Extension, Transaction } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  ViewPlugin
} from '@codemirror/view';
import type { DecorationSet, Tooltip, ViewUpdate } from '@codemirror/view';
import type { TokenLogprob } from '#shared/collections';
import { marks } from './text-marks';
import { tokenLayer } from './text-screen';
import type { Screen } from './text-screen';
import { spansOfRun } from './text-spans';
import { placeTokens, surprise } from './token-chances';
import type { PlacedToken } from './token-chances';
import { tokenPopover, tokenTheme } from './token-popover';

export interface Probabilities {
  runId: string;
  tokens: readonly TokenLogprob[];
}

/** Another token that shall stand where one of a run's tokens begins, for the run to go on from. */
export interface OtherToken {
  runId: string;
  place: number;
  word: string;
}

const showProbabilities = StateEffect.define<Probabilities | null>();

/**
 * Colours one run's tokens by probability; `null` takes the colours away. `onother`: somebody chose another
 * token, which is not done to the text here.
 */
export function colourTokens(
  screen: Screen,
  of: Probabilities | null,
  onother: (other: OtherToken) => void
): void {
  if (screen.state.field(shown, false) === undefined)
    screen.dispatch({ effects: tokenLayer.reconfigure(probabilities(onother)) });
  screen.dispatch({ effects: showProbabilities.of(of) });
}

const shown = StateField.define<{ of: Probabilities; placed: PlacedToken[] } | null>({
  create: () => null,
  update(value, transaction) {
    let of = value?.of ?? null;
    for (const effect of transaction.effects) if (effect.is(showProbabilities)) of = effect.value;
    if (of === null) return null;
    const moved =
      transaction.docChanged ||
      transaction.state.field(marks) !== transaction.startState.field(marks);
    if (value && value.of === of && !moved) return value;
    const spans = spansOfRun(transaction.state.field(marks), of.runId);
    const { newDoc } = transaction;
    return {
      of,
      placed: placeTokens(of.tokens, spans, (from, to) => newDoc.sliceString(from, to))
    };
  }
});

const levels = [1, 2, 3, 4].map((level) =>
  Decoration.mark({ class: `cm-chance cm-chance-${level}` })
);
const certain = Decoration.mark({ class: 'cm-chance' });

/** Only what is in view is decorated: twenty thousand tokens cost as much as one screen of them. */
const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colour(view);
    }
    update(update: ViewUpdate) {
      if (
        update.docChanged ||
        update.viewportChanged ||
        update.state.field(shown) !== update.startState.field(shown)
      ) {
        this.decorations = colour(update.view);
      }
    }
  },
  { decorations: (plugin) => plugin.decorations }
);

function colour(view: EditorView): DecorationSet {
  const placed = view.state.field(shown)?.placed ?? [];
  const { from, to } = view.viewport;
  return Decoration.set(
    placed
      .filter((token) => token.to > from && token.from < to)
      .map((token) => (levels[surprise(token.chance) - 1] ?? certain).range(token.from, token.to))
  );
}

function tokenAt(state: EditorState, place: number): PlacedToken | undefined {
  return state.field(shown)?.placed.find((token) => token.from <= place && place < token.to);
}

const pinToken = StateEffect.define<PlacedToken | null>();

function probabilities(onother: (other: OtherToken) => void): Extension {
  /** By keyboard it takes the focus, and Escape gives it back. */
  function tooltipOf(token: PlacedToken, takesFocus = false): Tooltip {
    return {
      pos: token.from,
      end: token.to,
      above: true,
      create(view) {
        const dom = tokenPopover(token, {
          onclose() {
            view.dispatch({ effects: pinToken.of(null) });
            view.focus();
          },
          onchoose: view.state.readOnly
            ? null
            : (word) => {
                const runId = view.state.field(shown)?.of.runId;
                view.dispatch({ effects: pinToken.of(null) });
                view.focus();
                if (runId) onother({ runId, place: token.from, word });
              }
        });
        return { dom, mount: () => void (takesFocus && dom.querySelector('button')?.focus()) };
      }
    };
  }

  /** By keyboard: Alt+P tells of the token at the caret, and again takes it away. */
  const pinned = StateField.define<Tooltip | null>({
    create: () => null,
    update(tooltip, transaction) {
      for (const effect of transaction.effects) {
        if (effect.is(pinToken)) return effect.value && tooltipOf(effect.value, byKey(transaction));
      }
      return transaction.docChanged || transaction.selection ? null : tooltip;
    },
    provide: (field) => showTooltip.from(field)
  });

  function tellToken(view: EditorView): boolean {
    if (!view.state.field(shown)) return false;
    const open = view.state.field(pinned) !== null;
    const token = open ? null : tokenAt(view.state, view.state.selection.main.head);
    view.dispatch({ effects: pinToken.of(token ?? null), userEvent: keyEvent });
    return true;
  }

  return [
    shown,
    colours,
    pinned,
    tokenTheme,
    keymap.of([{ key: 'Alt-p', run: tellToken }]),
    EditorView.domEventHandlers({
      click(event, view) {
        const place = view.posAtCoords({ x: event.clientX, y: event.clientY });
        const token = place === null ? undefined : tokenAt(view.state, place);
        if (token) queueMicrotask(() => view.dispatch({ effects: pinToken.of(token) }));
        return false;
      }
    }),
    hoverTooltip((view, place) => {
      const token = tokenAt(view.state, place);
      return token ? tooltipOf(token) : null;
    })
  ];
}

const keyEvent = 'select.token';
const byKey = (transaction: Transaction) => transaction.isUserEvent(keyEvent);
