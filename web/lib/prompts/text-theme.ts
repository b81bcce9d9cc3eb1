import { EditorView } from '@codemirror/view';

/** The reading column of the look: green background for the model's words and for nothing else. */
export const textTheme = EditorView.theme({
  '&': { height: '100%', font: 'var(--read)', color: 'var(--text)', background: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    font: 'inherit',
    lineHeight: 'inherit',
    overflow: 'auto',
    overflowAnchor: 'none',
    scrollbarGutter: 'stable'
  },
  '.cm-content': {
    boxSizing: 'border-box',
    maxWidth: 'calc(760px + 2 * var(--text-side, 22px))',
    margin: '0 auto',
    padding: '26px var(--text-side, 22px) 40vh',
    caretColor: 'var(--accent)'
  },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-waiting .cm-cursor': { display: 'none' },
  '.cm-selectionBackground': { background: 'var(--select, var(--accent-bg))' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--accent) 28%, transparent)'
  },
  '.cm-model': { background: 'var(--model-bg)', padding: '1px 0' },
  '.cm-model-end': { boxShadow: '2px 0 0 var(--model-edge)' },
  '.cm-panels': {
    background: 'var(--pane)',
    color: 'var(--text)',
    borderBottom: '1px solid var(--line)'
  },
  '.cm-selectionMatch, .cm-searchMatch': {
    background: 'color-mix(in oklab, var(--warn) 30%, transparent)'
  },
  '.cm-tooltip': {
    background: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow)',
    font: 'var(--ui)'
  }
});
