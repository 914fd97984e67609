import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe';
import { isReal, picture, SIZES, stage, visitAs } from './stage';

/** Share of pixels of the moving layer that are drawn on. */
const drawn = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.top')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) n++;
    return n / (data.length / 4);
  });

describe('wall', () => {
  test('Board_FitsTheWallWithoutScrolling', async () => {
    const page = await visitAs(await stage({ lively: true }), 'commander');
    await page.locator('.tile').nth(5).waitFor();
    expect(await page.locator('.tile').count()).toBe(6);
    const { scrolls, below } = await page.evaluate(() => ({
      scrolls: document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
      below: [...document.querySelectorAll('section.panel')].filter((s) => s.getBoundingClientRect().bottom > innerHeight + 1).length,
    }));
    expect(scrolls).toBe(false);
    expect(below).toBe(0);
    await expect.poll(() => drawn(page), { timeout: 15_000 }).toBeGreaterThan(0.0005);
    await picture(page, 'wall');
  });

  test('Map_Moves', async () => {
    const page = await visitAs(await stage(), 'commander');
    await expect.poll(() => drawn(page), { timeout: 15_000 }).toBeGreaterThan(0.0005);
    const shot = (): Promise<string> => page.evaluate(() => document.querySelector<HTMLCanvasElement>('canvas.top')!.toDataURL());
    const before = await shot();
    await expect.poll(async () => (await shot()) !== before, { timeout: 20_000 }).toBe(true);
  });

  test('Map_IsMirroredByATable', async () => {
    const page = await visitAs(await stage(), 'commander');
    await expect.poll(() => drawn(page), { timeout: 15_000 }).toBeGreaterThan(0.0005);
    await page.keyboard.press('t');
    const rows = page.getByRole('table', { name: 'On the map' }).getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('complementary').waitFor();
  });

  test.skipIf(isReal)('Things_ByClickFindAndFollow', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    await expect.poll(() => drawn(page), { timeout: 15_000 }).toBeGreaterThan(0.0005);
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('megastar');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await panel.getByRole('heading', { name: 'MEGASTAR' }).waitFor();
    await panel.getByText('ESAB').waitFor();
    await page.keyboard.press('f');
    await panel.getByRole('button', { name: 'Stop following' }).waitFor();
    // It is in the middle now: a click there picks it, or its neighbour, but something.
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    const box = (await page.locator('canvas.top').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await panel.waitFor();
  });

  test('Shipment_TellsItsStory', async () => {
    const page = await visitAs(await stage(), 'commander');
    await page.getByRole('region', { name: 'Declarations' }).getByRole('listitem').first().getByRole('button').click();
    const story = page.getByRole('complementary');
    for (const heading of ['Lane and why', 'Goods', 'Documents', 'Timeline']) await story.getByRole('heading', { name: heading }).waitFor();
    if (!isReal) await story.getByRole('button', { name: 'Show on the map' }).click();
    await picture(page, 'wall-story');
  });

  test.skipIf(isReal)('Focus_GoesWithItsMovement_WhenNewerOnesCome_AndLeavesWithIt', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    const rows = page.getByRole('region', { name: 'Cargo movements' }).getByRole('listitem');
    const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? null);
    await rows.nth(2).getByRole('button').focus();
    const before = await focused();
    expect(before).toContain('discharged');
    const shipment = [...at.mock.world.shipments.keys()][0]!;
    at.mock.world.move(shipment, 'gateOut', 'Gate A', 'MSCU1111111');
    await rows.first().getByText('MSCU1111111').waitFor();
    expect(await focused()).toBe(before);
    expect(await rows.nth(3).getByRole('button').evaluate((b) => b === document.activeElement)).toBe(true);
    for (let n = 0; n < 9; n++) at.mock.world.move(shipment, 'scanned', 'Bay 1', `MSCU222222${n}`);
    await rows.first().getByText('MSCU2222228').waitFor();
    expect(await focused()).toBeNull();
  });

  test('Keyboard_IsListedOnQuestionMarkAndCanBeSwitchedOff', async () => {
    const page = await visitAs(await stage(), 'commander');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.getByText('Acknowledge the alarm').waitFor();
    await help.getByLabel('Single-key shortcuts are on').uncheck();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('l');
    expect(await page.locator('.layers').count()).toBe(0);
  });

  test('About_NamesRuntimeAndVersion', async () => {
    const page = await visitAs(await stage(), 'commander');
    await page.getByRole('button', { name: /^Menu of/ }).click();
    await page.getByRole('button', { name: 'About OpsHub' }).click();
    await expect.poll(() => page.getByTestId('runtime').textContent()).toMatch(isReal ? /Orleans|Embedded/ : /Mock/);
  });

  test('Kpi_OpensItsTwoHours', async () => {
    const page = await visitAs(await stage(), 'commander');
    await page.locator('.tile').first().click();
    await page.getByRole('dialog').locator('canvas, p').first().waitFor();
  });
});

