// Where measurements are made: a hub (the mock, or a running one in OPSHUB_URL), a cable, and one browser for all.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { LAUNCH, SIZES } from '../browser';
import { PASSWORD, startMock, type Mock } from '../mock/server.mjs';
import { World } from '../mock/world.mjs';
import { Proxy } from '../proxy';
import { record } from './recorder';

export const REAL_URL = process.env['OPSHUB_URL'];

let browser: Browser | null = null;

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = null;
}

export interface Hall {
  url: string;
  proxy: Proxy;
  /** Null on a running hub. */
  mock: Mock | null;
  close(): Promise<void>;
}

/** @param traffic Of the mock's port; always the mock where it is given. */
export async function hall(traffic?: 'as it is' | { vessels: number; trucks: number; zoom: number }): Promise<Hall> {
  if (!existsSync(fileURLToPath(new URL('../../dist/index.html', import.meta.url)))) throw new Error('dashboard/dist is missing: npm run build first');
  let mock: Mock | null = null;
  if (typeof traffic === 'object') {
    const world = new World(traffic);
    // All of it in sight, all of it moving, and the reports spread over the second, as those of a port are.
    Object.assign(world.port, { zoom: traffic.zoom, latitudeDegrees: 59.547, longitudeDegrees: 24.96 });
    let n = 0;
    for (const t of world.tracks.values()) Object.assign(t, { silent: false, speed: Math.max(t.speed, 4), interval: 2, at: Date.now() - ((n++ * 7) % 1_000) });
    mock = await startMock({ world });
  } else if (traffic || !REAL_URL) mock = await startMock();
  const proxy = await Proxy.to(new URL(mock?.url ?? REAL_URL!));
  return {
    url: proxy.url, proxy, mock,
    close: async () => {
      await proxy.close();
      await mock?.close();
    },
  };
}

/** A browser profile of its own with somebody signed in, as a wall PC is after its first day. */
export async function profile(at: Hall, user = 'commander', size: { width: number; height: number } = SIZES.wall): Promise<BrowserContext> {
  browser ??= await chromium.launch(LAUNCH);
  const answer = await fetch(`${at.url}/api/v1/session`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password: at.mock ? PASSWORD : (process.env['OPSHUB_DEMO_PASSWORD'] ?? '') }),
  });
  if (!answer.ok) throw new Error(`${user} may not sign in at ${at.url}: ${answer.status} (OPSHUB_DEMO_PASSWORD?)`);
  const session = await answer.text();
  const context = await browser.newContext({ viewport: size, locale: 'en-GB' });
  await context.addInitScript((signedIn) => localStorage.setItem('opshub.session', signedIn), session);
  await context.addInitScript(record);
  return context;
}

/** Opens a face and waits until it is live and its map drawn. */
export async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('[data-testid=connection][data-phase=live]').waitFor({ timeout: 30_000 });
  return page;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
