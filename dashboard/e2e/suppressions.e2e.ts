import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe';
import { isReal, picture, stage, visitAs, type Look, type Stage } from './stage';

/** Goes on with Tab, as somebody without a mouse does, until the focus is where it should be. */
async function tabTo(page: Page, is: string): Promise<void> {
  for (let n = 0; n < 40; n++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, is)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${is}`);
}

function silence(at: Stage, n: number): void {
  at.mock.world.raise(`silent/gate${n}`, 'p3', `Gate 3: reader ${n} silent`, 'silent', 'Plates are not read', 'Read them by hand', { class: 'device-silent' });
}

describe.skipIf(isReal)('suppressions by design', () => {
  test('Suppression_MadeWithTheKeyboard_KeepsItsAlarmsQuiet_AndIsEnded', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    silence(at, 1);
    await page.locator('[data-alarm="silent/gate1"]').waitFor();

    await page.keyboard.press('e');
    const health = page.getByRole('dialog', { name: 'Alarm health' });
    await health.getByText('No suppression is set.').waitFor();
    await tabTo(page, 'section[aria-labelledby=suppressions] button');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Suppress alarms by design' });
    await form.getByRole('checkbox', { name: 'Device silent' }).waitFor();
    await tabTo(page, 'input[maxlength="64"]');
    await page.keyboard.type('Gate 3 cables');
    await tabTo(page, 'input[value=device-silent]');
    await page.keyboard.press('Space');
    await tabTo(page, 'input[maxlength="400"]');
    await page.keyboard.type('Readers are without power until noon');
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });

    const row = health.locator('[data-suppression="Gate 3 cables"]');
    await row.getByText('1 kept quiet').waitFor();
    expect(await row.getAttribute('data-active')).toBe('true');
    const sent = at.mock.world.suppressions.get('Gate 3 cables')!.suppression;
    expect(sent).toMatchObject({ classes: ['device-silent'], reason: 'Readers are without power until noon' });
    expect(Date.parse(sent['until'] as string) - Date.parse(sent['from'] as string)).toBe(4 * 3_600_000);
    await page.locator('[data-alarm="silent/gate1"]').waitFor({ state: 'detached' });
    await health.locator('[data-quiet="silent/gate1"]').getByText('Gate 3 cables').waitFor();
    await picture(page, 'wall-suppressions');

    await row.getByRole('button', { name: 'End Gate 3 cables' }).press('Enter');
    await row.waitFor({ state: 'detached' });
    await page.locator('[data-alarm="silent/gate1"][data-status=unacknowledged]').waitFor();
  });

  test('Suppression_OfWeeklyHours_AndWhileAnotherAlarmStands', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor');
    await page.goto(`${at.url}/wall`);
    await page.getByTestId('alarm-strip').click();
    const add = page.getByRole('button', { name: 'New suppression' });
    const form = page.getByRole('dialog', { name: 'Suppress alarms by design' });
    await add.click();
    await form.getByLabel('Name').fill('Nights');
    await form.getByRole('checkbox', { name: 'Inspection overdue' }).check();
    await form.getByLabel('Only about this zone').selectOption('Quiet anchorage');
    await form.getByLabel('Condition').selectOption('weekly');
    for (const day of ['Tue', 'Wed', 'Thu']) await form.getByRole('checkbox', { name: day }).uncheck();
    await form.getByLabel('Why').fill('Nobody examines at night');
    await form.getByRole('button', { name: 'Suppress' }).click();
    await page.locator('[data-suppression=Nights]').getByText('Mon Fri 22:00–06:00').waitFor();
    expect(at.mock.world.suppressions.get('Nights')!.suppression).toMatchObject({
      zone: 'Quiet anchorage', timeZone: 'Europe/Tallinn', weekly: [{ day: 1, from: '22:00:00', until: '06:00:00' }, { day: 5, from: '22:00:00', until: '06:00:00' }],
    });

    await add.click();
    await form.getByLabel('Name').fill('Known cause');
    await form.getByLabel('Condition').selectOption('alarm');
    await form.getByLabel('Alarm that must stand').selectOption('queue-limit');
    expect(await form.getByRole('checkbox', { name: 'Queue above its limit' }).isDisabled()).toBe(true);
    await form.getByRole('checkbox', { name: 'Inspection overdue' }).check();
    await form.getByLabel('Why').fill('The queue says it already');
    await form.getByRole('button', { name: 'Suppress' }).click();
    await page.locator('[data-suppression="Known cause"]').getByText('While this stands: Queue above its limit').waitFor();
  });

  test('Suppression_WithoutAlarms_OrWithAWindowThatIsOver_IsNotSent_AndSaysWhy', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    await page.getByTestId('alarm-strip').click();
    await page.getByRole('button', { name: 'New suppression' }).click();
    const form = page.getByRole('dialog', { name: 'Suppress alarms by design' });
    expect(await form.getByRole('checkbox', { name: 'duress' }).count()).toBe(0);
    await form.getByLabel('Name').fill('x');
    await form.getByLabel('Why').fill('why not');
    await form.getByRole('button', { name: 'Suppress' }).click();
    await form.getByRole('alert').getByText('Choose at least one kind of alarm.').waitFor();
    await form.getByRole('checkbox', { name: 'Device silent' }).check();
    await form.getByRole('textbox', { name: 'Until' }).fill('2020-01-01T00:00');
    await form.getByRole('button', { name: 'Suppress' }).click();
    await form.getByRole('alert').getByText('The end must lie ahead').waitFor();
    expect(at.mock.world.suppressions.size).toBe(0);
  });

  test('Auditor_SeesSuppressions_AndCannotSetOrEndThem', async () => {
    const at = await stage();
    at.mock.world.suppressions.set('Quay works', { suppression: { name: 'Quay works', classes: ['device-silent'], reason: 'Cables are laid', whileAlarm: 'queue-limit' }, setBy: 'commander', setAt: new Date().toISOString() } as never);
    const page = await visitAs(at, 'auditor');
    await page.getByTestId('alarm-strip').click();
    await page.locator('[data-suppression="Quay works"]').getByText('Cables are laid').waitFor();
    expect(await page.getByRole('button', { name: 'New suppression' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^End / }).count()).toBe(0);
  });

  const LOOKS: [string, Look][] = [['dark', {}], ['light', { theme: 'light' }], ['right-to-left', { locale: 'ar' }], ['phone', { size: { width: 390, height: 844 } }]];
  test.each(LOOKS)('Form_%s_IsAccessible_AndFits', async (name, look) => {
    const page = await visitAs(await stage(), 'commander', look);
    await page.getByTestId('alarm-strip').click();
    await page.locator('section[aria-labelledby=suppressions] button').click();
    await page.locator('input[value=device-silent]').waitFor();
    await picture(page, `suppression-form-${name}`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => [...document.querySelectorAll('dialog .content')].some((e) => e.scrollWidth > e.clientWidth))).toBe(false);
  });
});
