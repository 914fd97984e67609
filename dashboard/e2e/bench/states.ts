// Pictures of the wall board's states for docs/: looked at by people, never compared.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { hall, open, pause, profile, type Hall } from './hall';
import { small } from './png';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const LIMIT_BYTES = 300_000;

async function picture(page: Page, helper: Page, name: string): Promise<void> {
  // Blinking marks at their brighter half.
  await page.waitForFunction(() => document.getAnimations().filter((animation) => (animation as CSSAnimation).animationName?.includes('blink')).every((animation) => Number(animation.effect?.getComputedTiming().progress ?? 0) < 0.3), undefined, { polling: 20 });
  const bytes = await small(helper, await page.screenshot());
  if (bytes.length > LIMIT_BYTES) throw new Error(`wall-${name}.png would be ${bytes.length} bytes; ${LIMIT_BYTES} is the most`);
  writeFileSync(`${DOCS}wall-${name}.png`, bytes);
  console.log(`docs/wall-${name}.png: ${Math.round(bytes.length / 1024)} KiB`);
}

const STORM: readonly [subject: string, priority: string, title: string, cause: string, response: string][] = [
  ['Gate A', 'p2', 'Gate A: barrier does not open', 'power', 'Send traffic to Gate B'],
  ['Gate B', 'p2', 'Gate B: plate reader silent', 'power', 'Read plates by hand'],
  ['Bay 1', 'p2', 'Bay 1: weighbridge silent', 'power', 'Weigh at Bay 2'],
  ['Bay 2', 'p3', 'Bay 2: door sensor silent', 'power', 'Look at the door'],
  ['North yard', 'p3', 'North yard: camera 4 silent', 'power', 'Call the duty technician'],
  ['North yard', 'p3', 'North yard: camera 5 silent', 'power', 'Call the duty technician'],
];

function flood(at: Hall): void {
  const world = at.mock!.world;
  world.raise('duress/officer3', 'p1', 'Duress: Liis Saar', 'duress', 'An officer is in danger', 'Send help at once', { lat: 59.4815, lon: 24.952, subject: 'officer3', neverShelve: true });
  world.raise('power/substation-2', 'p1', 'Substation 2 has failed', 'power', 'Gates, bays and cameras go down', 'Call the port electrician', { lat: 59.488, lon: 24.965 });
  STORM.forEach(([subject, priority, title, cause, response], n) => world.raise(`power/${n}`, priority, title, cause, 'Works by hand only', response, { subject, rootCause: 'power/substation-2' }));
  for (let n = 0; n < 9; n++) world.raise(`silent/truck${n}`, 'p3', `Tracker silent: Truck ${n + 1}`, 'silent', 'The truck is not seen', 'Call the driver', { subject: `dev:truck${n + 1}` });
}

export async function states(): Promise<void> {
  const at = await hall('as it is');
  const context = await profile(at);
  const helper = await context.newPage();
  const page = await open(context, `${at.url}/wall`);
  await page.locator('[data-alarm]').first().waitFor();
  for (const id of [...at.mock!.world.alarms.keys()]) at.mock!.world.changeAlarm(id, 'alarmReturned', { status: 'normal' });
  await page.locator('[data-alarm]').first().waitFor({ state: 'detached' });
  await pause(3_000);
  await picture(page, helper, 'calm');

  flood(at);
  await page.locator('[data-alarm="power/substation-2"]').waitFor();
  await pause(1_500);
  await picture(page, helper, 'flood');

  await page.keyboard.press('p');
  await page.getByTestId('playback').waitFor();
  await page.getByRole('slider').waitFor();
  await pause(2_500);
  await picture(page, helper, 'playback');
  await page.keyboard.press('p');

  at.proxy.stall();
  await page.getByTestId('stale').waitFor({ timeout: 6_000 });
  await pause(1_000);
  await picture(page, helper, 'stale');
  at.proxy.cut();
  await page.getByTestId('disconnected').waitFor({ timeout: 8_000 });
  await pause(6_000);
  await picture(page, helper, 'disconnected');
  await context.close();
  await at.close();
}
