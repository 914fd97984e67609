import type { Page } from 'playwright-core';
import { median, print, spread } from './figures';
import { hall, open, pause, profile, type Hall } from './hall';
import type { Recording } from './recorder';

const RUNS = 7;
/** More than the hub keeps per topic (1,000), so that only a snapshot helps. */
const BEYOND_THE_RING = 1_200;

type Seen = Recording['phases'][number];

const phases = (page: Page): Promise<Seen[]> => page.evaluate(() => window.recording.phases);

/** The first state of the document after an instant that fits, Unix ms. */
async function first(page: Page, after: number, fits: (seen: Seen) => boolean, patienceMs = 20_000): Promise<number> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(20)) {
    const found = (await phases(page)).find((seen) => seen.at >= after && fits(seen));
    if (found) return found.at;
  }
  throw new Error(`not within ${patienceMs} ms; seen: ${JSON.stringify((await phases(page)).slice(-6))}`);
}

const backAfter = async (page: Page, from: number): Promise<number> => {
  const lost = await first(page, from, (seen) => seen.phase === 'disconnected');
  return first(page, lost, (seen) => seen.phase === 'live');
};

/** Sequences of each topic that reached the page, and how many snapshots it fetched. */
async function watched(at: Hall, user = 'commander') {
  const context = await profile(at, user);
  await context.addInitScript(() => (window.recording.wants = ['Event']));
  let snapshots = 0;
  context.on('request', (request) => request.url().endsWith('/snapshot') && snapshots++);
  const page = await open(context, `${at.url}/wall`);
  await pause(1_500);
  return { context, page, snapshots: () => snapshots };
}

/** Missing numbers within what a page got of each topic; a snapshot's jump is not looked for here. */
async function holes(page: Page): Promise<number> {
  const texts = await page.evaluate(() => window.recording.messages.map((message) => message.text));
  const byTopic = new Map<string, Set<number>>();
  for (const part of texts.flatMap((text) => text.split('\u001e')).filter(Boolean)) {
    const { target, arguments: given } = JSON.parse(part) as { target?: string; arguments?: [{ topic: string; seq: number }] };
    if (target !== 'Event') continue;
    const { topic, seq } = given![0];
    byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(seq));
  }
  return [...byTopic.values()].reduce((sum, seqs) => sum + Math.max(...seqs) - Math.min(...seqs) + 1 - seqs.size, 0);
}

export async function reconnect(): Promise<void> {
  const at = await hall();
  const { context, page, snapshots } = await watched(at);
  const [reset, outage]: [number[], number[]] = [[], []];
  let lost = 0;
  for (let run = 0; run < RUNS; run++) {
    let from = Date.now();
    at.proxy.reset();
    reset.push((await backAfter(page, from)) - from);
    await pause(1_000);

    from = Date.now();
    at.proxy.cut();
    await pause(1_500);
    at.mock?.world.raise(`during/${run}`, 'p1', `Raised during the outage ${run}`, `c${run}`, '', 'Look');
    await pause(1_500);
    const healed = Date.now();
    at.proxy.heal();
    outage.push((await first(page, healed, (seen) => seen.phase === 'live')) - healed);
    if (at.mock) {
      await pause(200);
      if ((await page.locator(`[data-alarm="during/${run}"]`).count()) === 0) lost++;
      at.mock.world.changeAlarm(`during/${run}`, 'alarmReturned', { status: 'normal' });
    }
    await pause(800);
  }
  print({ what: 'live again after a reset', figure: median(reset), unit: 'ms', goal: 500, note: spread(reset, 'ms') });
  print({ what: 'live again after an outage of 3 s', figure: median(outage), unit: 'ms', goal: 1_000, note: spread(outage, 'ms') });
  print({ what: '  lossless events missing', figure: lost + (await holes(page)), unit: '', goal: 0, note: `${snapshots() - 1} snapshots in ${RUNS * 2} reconnections` });
  await context.close();
  await at.close();
}

export async function outages(): Promise<void> {
  const at = await hall({ vessels: 300, trucks: 100, zoom: 12 });
  const { context, page, snapshots } = await watched(at);
  const world = at.mock!.world;
  const before = snapshots();
  at.proxy.cut();
  for (let n = 0; n < 30; n++) {
    for (let k = 0; k < BEYOND_THE_RING / 30; k++) world.raise(`busy/${k}`, 'p3', 'Raised often', 'busy', '', 'Look');
    await pause(1_000);
  }
  world.raise('outage/last', 'p1', 'The last one before the cable was mended', 'last', '', 'Look');
  const healed = Date.now();
  at.proxy.heal();
  const back = (await first(page, healed, (seen) => seen.phase === 'live')) - healed;
  world.raise('outage/after', 'p1', 'The first one after it', 'after', '', 'Look');
  await page.locator('[data-alarm="outage/last"]').waitFor({ timeout: 5_000 });
  await page.locator('[data-alarm="outage/after"]').waitFor({ timeout: 5_000 });
  await pause(2_000);
  print({ what: 'live again after an outage of 30 s', figure: back, unit: 'ms' });
  print({ what: '  snapshots it took', figure: snapshots() - before, unit: '', goal: 1, note: `${BEYOND_THE_RING} events were missed, 1,000 are kept; before and after it are shown` });
  await context.close();
  await at.close();
}

export async function deadLink(): Promise<void> {
  const at = await hall();
  const { context, page } = await watched(at);
  const [stale, dead]: [number[], number[]] = [[], []];
  for (let run = 0; run < 3; run++) {
    // Not always the same part of the second between two heartbeats.
    await pause(1_000 + run * 330);
    const from = Date.now();
    at.proxy.stall();
    stale.push((await first(page, from, (seen) => seen.banner === 'stale')) - from);
    dead.push((await first(page, from, (seen) => seen.phase === 'disconnected')) - from);
    at.proxy.heal();
    await first(page, from, (seen) => seen.phase === 'live' && seen.at > from + 5_000);
  }
  print({ what: 'dead link: banner', figure: median(stale), unit: 'ms', goal: 3_300, note: spread(stale, 'ms') });
  print({ what: 'dead link: retry', figure: median(dead), unit: 'ms', goal: 6_300, note: spread(dead, 'ms') });
  await context.close();
  await at.close();
}
