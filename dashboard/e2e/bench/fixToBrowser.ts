// From the instant at which an AIS report ought to be sent to the frame in which a wall board has drawn its position. The
// hub is a running one, the page is the shipped one: it is only watched (recorder.ts). Each vessel sails east in steps, so
// that a position tells which report it is from.
import { connect, type Socket } from 'node:net';
import { decodeTile, longitudeOf, mercatorX, mercatorY } from '../../src/live/tiles';
import type { RosterChanged, TilesChanged } from '../../src/live/protocol';
import { screenX, screenY, type Viewport } from '../../src/features/tracking/viewport';
import { AIS_STEPS_PER_DEGREE, positionReport } from './ais';
import { percentile, print } from './figures';
import { hall, open, pause, profile, REAL_URL } from './hall';

const VESSELS = 1_000;
const WARM_UP_S = Number(process.env['OPSHUB_BENCH_WARM_UP'] ?? 8);
const SECONDS = Number(process.env['OPSHUB_BENCH_SECONDS'] ?? 20);
/** 5.6 m there: a vessel of 11 knots that reports once a second. AIS tells 0.1 m apart, a tile's record 0.08 m. */
const STEP = 60;
/** Others with each run: positions of an earlier one are still on the board. */
const FIRST_MMSI = 230_000_000 + (Math.floor(Date.now() / 1_000) % 90_000) * VESSELS;
const COLUMNS = 40;
/** Vessels lie this far apart, in AIS steps: 170 m east, 110 m north. */
const [APART_EAST, APART_NORTH] = [1_800, 600];
const TICK_MS = 250;

interface Fleet {
  /** South-west corner, in AIS steps. */
  west: number;
  south: number;
  /** Unix ms at which the first report of the first vessel is due. */
  startAt: number;
}

const place = (fleet: Fleet, vessel: number, report: number): [longitude: number, latitude: number] => [
  fleet.west + (vessel % COLUMNS) * APART_EAST + report * STEP,
  fleet.south + Math.floor(vessel / COLUMNS) * APART_NORTH,
];

/** Every vessel once a second, evenly spread over it. */
const dueAt = (fleet: Fleet, vessel: number, report: number): number => fleet.startAt + report * 1_000 + vessel;

async function send(fleet: Fleet, door: Socket): Promise<void> {
  const all = VESSELS * (WARM_UP_S + SECONDS);
  for (let next = 0; next < all;) {
    let text = '';
    for (const now = Date.now(); next < all && dueAt(fleet, next % VESSELS, Math.floor(next / VESSELS)) <= now; next++) {
      const [longitude, latitude] = place(fleet, next % VESSELS, Math.floor(next / VESSELS));
      text += positionReport({ mmsi: FIRST_MMSI + (next % VESSELS), longitude, latitude, speedKnots: 11, courseDegrees: 90 });
    }
    if (text) door.write(text);
    await pause(2);
  }
}

interface Watched {
  messages: { at: number; text: string }[];
  draws: { at: number; shownAt: number }[];
}

interface Shown {
  latencies: number[];
  /** The same by the second in which they were shown: a machine that is busy now and then shows here. */
  bySecond: Map<number, number[]>;
  /** The browser's share of it, per frame: from the message to the screen. */
  inBrowser: number[];
  /** Bytes and positions of messages with 150 and more. */
  bytes: number;
  positions: number;
  frames: number;
  newest: Map<number, number>;
}

/** What the page had drawn when: its messages decoded as it decodes them, each shown with the first drawing after it. */
function read(fleet: Fleet, { messages, draws }: Watched): Shown {
  const vessels = new Map<string, number>();
  const newest = new Map<number, number>();
  const shown: Shown = { latencies: [], inBrowser: [], bySecond: new Map(), bytes: 0, positions: 0, frames: 0, newest };
  let draw = 0;
  for (const { at, text } of messages) {
    while (draw < draws.length && (draws[draw]!.at < at || draws[draw]!.shownAt === 0)) draw++;
    if (draw === draws.length) break;
    for (const part of text.split('\u001e').filter(Boolean)) {
      const message = JSON.parse(part) as { target?: string; arguments?: [RosterChanged & TilesChanged] };
      if (message.target === 'Roster')
        for (const { tile, slot, id } of message.arguments![0].entries)
          if (id.startsWith('mmsi:')) vessels.set(`${tile}#${slot}`, Number(id.slice(5)) - FIRST_MMSI);
      if (message.target !== 'Tiles') continue;
      const inFrame = take(fleet, message.arguments![0], vessels, draws[draw]!.shownAt, shown);
      shown.frames++;
      shown.inBrowser.push(draws[draw]!.shownAt - at);
      if (inFrame < 150 || shown.frames < 5) continue;
      shown.positions += inFrame;
      // The message, the separator, and what the WebSocket puts before it.
      shown.bytes += part.length + 1 + 4;
    }
  }
  return shown;
}

