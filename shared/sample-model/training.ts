import { tokenise, wordOf } from '#shared/sample-model/tokeniser';

/** How many words back the model looks: with the token itself a 5-gram. */
export const longestContext = 4;
/** The token, and the word, that stands before and after each document. */
export const end = 0;
/** The word of everything the model has never read. */
export const unknown = -1;

/**
 * What was learned: not counts but places. For each context of one to four words, the positions in
 * the corpus that followed it; a position knows its token and its document, so that documents can be
 * weighed differently for each prompt.
 */
export interface Trained {
  /** Text of each token id. */
  vocabulary: string[];
  wordIds: Map<string, number>;
  /** Token id at each position of the corpus. */
  tokenAt: Int32Array;
  documentAt: Int32Array;
  documentCount: number;
  /** Key of a context → positions that follow it. */
  followers: Map<string, number[]>;
  /** Topic words of each document. */
  documentWords: Set<string>[];
}

export function contextKey(words: ArrayLike<number>, from: number, to: number): string {
  let key = '';
  for (let i = from; i < to; i++) key += String.fromCharCode((words[i] ?? unknown) + 2);
  return key;
}

export function train(documents: readonly string[]): Trained {
  const vocabulary = ['']; // the end has no text
  const tokenIds = new Map<string, number>();
  const wordIds = new Map<string, number>();
  const documentWords: Set<string>[] = [];
  const tokens: number[] = [end];
  const words: number[] = [end];
  const documentAt: number[] = [0];

  documents.forEach((text, document) => {
    const seen = new Set<string>();
    for (const token of tokenise(text)) {
      const word = wordOf(token);
      if (word === null) continue;
      if (!tokenIds.has(token)) tokenIds.set(token, vocabulary.push(token) - 1);
      if (!wordIds.has(word)) wordIds.set(word, wordIds.size + 1);
      tokens.push(tokenIds.get(token) ?? end);
      words.push(wordIds.get(word) ?? unknown);
      documentAt.push(document);
      seen.add(topicOf(word));
    }
    tokens.push(end);
    words.push(end);
    documentAt.push(document);
    documentWords.push(seen);
  });

  return {
    vocabulary,
    wordIds,
    tokenAt: Int32Array.from(tokens),
    documentAt: Int32Array.from(documentAt),
    documentCount: documents.length,
    followers: indexFollowers(words),
    documentWords
  };
}

function indexFollowers(words: number[]): Map<string, number[]> {
  const followers = new Map<string, number[]>();
  const add = (key: string, position: number) => {
    const positions = followers.get(key);
    if (positions) positions.push(position);
    else followers.set(key, [position]);
  };
  const uses = new Map<number, number>();
  for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);

  for (let position = 1; position < words.length; position++) {
    for (let length = 1; length <= longestContext && length <= position; length++) {
      add(contextKey(words, position - length, position), position);
      if (words[position - length] === end) break; // a document says nothing about the next one
    }
    // Words read once stand for words never read: what may follow the one may follow the other.
    if (uses.get(words[position - 1] ?? end) === 1) add(contextKey([unknown], 0, 1), position);
  }
  return followers;
}

/** Singular and plural are one topic; a crude cut, but enough to find a recipe by "recipes". */
export function topicOf(word: string): string {
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}