describe.skipIf(isReal)('alarms', () => {
  test('Alarm_IsSeenWithin250Milliseconds', async () => {
    const ALARMS = 40;
    const at = await stage();
    const page = await visitAs(at, 'commander');
    const waits: number[] = [];
    for (let n = 0; n < ALARMS; n++) {
      const id = `test/${n}`;
      const seen = page.evaluate((wanted) => new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector(`[data-alarm="${wanted}"]`)) requestAnimationFrame(() => resolve(Date.now()));
          else requestAnimationFrame(look);
        };
        look();
      }), id);
      const raised = Date.now();
      at.mock.world.raise(id, 'p1', `Test ${n}`, `cause ${n}`, '', 'Look');
      waits.push((await seen) - raised);
      // One at a time: more than twelve of as many causes share the last row.
      at.mock.world.changeAlarm(id, 'alarmReturned', { status: 'normal' });
    }
    waits.sort((a, b) => a - b);
    const [median, p95] = [waits[ALARMS / 2]!, waits[Math.floor(ALARMS * 0.95)]!];
    console.log(`alarm to pixel: median ${median} ms, p95 ${p95} ms`);
    // The goal is a p95 of 250 ms on a machine of its own; a shared one keeps the median.
    expect(median).toBeLessThan(250);
    expect(p95).toBeLessThan(1_000);
  });

  test('Alarm_IsAcknowledgedWithTheKeyAndShelvedWithAReason', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    await page.keyboard.press('a');
    await page.locator('[data-alarm="scanner-down/Scanner"][data-status=acknowledged]').waitFor();
    await expect.poll(() => at.mock.world.alarms.get('scanner-down/Scanner')!.status).toBe('acknowledged');

    await page.getByRole('button', { name: 'Shelve: Queue above limit: 41 cases wait' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Second shift is coming');
    await dialog.getByRole('button', { name: 'Shelve', exact: true }).click();
    await page.getByText('1 shelved').waitFor();
    await expect.poll(() => at.mock.world.alarms.get('queue-long/EETLL')!.shelvedReason).toBe('Second shift is coming');
  });

  test('Duress_CannotBeShelved', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.mock.world.raise('duress/officer1', 'p1', 'Duress: Mari Tamm', 'duress', '', 'Send help at once', { neverShelve: true });
    const row = page.locator('[data-alarm="duress/officer1"]');
    await row.waitFor();
    expect(await row.getByRole('button', { name: /^Shelve/ }).count()).toBe(0);
  });

  test('Flood_ShowsTwelveRowsAndSaysSo', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    for (let n = 0; n < 40; n++) at.mock.world.raise(`flood/${n}`, n % 2 ? 'p3' : 'p2', `Sensor ${n} lost`, n < 30 ? 'power' : `cause ${n}`, '', 'Check the power');
    await page.getByText('Flood: grouped by cause').waitFor({ timeout: 15_000 });
    expect(await page.locator('[data-alarm]').count()).toBeLessThanOrEqual(12);
    // What is grouped is acknowledged together: one cause.
    await page.getByRole('button', { name: 'Acknowledge: Sensor 0 lost' }).click();
    await expect.poll(() => [...at.mock.world.alarms.values()].filter((a) => a.status === 'acknowledged').length).toBe(30);
    await page.getByTestId('alarm-strip').getByText('44/150').waitFor();
    await picture(page, 'wall-flood');
    // One call, not one for each.
    expect(at.mock.log.filter((c) => c.path.endsWith('/alarms/acknowledge')).map((c) => [c.body['rootCause'], (c.body['alarms'] as string[]).length])).toEqual([['power', 30]]);
  });

  test('Alarm_OutOfServiceAndShelved_AreListedAndBroughtBack', async () => {
    const at = await stage();
    const open = await visitAs(at, 'commander');
    await open.getByRole('button', { name: 'Shelve: Queue above limit: 41 cases wait' }).click();
    const dialog = open.getByRole('dialog');
    await dialog.getByLabel('For').selectOption({ label: 'until put back (out of service)' });
    await dialog.getByLabel('Reason').fill('Counter is broken');
    await dialog.getByRole('button', { name: 'Shelve', exact: true }).click();
    await open.getByText('1 out of service').waitFor();
    expect(at.mock.world.alarms.get('queue-long/EETLL')!.outOfServiceReason).toBe('Counter is broken');

    await open.keyboard.press('e');
    const health = open.getByRole('dialog', { name: 'Alarm health' });
    await health.getByText('Counter is broken').waitFor();
    await health.getByText('of 150 acceptable, 300 manageable').waitFor();
    await picture(open, 'wall-alarm-health');
    expect(await violations(open)).toEqual([]);
    await health.getByRole('button', { name: 'Put in service: Queue above limit: 41 cases wait' }).click();
    await health.getByText('Nothing is shelved, suppressed or out of service.').waitFor();
    await open.keyboard.press('Escape');
    await open.locator('[data-alarm="queue-long/EETLL"][data-status=unacknowledged]').waitFor();
  });

  test('P1_NobodyAnswered_ReachesTheSupervisor_WhoAnswersIt', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size: SIZES.supervisor });
    expect(await page.locator('[data-testid=alarm-calls] [data-alarm]').count()).toBe(0);
    at.mock.world.changeAlarm('scanner-down/Scanner', 'alarmEscalated', { escalationLevel: 1 });
    const call = page.getByTestId('alarm-calls').locator('[data-alarm="scanner-down/Scanner"]');
    await call.waitFor();
    await picture(page, 'supervisor-called');
    expect(await violations(page)).toEqual([]);
    await call.getByRole('button', { name: /^Acknowledge/ }).click();
    await call.waitFor({ state: 'detached' });
    expect(at.mock.world.alarms.get('scanner-down/Scanner')!.acknowledgedBy).toBe('supervisor');
  });

  test('Alarms_OnAPhone_AreReadableWithoutSidewaysScrolling', async () => {
    const page = await visitAs(await stage(), 'commander', { size: SIZES.officer });
    await page.getByTestId('alarm-strip').scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await picture(page, 'wall-alarms-phone');
    await page.getByTestId('alarm-strip').click();
    await page.getByRole('dialog').locator('dl').waitFor();
    await picture(page, 'wall-alarm-health-phone');
  });

  test('Chattering_IsMarkedAndCounted', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.mock.world.raise('door/3', 'p2', 'Door 3 open', 'door', '', 'Look', { chattering: true });
    await page.locator('[data-alarm="door/3"]').getByText('chattering').waitFor();
  });

  for (const locale of ['ar', 'zh'] as const)
    test(`Strip_${locale}_FitsItsPanel`, async () => {
      const page = await visitAs(await stage(), 'commander', { locale, theme: 'light' });
      const strip = page.getByTestId('alarm-strip');
      await strip.waitFor();
      expect(await strip.evaluate((e) => e.scrollWidth <= e.clientWidth && e.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
      await page.keyboard.press('e');
      await page.getByRole('dialog').locator('dl').waitFor();
      await picture(page, `wall-alarm-health-${locale}`);
      expect(await violations(page)).toEqual([]);
    });

  test.skipIf(isReal)('Alarm_WithALongTitle_IsReadInFull_InAFullList', async () => {
    const at = await stage();
    for (let n = 0; n < 10; n++) at.mock.world.raise(`gate-out/${n}`, 'p1', `Gate-out of MSCU72826${10 + n} at Muuga east gate before release`, `g${n}`, 'Goods have left', 'Stop the truck');
    const page = await visitAs(at, 'commander');
    await page.locator('[data-alarm="gate-out/9"]').waitFor();
    expect(await page.locator('.alarms [data-alarm]').count()).toBe(12);
    const cut = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.alarms [data-alarm] .title')].filter((title) => {
      const [own, row] = [title.getBoundingClientRect(), title.closest('[data-alarm]')!.getBoundingClientRect()];
      return title.scrollHeight > title.clientHeight + 1 || title.scrollWidth > title.clientWidth || own.top < row.top || own.bottom > row.bottom + 1;
    }).map((title) => title.textContent));
    await picture(page, 'wall-long-titles');
    expect(cut).toEqual([]);
    expect(await page.evaluate(() => { const list = document.querySelector('.alarms ol')!; return list.scrollHeight <= list.clientHeight; })).toBe(true);
  });

  test('Auditor_SeesAlarmsAndCannotAnswer', async () => {
    const page = await visitAs(await stage(), 'auditor');
    await page.locator('[data-alarm]').first().waitFor();
    expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
  });
});
