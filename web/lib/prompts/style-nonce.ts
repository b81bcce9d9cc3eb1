import { EditorView } from '@codemirror/view';

/** Lets the style element of the editors in: the page's policy takes none without the nonce of its own. */
export function styleNonce() {
  const own = document.querySelector<HTMLStyleElement>('style[nonce]');
  return EditorView.cspNonce.of(own?.nonce ?? '');
}
