import type { Page } from '@playwright/test';

/** All rows of all databases of this page, as JSON, with what it keeps besides. */
export function everyRow(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name } of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name ?? ''));
      for (const store of db.objectStoreNames)
        found.push(await asked(db.transaction(store).objectStore(store).getAll()));
      db.close();
    }
    return JSON.stringify(found);
  });
}

/** What the service worker's caches hold of texts, with their addresses. */
export function everyCached(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        const isText = /json|text|javascript|html/.test(answer?.headers.get('content-type') ?? '');
        found.push(request.url, isText ? ((await answer?.text()) ?? '') : '');
      }
    }
    return found.join('\n');
  });
}
