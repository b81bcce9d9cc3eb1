/** As a browser's: what is kept are its own keys. */
export function someStorage(items: Record<string, string> = {}): Storage {
  const kept = Object.create({
    getItem(this: Record<string, string>, name: string) {
      return this[name] ?? null;
    },
    setItem(this: Record<string, string>, name: string, text: string) {
      this[name] = text;
    },
    removeItem(this: Record<string, string>, name: string) {
      delete this[name];
    }
  }) as Storage;
  return Object.assign(kept, items);
}
