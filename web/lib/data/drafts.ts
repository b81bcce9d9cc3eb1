/**
 * What was typed and not sent yet, by what it is to be sent to. In localStorage, which is written at once: also
 * where the page is closed between two keys. Temporary chats have none.
 */
export interface Drafts {
  read(id: string): string;
  write(id: string, text: string): void;
}

/** @param database its name: two people in one browser have drafts of their own, which go with the rest of theirs */
export function createDrafts(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  database: string
): Drafts {
  const key = (id: string) => `${database}.draft.${id}`;
  return {
    read: (id) => storage.getItem(key(id)) ?? '',
    write(id, text) {
      try {
        if (text === '') storage.removeItem(key(id));
        else storage.setItem(key(id), text);
      } catch (cause) {
        // Full: what is typed still stands on the screen.
        console.warn('A draft could not be kept.', cause);
      }
    }
  };
}

/** All that stand beside a database. */
export function draftsIn(storage: Storage, database: string): string[] {
  const names = Object.keys(storage).filter((key) => key.startsWith(`${database}.draft.`));
  return names.map((key) => storage.getItem(key) ?? '').filter((text) => text.trim() !== '');
}
