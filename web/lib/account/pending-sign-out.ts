/**
 * Somebody signed out while the server could not be reached: their session there is ended before anything else is
 * asked of it, by whoever comes next.
 */
const key = 'playground.signing-out';

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export function leaveLater(storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(key, '1');
}

/** The same door to the server, behind which nobody is signed in who left. */
export function endingSession(
  fetch: Fetch,
  storage: Pick<Storage, 'getItem' | 'removeItem'>
): Fetch {
  let ending: Promise<void> | null = null;
  const end = async () => {
    const response = await fetch('/v1/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}'
    });
    // Whoever is signed out already is told so, and that is all that was wanted.
    if (!response.ok && response.status !== 401) throw new TypeError('The session is not ended.');
    storage.removeItem(key);
  };
  return async (input, init) => {
    if (storage.getItem(key) !== null) await (ending ??= end().finally(() => (ending = null)));
    return fetch(input, init);
  };
}
