import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';

/** Runs in the browser: the plainest things one can type a long text into. */
function bare(kind: 'textarea' | 'CodeMirror', text: string) {
  document.body.replaceChildren();
  if (kind === 'textarea') {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.cssText = 'width: 760px; height: 800px; font: 16px/1.65 sans-serif';
    document.body.append(field);
    return;
  }
  const view = new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        keymap.of([...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ spellcheck: 'true' })
      ]
    })
  });
  view.dom.style.cssText = 'width: 760px; height: 800px; font: 16px/1.65 sans-serif';
  view.scrollDOM.style.cssText = 'overflow: auto; font: inherit; line-height: inherit';
}

Object.assign(globalThis, { bare });
