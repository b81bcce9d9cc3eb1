import { membersSchema } from '#shared/accounts';
import type { Api } from '$lib/api/client';
import type { Database } from '$lib/data/db';

/** Somebody who can be meant by a comment. */
export interface Person {
  id: string;
  name: string;
}

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

/** Ids of those a text names as `@Name`; of names that begin alike the longest is meant. */
export function mentionsIn(text: string, people: readonly Person[]): string[] {
  const found = new Set<string>();
  const longest = [...people].sort((a, b) => b.name.length - a.name.length);
  const lower = text.toLowerCase();
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    const rest = lower.slice(at + 1);
    const person = longest.find(({ name }) => name !== '' && rest.startsWith(name.toLowerCase()));
    if (person) found.add(person.id);
  }
  return [...found];
}
