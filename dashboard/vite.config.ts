import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds a server: the mock (npm run mock) or a running `opshub demo`.
const backend = process.env['OPSHUB_URL'] ?? 'http://127.0.0.1:8090';

/**
 * The live connection is a WebSocket without negotiation (src/live/connection.ts), so SignalR's other transports are never
 * made; left in, they would be a sixth of the officer's page.
 */
function webSocketsOnly(): Plugin {
  const unused = /\/(LongPollingTransport|ServerSentEventsTransport|XhrHttpClient)$/;
  return {
    name: 'opshub-websockets-only',
    enforce: 'pre',
    resolveId: (source, importer) => (importer?.includes('@microsoft/signalr') && unused.test(source) ? `\0unused:${unused.exec(source)![1]}` : null),
    load: (id) => (id.startsWith('\0unused:') ? `export class ${id.slice('\0unused:'.length)} {}` : null),
  };
}

export default defineConfig({
  plugins: [
    webSocketsOnly(),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: {
        id: '/',
        name: 'OpsHub',
        short_name: 'OpsHub',
        description: 'Customs operations at the port',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#1E2328',
        theme_color: '#1E2328',
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      injectManifest: {
        // The coast and the fonts of other scripts are fetched when needed and kept then.
        globPatterns: ['index.html', 'assets/*.{js,css}', 'assets/inter-latin-wght-normal*.woff2', 'icons/*.svg'],
      },
    }),
  ],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every face needs is one file: fewer requests, and it compresses better than a dozen small ones.
            { name: 'core', test: /node_modules\/(svelte|@microsoft|idb|esm-env|clsx)\/|src\/(api|common)\/(?!About|Help)|src\/live\/(connection|sync|retry|protocol)\.|features\/inspections\/flow\./ },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': backend,
      '/healthz': backend,
      '/hubs': { target: backend, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    reporters: ['default', './e2e/summary.ts'],
  },
});