function take(fleet: Fleet, frame: TilesChanged, vessels: Map<string, number>, shownAt: number, shown: Shown): number {
  let count = 0;
  for (const { t: tile, r: records } of frame.tiles)
    decodeTile(tile, records, ({ slot, x }) => {
      count++;
      const vessel = vessels.get(`${tile}#${slot}`);
      if (vessel === undefined || vessel < 0 || vessel >= VESSELS) return;
      const report = Math.round((longitudeOf(x) * AIS_STEPS_PER_DEGREE - place(fleet, vessel, 0)[0]) / STEP);
      const before = shown.newest.get(vessel) ?? WARM_UP_S - 1;
      // A report that a newer one overtook has been waited for until the newer one was seen.
      for (let r = before + 1; r <= report; r++) {
        const latency = shownAt - dueAt(fleet, vessel, r);
        const second = Math.floor((shownAt - fleet.startAt) / 1_000);
        shown.latencies.push(latency);
        shown.bySecond.set(second, [...(shown.bySecond.get(second) ?? []), latency]);
      }
      if (report > before) shown.newest.set(vessel, report);
    });
  return count;
}

export async function fixToBrowser(): Promise<void> {
  if (!REAL_URL) throw new Error('fix-to-browser measures a running hub: OPSHUB_URL=http://127.0.0.1:8080 OPSHUB_DEMO_PASSWORD=... npm run bench -- fix-to-browser');
  const at = await hall();
  const context = await profile(at);
  await context.addInitScript(() => (window.recording.wants = ['Tiles', 'Roster']));
  const configured = context.waitForEvent('response', (response) => response.url().endsWith('/snapshot'));
  const page = await open(context, `${at.url}/wall`);
  const { port } = (await (await configured).json()) as { port: { latitudeDegrees: number; longitudeDegrees: number; zoom: number } };
  const [longitude, latitude] = [port.longitudeDegrees, port.latitudeDegrees].map((degrees) => Math.round(degrees * AIS_STEPS_PER_DEGREE)) as [number, number];
  const fleet: Fleet = { west: longitude - (COLUMNS / 2) * APART_EAST, south: latitude - (VESSELS / COLUMNS / 2) * APART_NORTH, startAt: Date.now() + 1_000 };
  const [host, tcp] = (process.env['OPSHUB_NMEA'] ?? '127.0.0.1:10110').split(':') as [string, string];
  const door = connect({ host, port: Number(tcp), noDelay: true });
  await new Promise((resolve, reject) => door.once('connect', resolve).once('error', reject));
  await send(fleet, door);
  await pause(2_000);
  const watched = await page.evaluate(() => ({ messages: window.recording.messages, draws: window.recording.draws }));
  const shown = read(fleet, watched);
  const box = (await page.locator('.map').boundingBox())!;
  const view: Viewport = { x: mercatorX(port.longitudeDegrees), y: mercatorY(port.latitudeDegrees), zoom: port.zoom, width: box.width, height: box.height };
  const drawn = await inked(page, fleet, view);
  door.destroy();
  await context.close();
  await at.close();
  const { latencies } = shown;
  console.log(`${VESSELS} reports/s for ${SECONDS} s after ${WARM_UP_S} s: ${latencies.length} of ${VESSELS * SECONDS} shown, ${shown.frames} frames; at the end ${drawn} of ${VESSELS} vessels have ink where they were last reported`);
  print({ what: 'fix to browser, p50', figure: percentile(latencies, 0.5), unit: 'ms' });
  print({ what: 'fix to browser, p95', figure: percentile(latencies, 0.95), unit: 'ms' });
  print({ what: 'fix to browser, p99', figure: percentile(latencies, 0.99), unit: 'ms', goal: TICK_MS + 50, note: 'from the intended send time to the frame after the drawing' });
  console.log(`  by the second it was shown in, p50/p99: ${[...shown.bySecond.values()].map((of) => `${percentile(of, 0.5)}/${percentile(of, 0.99)}`).join(' ')}`);
  print({ what: '  of it in the browser, p99', figure: percentile(shown.inBrowser, 0.99), unit: 'ms', note: `p50 ${percentile(shown.inBrowser, 0.5)} ms, from the message to the screen` });
  if (shown.positions > 0) print({ what: 'bytes per position, frames of 150 and more', figure: shown.bytes / shown.positions, unit: 'B', goal: 13, note: `${shown.positions} positions` });
}

/** How many vessels are really drawn where their last report says: pixels of the map's moving layer. */
async function inked(page: import('playwright-core').Page, fleet: Fleet, view: Viewport): Promise<number> {
  const points = Array.from({ length: VESSELS }, (_, vessel) => {
    const [longitude, latitude] = place(fleet, vessel, WARM_UP_S + SECONDS - 1).map((steps) => steps / AIS_STEPS_PER_DEGREE) as [number, number];
    return [screenX(view, mercatorX(longitude)), screenY(view, mercatorY(latitude))] as const;
  });
  return page.evaluate((wanted) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.top')!;
    const density = canvas.width / canvas.clientWidth;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    // The canvas reaches beyond the map's edges.
    const [paper, seen] = [canvas.getBoundingClientRect(), canvas.parentElement!.getBoundingClientRect()];
    const at = (x: number, y: number): number => Math.round((y + seen.top - paper.top) * density) * canvas.width + Math.round((x + seen.left - paper.left) * density);
    return wanted.filter(([x, y]) => data[at(x, y) * 4 + 3]! > 60).length;
  }, points);
}
