import { Annotation, Compartment } from '@codemirror/state';
import type { EditorState, Transaction, TransactionSpec } from '@codemirror/state';

/** Marks what did not come from the person at this screen: a stream, another tab, another device. */
export const fromElsewhere = Annotation.define<'stream' | 'sync' | 'history'>();

/** Inside the model's marks: what colours tokens comes in here once it is asked for (text-probabilities.ts). */
export const tokenLayer = new Compartment();

/** Where a text is shown and typed: an editor view, or in tests a bare state. */
export interface Screen {
  readonly state: EditorState;
  /** A transaction made from `state`, or what one is to be made of. */
  dispatch(spec: TransactionSpec | Transaction): void;
}

/** True for what the person did, undo and redo included. */
export function isTyped(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.annotation(fromElsewhere) === undefined;
}
