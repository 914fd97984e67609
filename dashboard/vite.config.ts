import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds a server: the mock (npm run mock) or a running `opshub demo`.
const backend = process.env['OPSHUB_URL'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [
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
  build: { target: 'es2022', modulePreload: { polyfill: false }, reportCompressedSize: true, assetsInlineLimit: 0 },
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
