import type { EditorView } from '@codemirror/view';
import type { CommentAnchor } from '#shared/comment-fields';
import { anchorAt } from '#shared/comment-anchor';
import { markComments } from './comment-marks';

/** Commented words in one of a prompt's texts, which is named as in a comment's anchor. */
export interface CommentedWords {
  field: string;
  from: number;
  to: number;
}

/** The editors of the prompt on screen, which come and go with the scrolling, and what is marked in them. */
export class CommentedEditors {
  #views = new Map<string, EditorView>();
  #words: readonly CommentedWords[] = [];

  /** @returns what takes the editor, and the marks in it, away again */
  add(field: string, view: EditorView): () => void {
    this.#views.set(field, view);
    this.#mark(field, view);
    return () => {
      if (this.#views.get(field) === view) this.#views.delete(field);
      markComments(view, []);
    };
  }

  /** These words and no others are marked, also in editors that come later. */
  mark(words: readonly CommentedWords[]): void {
    this.#words = words;
    for (const [field, view] of this.#views) this.#mark(field, view);
  }

  /** The words that are selected in the editor one is in. */
  selected(): CommentAnchor | null {
    for (const [field, { hasFocus, state }] of this.#views) {
      const { from, to } = state.selection.main;
      const anchor = hasFocus ? anchorAt(state.doc.toString(), from, to) : null;
      if (anchor) return { ...anchor, field, versionId: null };
    }
    return null;
  }

  /** Selects words, where their editor is there. */
  lookAt({ field, from, to }: CommentedWords): void {
    const view = this.#views.get(field);
    if (!view || to > view.state.doc.length) return;
    view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    view.focus();
  }

  #mark(field: string, view: EditorView) {
    markComments(
      view,
      this.#words.filter((words) => words.field === field)
    );
  }
}

export const commentedEditors = new CommentedEditors();
