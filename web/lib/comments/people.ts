import { membersSchema } from '#shared/accounts';
import type { AccountState } from '$lib/account/account-state.svelte';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';

/** Somebody who can be meant by a comment. */
export interface Person {
  id: string;
  name: string;
}

/** Who looks; `null` where there is one person. */
export const meOf = ({ isTeam, place }: Pick<AccountState, 'isTeam' | 'place'>): string | null =>
  isTeam ? place.userId : null;

const key = 'people';

/** Who belongs to the organization, as this device last heard. */
export async function peopleHere(db: Database): Promise<Person[]> {
  const value = (await db.kv.get(key))?.value;
  return Array.isArray(value) ? (value as Person[]) : [];
}

/** Asks the server who belongs to it. @throws AppError */
export async function askPeople(db: Database, api: Api, organizationId: string): Promise<void> {
  const { items } = await api.get(`/v1/organizations/${organizationId}/members`, membersSchema);
  await db.kv.put({ key, value: items.map(({ userId, name }) => ({ id: userId, name })) });
}

/** A stretch `[from, to)` of a text that names somebody as `@Name`. */
export interface Mention {
  from: number;
  to: number;
  person: Person;
}

const isLetter = (character: string) => /[\p{L}\p{N}_]/u.test(character);

/** Where a text names people; of names that begin alike the longest is meant. An address names nobody. */
export function placesOfMentions(text: string, people: readonly Person[]): Mention[] {
  const longest = [...people].sort((a, b) => b.name.length - a.name.length);
  const places: Mention[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (isLetter(text.charAt(at - 1))) continue;
    const person = longest.find(({ name }) => {
      const end = at + 1 + name.length;
      const isNamed = text.slice(at + 1, end).toLowerCase() === name.toLowerCase();
      return name !== '' && isNamed && !isLetter(text.charAt(end));
    });
    if (person) places.push({ from: at, to: at + 1 + person.name.length, person });
  }
  return places;
}

/** Ids of those a text names. */
export function mentionsIn(text: string, people: readonly Person[]): string[] {
  return [...new Set(placesOfMentions(text, people).map(({ person }) => person.id))];
}

const mostOffered = 8;

/** What stands between an `@` and the caret, and who could be meant by it; `null` where nobody can. */
export function offerAt(text: string, caret: number, people: readonly Person[]) {
  const from = text.lastIndexOf('@', caret - 1);
  if (from < 0 || caret === 0 || isLetter(text.charAt(from - 1))) return null;
  const typed = text.slice(from + 1, caret).toLowerCase();
  const found = people.filter(
    ({ name }) => name !== '' && ` ${name.toLowerCase()}`.includes(` ${typed}`)
  );
  // A name that stands there whole needs nothing more, unless another goes on from it.
  if (found.length === 0 || (found.length === 1 && found[0]?.name.toLowerCase() === typed))
    return null;
  return { from, to: caret, people: found.slice(0, mostOffered) };
}
