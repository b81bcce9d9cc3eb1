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

/** The parts of one press, without optional modifiers: `[Shift]+?` → `?`. */
function partsOf(press: string): string[] {
  return press
    .split('+')
    .filter((part) => !part.startsWith('['))
    .map((part) => part.replace(/^(Key|Digit)(?=.$)/, ''));
}

function pressText(press: string, onMac: boolean): string {
  const caps = partsOf(press).map((part) => {
    const modifier = onMac ? onApple[part] : elsewhere[part];
    return modifier ?? named[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return caps.join(caps.some((cap) => cap.length > 1) ? ' ' : '');
}

/**
 * Keys as a person reads them, from what tinykeys reads: `$mod+Shift+KeyP` is "⌘⇧P" on Apple machines
 * and "Ctrl Shift P" elsewhere; a sequence such as `g r` is "G R".
 */
export function keyText(keys: string, onMac = apple()): string {
  return keys
    .split(' ')
    .map((press) => pressText(press, onMac))
    .join(' ');
}

/** The same for `aria-keyshortcuts`, whose names are fixed by WAI-ARIA; it knows no sequences. */
export function ariaKeys(keys: string, onMac = apple()): string | undefined {
  if (keys.includes(' ')) return undefined;
  return partsOf(keys)
    .map((part) => (part === '$mod' ? (onMac ? 'Meta' : 'Control') : part))
    .join('+');
}
