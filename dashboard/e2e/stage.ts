// One test's stage: a server (the mock, or a running `opshub demo` in OPSHUB_URL), a cable to cut, a browser.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach } from 'vitest';
import { LAUNCH, SIZES } from './browser';
import { PASSWORD, startMock, type Mock } from './mock/server.mjs';
import { Proxy } from './proxy';

export { SIZES };

/** Set: the tests run against this server, and those that need to steer one are skipped. */
export const REAL_URL = process.env['OPSHUB_URL'];
export const isReal = REAL_URL !== undefined;
const password = isReal ? (process.env['OPSHUB_DEMO_PASSWORD'] ?? '') : PASSWORD;

const ARTIFACTS = fileURLToPath(new URL('artifacts/', import.meta.url));

let browser: Browser | null = null;
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

afterAll(async () => {
  await browser?.close();
  browser = null;
});

export interface Stage {
  url: string;
  proxy: Proxy;
  /** Only on the mock; tests that use it are skipped on a real server. */
  mock: Mock;
}

export async function stage(options: { lively?: boolean } = {}): Promise<Stage> {
  if (!isReal && !existsSync(fileURLToPath(new URL('../dist/index.html', import.meta.url)))) throw new Error('dashboard/dist is missing: npm run build first');
  const mock = isReal ? null : await startMock(options);
  if (mock) open.push(() => mock.close());
  const proxy = await Proxy.to(new URL(REAL_URL ?? mock!.url));
  open.push(() => proxy.close());
  return { url: proxy.url, proxy, mock: mock as Mock };
}

export interface Look {
  size?: { width: number; height: number };
  theme?: 'dark' | 'light';
  locale?: 'en' | 'ar' | 'es' | 'fr' | 'zh';
}

/** A fresh browser profile on the stage; what the page throws, or asks of another host, fails the test at its end. */
export async function visit(at: Stage, { size = SIZES.wall, theme = 'dark', locale = 'en' }: Look = {}): Promise<Page> {
  browser ??= await chromium.launch(LAUNCH);
  const context: BrowserContext = await browser.newContext({ viewport: size, hasTouch: size.width < 500, locale: 'en-GB', acceptDownloads: false });
  await context.addInitScript(([t, l]) => {
    localStorage.setItem('opshub.theme', t!);
    localStorage.setItem('opshub.locale', l!);
  }, [theme, locale]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) errors.push(message.text());
  });
  // A closed network has no other host: asking one is an error even if it would answer.
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(http|ws)/.test(protocol) && host !== new URL(at.url).host) errors.push(`asked another host: ${request.url()}`);
  });
  open.push(async () => {
    await context.close();
    if (errors.length > 0) throw new Error(`the page threw: ${errors.join('\n')}`);
  });
  await page.goto(at.url);
  return page;
}

export async function signIn(page: Page, user: string): Promise<void> {
  await page.fill('input[name=user]', user);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
}

/** Visits, signs in, and waits until the board is live. */
export async function visitAs(at: Stage, user: string, look: Look = {}): Promise<Page> {
  const page = await visit(at, look);
  await signIn(page, user);
  await live(page);
  return page;
}

export async function live(page: Page, timeout = 15_000): Promise<void> {
  await page.locator('[data-testid=connection][data-phase=live]').waitFor({ timeout });
}

/** For people to look at; never compared. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: `${ARTIFACTS}${name}.png` });
}
