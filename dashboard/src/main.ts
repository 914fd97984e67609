import '@fontsource-variable/inter/wght.css';
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './common/locale.svelte';

await language.start();
mount(App, { target: document.getElementById('app')! });

// The service worker keeps the officer's page usable without a network; a secure origin (or loopback) is needed for it.
// After the first board, whose requests come first.
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  const register = (): void => void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  if (document.readyState === 'complete') register();
  else addEventListener('load', register);
}
