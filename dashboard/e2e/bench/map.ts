import type { Page } from 'playwright-core';
import { percentile, print } from './figures';
import { hall, open, pause, profile } from './hall';

const MEASURE_MS = 8_000;
const SETTLE_MS = 4_000;

interface Rate {
  fps: number;
  p95: number;
  longestTask: number;
  draws: number;
}

/** Frames of the page in a while; tasks as the browser reports them (from 50 ms on). */
async function rate(page: Page): Promise<Rate> {
  const { deltas, tasks, draws } = await page.evaluate(async (ms) => {
    const observed: number[] = [];
    const observer = new PerformanceObserver((list) => observed.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ type: 'longtask' });
    const drawn = window.recording.draws.length;
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      const from = performance.now();
      requestAnimationFrame(function next(time) {
        times.push(time);
        if (performance.now() - from < ms) requestAnimationFrame(next);
        else resolve();
      });
    });
    observer.disconnect();
    return { deltas: times.slice(1).map((time, i) => time - times[i]!), tasks: observed, draws: window.recording.draws.length - drawn };
  }, MEASURE_MS);
  const whole = deltas.reduce((sum, delta) => sum + delta, 0);
  return { fps: (deltas.length * 1_000) / whole, p95: percentile(deltas, 0.95), longestTask: Math.max(0, ...tasks), draws: (draws * 1_000) / whole };
}

/** A hand that drags the map to and fro for as long as the work takes: everything is drawn anew in every frame. */
async function dragged<T>(page: Page, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  const box = (await page.locator('.map').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; !isDone; step++) {
    await page.mouse.move(x + 60 * Math.sin(step / 20), y + 30 * Math.cos(step / 20));
    await pause(8);
  }
  await page.mouse.up();
  return done;
}

async function measure(vessels: number, zoom: number, goals: { fps: number; p95?: number; task?: number }, what: string): Promise<void> {
  const at = await hall({ vessels, trucks: 0, zoom });
  const context = await profile(at);
  const page = await open(context, `${at.url}/wall`);
  await pause(SETTLE_MS);
  const rows: [string, Rate][] = [['live', await rate(page)], ['live and dragged', await dragged(page, rate(page))]];
  for (const [how, { fps, p95, longestTask, draws }] of rows) {
    print({ what: `${what}, ${how}`, figure: fps, unit: 'fps', goal: goals.fps, atLeast: true, note: `map drawn ${draws.toFixed(1)} times a second` });
    print({ what: '  p95 frame', figure: p95, unit: 'ms', ...(goals.p95 ? { goal: goals.p95 } : {}) });
    print({ what: '  longest task (0 = none over 50 ms)', figure: longestTask, unit: 'ms', ...(goals.task ? { goal: goals.task } : {}) });
  }
  await context.close();
  await at.close();
}

export const icons = (): Promise<void> => measure(5_000, 12, { fps: 55, p95: 33, task: 50 }, '5,000 moving icons');
export const dots = (): Promise<void> => measure(20_000, 12, { fps: 58 }, '20,000 moving dots');
