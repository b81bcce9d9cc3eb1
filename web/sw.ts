/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

// What the server says is never this worker's: a stream that passes through one is cut off with it.
self.addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/v1/')) event.stopImmediatePropagation();
});

/**
 * Keeps the app itself, never its data: what people write lives in IndexedDB, and nothing under /v1 is
 * ever cached. Every navigation gets the one shell, so that deep links open offline.
 */
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/app-shell.html'), {
    denylist: [/^\/v1\//, /^\/s\//, /^\/healthz$/, /^\/readyz$/]
  })
);

// The page of a first visit has what it is still to load from here, too: what it asked the network for may be gone.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// A new version waits until the person agrees: taking over at once could end a run in sight.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
