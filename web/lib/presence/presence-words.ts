import type { PresentPerson } from '#shared/presence';

/** “AL” of Ada Lovelace, “B” of bob; letters of any script. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('') || '?';
}

/** “Ada is editing, Bob is viewing”; those who write come first. */
export function presenceSentence(people: readonly PresentPerson[]): string {
  return editorsFirst(people)
    .map(({ name, doing }) => `${name || 'Somebody'} is ${doing}`)
    .join(', ');
}

/** Who is heard of by those who do not see: who is there, not each turn from reading to writing. */
export function arrivalSentence(people: readonly PresentPerson[]): string {
  if (people.length === 0) return '';
  return `Also here: ${people.map(({ name }) => name || 'somebody').join(', ')}.`;
}

export function editorsFirst(people: readonly PresentPerson[]): PresentPerson[] {
  const is = (doing: PresentPerson['doing']) => people.filter((one) => one.doing === doing);
  return [...is('editing'), ...is('viewing')];
}
