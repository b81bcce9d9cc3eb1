/** A few words in the status line. */
export interface ShellFact {
  id: string;
  text: string;
  title: string;
  tone?: 'plain' | 'warn';
}

/** What the page around an open prompt does for it; each call answers the way to take it back. */
export interface CompleteShell {
  /** An update of the app waits while `reason` gives one. */
  holdUpdateWhile(reason: () => string | null): () => void;
  showFacts(facts: () => ShellFact[]): () => void;
}
