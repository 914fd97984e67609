import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe';
import { isReal, picture, stage, visitAs, type Look } from './stage';

const shot = (page: Page): Promise<string> => page.evaluate(() => document.querySelector<HTMLCanvasElement>('canvas.top')!.toDataURL());
const slider = (page: Page) => page.getByRole('slider', { name: 'Time shown' });
const told = async (page: Page): Promise<string> => (await slider(page).getAttribute('aria-valuetext'))!;

async function play(page: Page): Promise<void> {
  await page.locator('canvas.top').waitFor();
  await page.keyboard.press('p');
  await page.getByTestId('playback').waitFor();
}

/** Pixels of the moving layer in the accent's colour: rings, and the track of the selected thing. */
const accented = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const probe = document.createElement('canvas').getContext('2d')!;
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.top')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 100 && Math.abs(data[i]! - r!) + Math.abs(data[i + 1]! - g!) + Math.abs(data[i + 2]! - b!) < 24) n++;
    return n;
  });

describe('playback', () => {
  test('Playback_ShowsThePastUnderItsMark_AndOneKeyReturnsToLive', async () => {
    const page = await visitAs(await stage(), 'commander');
    await play(page);
    expect(await page.getByTestId('playback').textContent()).toMatch(/PLAYBACK/);
    await slider(page).waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    const before = await shot(page);
    const time = await told(page);
    await expect.poll(() => told(page), { timeout: 10_000 }).not.toBe(time);
    await expect.poll(async () => (await shot(page)) !== before, { timeout: 10_000 }).toBe(true);
    await picture(page, 'wall-playback');
    // The focus is on the slider: the key works there too.
    await page.keyboard.press('p');
    await page.getByTestId('playback').waitFor({ state: 'detached' });
    expect(await slider(page).count()).toBe(0);
  });

  test('Playback_ByKeyboard_StepsPausesAndChangesSpeed', async () => {
    const page = await visitAs(await stage(), 'commander');
    await play(page);
    await slider(page).press(' ');
    await page.getByRole('button', { name: 'Play K' }).waitFor();
    const start = await told(page);
    await slider(page).press(',');
    await expect.poll(() => told(page)).not.toBe(start);
    await slider(page).press('.');
    await expect.poll(() => told(page)).toBe(start);
    await slider(page).press('ArrowLeft');
    await expect.poll(() => told(page)).not.toBe(start);
    await slider(page).press('Home');
    await page.getByText('Positions are kept from').waitFor();
    await page.getByRole('button', { name: '60×' }).click();
    await page.getByRole('button', { name: '60×', pressed: true }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  test('Playback_AtSixtyTimes_RunsThatFast', async () => {
    const page = await visitAs(await stage(), 'commander');
    await play(page);
    await page.getByRole('button', { name: '60×' }).click();
    const now = async (): Promise<number> => Number(await slider(page).inputValue());
    const [from, began] = [await now(), Date.now()];
    await expect.poll(now, { timeout: 20_000 }).toBeGreaterThan(from + 300_000);
    const rate = ((await now()) - from) / (Date.now() - began);
    expect(rate).toBeGreaterThan(25);
    expect(rate).toBeLessThan(75);
  });

  test.skipIf(isReal)('Playback_LetsTheLiveBoardGoOn', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    await play(page);
    at.mock.world.raise('during/playback', 'p2', 'Gate A blocked', 'gate', '', 'Send a tow', {});
    await page.locator('[data-alarm="during/playback"]').waitFor({ timeout: 5_000 });
  });

  test.skipIf(isReal)('Playback_ThatTheServerRefuses_SaysWhy_AndLeavesLiveAtHand', async () => {
    const at = await stage();
    at.mock.context.fail = (_method, path) => (path.endsWith('/playback') ? 503 : undefined);
    const page = await visitAs(at, 'commander');
    await play(page);
    await page.getByText('Out of order').waitFor();
    await page.getByRole('button', { name: /^Live/ }).click();
    await page.getByTestId('playback').waitFor({ state: 'detached' });
  });

  test.skipIf(isReal)('Selected_HasItsTrackFromTheHistory_LiveAndPlayedBack', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('megastar');
    await page.getByRole('option').first().waitFor();
    const asked = page.waitForResponse((response) => response.url().includes('/history?'));
    await page.keyboard.press('Enter');
    await asked;
    // The ring around the selected thing and its name are 150 px; a track is a line.
    await expect.poll(() => accented(page), { timeout: 10_000 }).toBeGreaterThan(400);
    await picture(page, 'wall-track');
    await play(page);
    await expect.poll(() => accented(page), { timeout: 10_000 }).toBeGreaterThan(400);
    await picture(page, 'wall-playback-track');
  });

  const LOOKS: [string, Look][] = [['dark', {}], ['light', { theme: 'light' }], ['right-to-left', { locale: 'ar' }]];
  test.each(LOOKS)('Playback_%s_IsAccessible', async (name, look) => {
    const page = await visitAs(await stage(), 'commander', look);
    await play(page);
    await page.getByRole('slider').waitFor();
    await picture(page, `wall-playback-${name}`);
    expect(await violations(page)).toEqual([]);
  });

  test('ReducedMotion_WaitsForThePerson', async () => {
    const page = await visitAs(await stage(), 'commander');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await play(page);
    await page.getByRole('button', { name: 'Play K' }).waitFor();
  });
});
