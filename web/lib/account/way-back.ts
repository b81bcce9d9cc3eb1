const key = 'playground.back';

/** Before the page is left for a provider of identities: what one came for, also the key of a link. */
export const keepBack = (storage: Pick<Storage, 'setItem'>, href: string): void =>
  storage.setItem(key, href);

/** What one came for, once. */
export function takeBack(storage: Pick<Storage, 'getItem' | 'removeItem'>): string {
  const kept = storage.getItem(key);
  storage.removeItem(key);
  return kept ?? '/';
}
