const apple = () =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent ?? '');

const onApple: Record<string, string> = {
  $mod: '⌘',
  Meta: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧'
};
const elsewhere: Record<string, string> = { $mod: 'Ctrl', Control: 'Ctrl', Meta: 'Win' };
const named: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
  Delete: 'Del',
  Slash: '/',
  Backslash: '\\',
  Comma: ',',
  Period: '.'
};

/** `$mod+Shift+KeyP` (as tinykeys writes it; `[Shift]` is optional) → `['⌘', '⇧', 'P']` on Apple machines, `['Ctrl', 'Shift', 'P']` elsewhere. */
export function keyCaps(keys: string, onMac = apple()): string[] {
  return keys
    .split(' ')[0]!
    .split('+')
    .filter((part) => !part.startsWith('['))
    .map((part) => {
      const modifier = onMac ? onApple[part] : elsewhere[part];
      const plain = part.replace(/^(Key|Digit)(?=.$)/, '');
      return modifier ?? named[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain);
    });
}

/** The same for `aria-keyshortcuts`, whose names are fixed by WAI-ARIA. */
export function ariaKeys(keys: string, onMac = apple()): string {
  return keys
    .split(' ')[0]!
    .split('+')
    .filter((part) => !part.startsWith('['))
    .map((part) => (part === '$mod' ? (onMac ? 'Meta' : 'Control') : part))
    .map((part) => part.replace(/^(Key|Digit)(?=.$)/, ''))
    .join('+');
}
