import type { Page } from 'playwright-core';
import { SIZES } from '../browser';
import type { MockWorld } from '../mock/server.mjs';
import { median, percentile, print, spread } from './figures';
import { hall, open, pause, profile } from './hall';

const ALARMS = 60;
const BATCH = 500;
const BATCHES = 9;

/** From the hub's raising an alarm to the frame after the one that shows it. */
export async function alarmToPixel(): Promise<void> {
  const at = await hall({ vessels: 300, trucks: 100, zoom: 12 });
  const context = await profile(at);
  const page = await open(context, `${at.url}/wall`);
  await pause(2_000);
  const times: number[] = [];
  for (let n = 0; n < ALARMS; n++) {
    const id = `bench/${n}`;
    const shown = page.evaluate((wanted) => new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector(`[data-alarm="${wanted}"]`)) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(Date.now()));
      });
      observer.observe(document.body, { subtree: true, childList: true });
    }), id);
    // Spread over the tick and the frame, so that no phase is preferred.
    await pause(150 + (n * 37) % 250);
    const from = Date.now();
    at.mock!.world.raise(id, 'p1', `Bench ${n}`, `bench-${n}`, 'None', 'None', {});
    times.push((await shown) - from);
    at.mock!.world.changeAlarm(id, 'alarmReturned', { status: 'normal' });
  }
  await context.close();
  await at.close();
  print({ what: 'alarm to pixel, p95', figure: percentile(times, 0.95), unit: 'ms', goal: 250, note: spread(times, 'ms') });
}

/** A wave of declarations, as the hub tells of it: lodged, lane, discharged, examination opened. Every list of the wall board changes. */
function wave(world: MockWorld): void {
  let told = 0;
  const count = (): number => told++;
  world.listeners.add(count);
  while (told < BATCH) world.lodge();
  world.listeners.delete(count);
}

/** As many open cases changed in one go; every one is a whole view, as the hub sends it. */
function changes(world: MockWorld): void {
  for (const i of [...world.inspections.values()].slice(0, BATCH))
    world.publish('inspections', 'inspectionPostponed', i.id, { inspection: i.id, after: { ...structuredClone(i), version: ++i.version, loadMinutes: 10 + (i.version % 40) } });
}

async function batchOn(face: string, user: string, size: { width: number; height: number }, cases: number, burst: (world: MockWorld) => void): Promise<void> {
  const at = await hall({ vessels: 60, trucks: 40, zoom: 13 });
  const world = at.mock!.world;
  while (world.inspections.size < cases) world.lodge();
  const context = await profile(at, user, size);
  const page = await open(context, `${at.url}/${face}`);
  await pause(2_000);
  const [applied, taken]: [number[], number[]] = [[], []];
  for (let n = 0; n < BATCHES; n++) {
    await page.evaluate(() => Object.assign(window.recording, { takingMs: 0, applied: [] }));
    burst(world);
    await settled(page);
    const figures = await page.evaluate(() => ({ taken: window.recording.takingMs, applied: window.recording.applied.filter((frame) => frame.changed).map((frame) => frame.ms) }));
    // The burst may be seen in two frames: both are its cost.
    applied.push(figures.applied.reduce((sum, ms) => sum + ms, 0));
    taken.push(figures.taken);
  }
  await context.close();
  await at.close();
  print({ what: `${BATCH}-event batch applied, ${face}`, figure: median(applied), unit: 'ms', goal: 5, note: spread(applied, 'ms') });
  print({ what: '  parsing and ordering its messages', figure: median(taken), unit: 'ms', note: spread(taken, 'ms') });
}

const settled = (page: Page): Promise<void> => page.evaluate(() => new Promise<void>((resolve) => setTimeout(resolve, 700)));

export async function batch(): Promise<void> {
  await batchOn('wall', 'commander', SIZES.wall, 0, wave);
  await batchOn('supervisor', 'supervisor', SIZES.supervisor, BATCH, changes);
}
