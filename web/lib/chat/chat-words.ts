/** What stands where a conversation has no title yet. */
export const untitledChat = 'New conversation';

const mostLetters = 60;

/** A title from the first words that were said: the first line, cut between two words. */
export function titleFrom(text: string): string {
  const line = text
    .split('\n')
    .map((one) =>
      one
        .replace(/^[\s#>*\-`]+/, '')
        .replace(/\s+/g, ' ')
        .trim()
    )
    .find((one) => one !== '');
  if (line === undefined) return '';
  const letters = [...line];
  if (letters.length <= mostLetters) return line;
  const cut = letters.slice(0, mostLetters).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > mostLetters / 2 ? cut.slice(0, space) : cut).replace(/[,;:\s]+$/, '')}…`;
}

/** One line of a message, for a list. */
export function previewOf(text: string): string {
  return text.slice(0, 300).replace(/\s+/g, ' ').trim().slice(0, 160);
}
