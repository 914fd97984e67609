import type { Page } from 'playwright-core';
import { median, print, spread } from './figures';
import { hall, profile } from './hall';

const RUNS = 7;

/** Navigation to the frame after the one in which the connection is live, the alarms are listed and the map has its things, ms. */
async function visit(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  const at = await page.waitForFunction(() => {
    const { phases, draws } = window.recording;
    const live = phases.find((p) => p.phase === 'live');
    const drawn = live && draws.find((d) => d.at >= live.at && d.shownAt > 0);
    return drawn && document.querySelector('[data-alarm], .alarms .empty') ? drawn.shownAt - performance.timeOrigin : undefined;
  }, undefined, { timeout: 30_000, polling: 50 });
  return at.jsonValue() as Promise<number>;
}

export async function firstBoard(): Promise<void> {
  const at = await hall();
  const [cold, cached]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    const context = await profile(at);
    const page = await context.newPage();
    cold.push(await visit(page, `${at.url}/wall`));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    cached.push(await visit(page, `${at.url}/wall`));
    await context.close();
  }
  await at.close();
  print({ what: 'first live board, cold', figure: median(cold), unit: 'ms', goal: 1_000, note: spread(cold, 'ms') });
  print({ what: 'first live board, cached', figure: median(cached), unit: 'ms', goal: 600, note: spread(cached, 'ms') });
}
