import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** What keeps a person from changing a text they may only read: it can be selected, searched and copied still. */
export const locked = (on: boolean): Extension =>
  on
    ? [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-readonly': 'true' })
      ]
    : [];
