import { EditorView } from '@codemirror/view';
import { percentText, visibleToken } from './token-chances';
import type { PlacedToken } from './token-chances';

export interface TokenPopoverOptions {
  /** Takes what one chose in the token's place; absent where nothing may be changed. */
  onchoose: ((word: string) => void) | null;
  onclose: () => void;
}

/** The token that stands there and what else it might have been, best first. */
export function tokenPopover(
  { token, chance }: PlacedToken,
  { onchoose, onclose }: TokenPopoverOptions
): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-chances';
  box.setAttribute('role', onchoose ? 'group' : 'status');
  box.setAttribute('aria-label', `Instead of “${visibleToken(token.token)}”`);
  const table = box.appendChild(document.createElement('table'));
  const others = token.top
    .filter((other) => other.token !== token.token)
    .map(({ token: word, logprob }) => ({ word, chance: Math.exp(logprob) }));
  for (const { word, chance: its } of [{ word: token.token, chance }, ...others].sort(
    (a, b) => b.chance - a.chance
  )) {
    const line = table.insertRow();
    const cell = line.insertCell();
    const isThere = word === token.token;
    if (isThere) line.className = 'chosen';
    if (isThere || !onchoose || !isText(word))
      cell.textContent = visibleToken(word) + (isThere ? ' ✓' : '');
    else cell.append(chooser(word, onchoose));
    line.insertCell().textContent = percentText(its);
  }
  if (onchoose) withKeys(box, onclose);
  return box;
}

/** Half a character, or none, is a token of some models and no text one could go on from. */
const isText = (word: string) => word !== '' && !word.includes('\uFFFD');

function chooser(word: string, onchoose: (word: string) => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = visibleToken(word);
  button.title = 'Go on from this one instead';
  button.addEventListener('click', () => onchoose(word));
  return button;
}

/** Up and Down go through what can be chosen, Escape goes back to the text. */
function withKeys(box: HTMLElement, onclose: () => void) {
  box.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key !== 'Escape' && !by) return;
    event.preventDefault();
    // Escape stops a run elsewhere in the app.
    event.stopPropagation();
    if (!by) return onclose();
    const buttons = [...box.querySelectorAll('button')];
    const at = buttons.findIndex((one) => one === document.activeElement);
    buttons.at((at + by) % buttons.length)?.focus();
  });
}

export const tokenTheme = EditorView.theme({
  '.cm-chance': {
    borderRadius: '2px',
    cursor: 'help'
  },
  '.cm-chance-1': { background: 'color-mix(in oklab, var(--chance) 12%, transparent)' },
  '.cm-chance-2': { background: 'color-mix(in oklab, var(--chance) 28%, transparent)' },
  '.cm-chance-3': { background: 'color-mix(in oklab, var(--chance) 46%, transparent)' },
  '.cm-chance-4': { background: 'color-mix(in oklab, var(--chance) 66%, transparent)' },
  '.cm-chances': { padding: '6px', minWidth: '160px', fontVariantNumeric: 'tabular-nums' },
  '.cm-chances table': { borderCollapse: 'collapse', width: '100%' },
  '.cm-chances td': { height: '28px', padding: '2px 6px' },
  '.cm-chances td + td': { textAlign: 'right', paddingLeft: '16px', color: 'var(--text-2)' },
  '.cm-chances td:has(button)': { padding: '0' },
  '.cm-chances button': {
    width: '100%',
    minHeight: '28px',
    padding: '2px 6px',
    borderRadius: 'var(--radius-s)',
    textAlign: 'left'
  },
  '.cm-chances button:hover': { background: 'var(--hover)' },
  '.cm-chances .chosen': { fontWeight: '600' }
});
