/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

const page = createHandlerBoundToURL('/index.html');
/** The server's own doors: never answered from a cache. */
const DOORS = /^\/(api|hubs|ingest|healthz|readyz|openapi)(\/|$)/;
/** Fetched when needed, kept then: the coast around the port and fonts of other scripts. */
const KEPT = /^\/(coast\/|assets\/.*\.woff2$)/;

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || DOORS.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page({ event, request, url } as Parameters<typeof page>[0]));
  else if (KEPT.test(url.pathname)) event.respondWith(keep(request));
});

async function keep(request: Request): Promise<Response> {
  const cache = await caches.open('opshub-kept');
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
