/** Whose records this page shows: one organization of one person. Each has a database of its own here. */
export interface Place {
  userId: string;
  organizationId: string;
  scope: string;
}

/** On one's own machine there is one person. The first account takes this over, with all that is in it. */
export const localPlace: Place = { userId: 'local', organizationId: 'local', scope: 'u:local' };

const key = 'playground.place';

/** Two people in one browser never meet, nor do two organizations of one person. */
export function databaseOf({ userId, organizationId }: Place): string {
  return organizationId === localPlace.organizationId ? 'local' : `${userId}-${organizationId}`;
}

/** Where this browser was last; `null`: nobody has signed in here. */
export function readPlace(storage: Pick<Storage, 'getItem'>): Place | null {
  const text = storage.getItem(key);
  if (text === null) return null;
  const [userId, organizationId, scope, more] = text.split(' ');
  const isWhole = userId && organizationId && scope && more === undefined;
  return isWhole ? { userId, organizationId, scope } : null;
}

export function keepPlace(storage: Pick<Storage, 'setItem'>, place: Place): void {
  storage.setItem(key, [place.userId, place.organizationId, place.scope].join(' '));
}

export function forgetPlace(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(key);
}

/** Pages one comes to before one is anybody here. */
export const isWayIn = (path: string): boolean => path === '/join' || path === '/signed-in';
