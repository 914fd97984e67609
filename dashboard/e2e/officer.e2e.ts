import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { isReal, live, picture, SIZES, stage, visitAs, type Stage } from './stage';

const size = SIZES.officer;
const job = (page: Page, id: string) => page.locator(`[data-job="${id}"]`);

/** The mock's officer1 with exactly one offered case. */
function offerOne(at: Stage, kind: 'intensive' | 'documents' = 'intensive'): string {
  const { world } = at.mock;
  for (const i of world.inspections.values()) if (i.officer === 'officer1') world.withdraw(i.id);
  const one = [...world.inspections.values()].find((i) => i.status === 'queued' && i.kind === kind) ?? [...world.inspections.values()].find((i) => i.kind === kind)!;
  world.assign(one, world.officers.get('officer1'));
  return one.id;
}

/** A picture of some size, made by the browser itself. */
async function addPhoto(page: Page, width: number, height: number): Promise<void> {
  const png = await page.evaluate(([w, h]) => {
    const canvas = document.createElement('canvas');
    canvas.width = w!;
    canvas.height = h!;
    const c = canvas.getContext('2d')!;
    c.fillStyle = '#567';
    c.fillRect(0, 0, w!, h!);
    c.fillStyle = '#fff';
    c.font = '200px sans-serif';
    c.fillText('SEAL 4711', 100, 400);
    return canvas.toDataURL('image/png').split(',')[1]!;
  }, [width, height]);
  await page.setInputFiles('input[type=file]', { name: 'seal.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
  await page.getByAltText('Photo 1').waitFor();
}

async function fillFinish(page: Page, checklist: readonly string[]): Promise<void> {
  for (const item of checklist) await page.getByLabel(item).check();
  await page.getByLabel('Findings').fill('Goods as declared, seal intact');
  await page.getByLabel('Release').check();
}

describe('officer', () => {
  test('Page_ShowsDutyOnAPhone', async () => {
    const page = await visitAs(await stage(), 'officer1', { size });
    await page.getByRole('region', { name: 'Duty' }).waitFor();
    await page.getByRole('button', { name: 'Hold for help' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('main button, main input:not([type=checkbox]):not([type=radio]), footer button')]
      .filter((b) => b.offsetHeight > 0 && b.offsetHeight < 48).map((b) => `${b.textContent} ${b.offsetHeight}`));
    expect(small).toEqual([]);
    await picture(page, 'officer');
  });
});

describe.skipIf(isReal)('officer on the mock', () => {
  test('Case_FromOfferToFinishWithPhoto', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    await picture(page, 'officer-offer');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const finish = page.getByRole('button', { name: 'Finish' });
    await finish.waitFor();
    expect(await finish.isDisabled()).toBe(true);
    await fillFinish(page, at.mock.world.inspections.get(id)!.checklist);
    expect(await finish.isDisabled()).toBe(true);
    await addPhoto(page, 3200, 2400);
    expect(await page.evaluate(() => new Promise((done) => { const i = new Image(); i.onload = () => done([i.naturalWidth, i.naturalHeight]); i.src = document.querySelector<HTMLImageElement>('figure img')!.src; }))).toEqual([1600, 1200]);
    await picture(page, 'officer-finish');
    await finish.click();
    await job(page, id).waitFor({ state: 'detached' });
    await expect.poll(() => at.mock.log.map((c) => c.path.split('/').pop())).toEqual(['accept', 'start', 'finish']);
    const { evidence } = at.mock.log[2]!.body as { evidence: string[] };
    expect(evidence).toHaveLength(1);
    expect(createHash('sha256').update(at.mock.world.evidence.get(evidence[0]!)!).digest('hex')).toBe(evidence[0]);
    expect(at.mock.world.inspections.get(id)!.status).toBe('closed');
  });

  test('Decline_NeedsAReason', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    await page.getByRole('button', { name: 'Decline' }).click();
    const dialog = page.getByRole('dialog', { name: 'Decline' });
    await dialog.getByLabel('Reason').fill('Importer is my cousin');
    await dialog.getByLabel(/conflict of interest/).check();
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await job(page, id).waitFor({ state: 'detached' });
    // The card goes at once, the command a moment later.
    await expect.poll(() => at.mock.log[0]?.body).toMatchObject({ reason: 'Importer is my cousin', recuse: true, officer: 'officer1' });
  });

  test('Offline_WorkIsKeptAndReplayedInOrder', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    at.proxy.cut();
    await page.getByTestId('disconnected').waitFor({ timeout: 10_000 });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await fillFinish(page, at.mock.world.inspections.get(id)!.checklist);
    await addPhoto(page, 800, 600);
    await page.getByRole('button', { name: 'Finish' }).click();
    const tray = page.getByTestId('unsent');
    await expect.poll(() => tray.getByRole('listitem').allTextContents()).toEqual([expect.stringContaining('Accept'), expect.stringContaining('Start'), expect.stringContaining('Finish')]);
    await picture(page, 'officer-unsent');
    expect(at.mock.log).toEqual([]);
    at.proxy.heal();
    await tray.waitFor({ state: 'detached', timeout: 20_000 });
    expect(at.mock.log.map((c) => c.path.split('/').pop())).toEqual(['accept', 'start', 'finish']);
    const ids = at.mock.log.map((c) => String(c.body['commandId']));
    expect([...ids].sort()).toEqual(ids);
    for (const i of ids) expect(i).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(at.mock.world.inspections.get(id)!.status).toBe('closed');
  });

  test('Offline_UnsentWorkSurvivesAClosedApp', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    at.proxy.cut();
    await page.getByTestId('disconnected').waitFor({ timeout: 10_000 });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByTestId('unsent').waitFor();
    await page.reload();
    await page.getByTestId('unsent').getByText('Accept').waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    at.proxy.heal();
    await page.getByTestId('unsent').waitFor({ state: 'detached', timeout: 20_000 });
    expect(at.mock.world.inspections.get(id)!.status).toBe('accepted');
  });

  test('Offline_AJobTakenAwayMeanwhile_BecomesAVisibleRefusal', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect.poll(() => at.mock.world.inspections.get(id)!.status).toBe('accepted');
    at.proxy.cut();
    await page.getByTestId('disconnected').waitFor({ timeout: 10_000 });
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByTestId('unsent').waitFor();
    at.mock.world.assign(at.mock.world.inspections.get(id)!, at.mock.world.officers.get('officer5'));
    at.proxy.heal();
    const card = page.getByTestId('refused');
    await card.getByText('The case went to officer5 meanwhile.').waitFor({ timeout: 20_000 });
    await picture(page, 'officer-refused');
    await job(page, id).waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Understood' }).click();
    await card.waitFor({ state: 'detached' });
  });

  test('Server_ThatAnswersTwice_StillAppliesOnce', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    let fails = 1;
    at.mock.context.fail = (method, path) => (method === 'POST' && path.includes('accept') && fails-- > 0 ? 503 : undefined);
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect.poll(() => at.mock.world.inspections.get(id)!.status, { timeout: 20_000 }).toBe('accepted');
    await page.getByTestId('unsent').waitFor({ state: 'detached', timeout: 10_000 });
  });

  test('Shift_StartBreakEnd', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer8', { size });
    await page.getByText('You are off shift.').waitFor();
    await page.getByRole('button', { name: 'Start shift' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /8 h/ }).click();
    await expect.poll(() => at.mock.world.officers.get('officer8')!.status).toBe('available');
    await page.getByRole('button', { name: 'Break', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '20 min' }).click();
    await page.getByRole('button', { name: 'End break' }).click();
    await page.getByRole('button', { name: 'End shift' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Day is over');
    await page.getByRole('dialog').getByRole('button', { name: 'End shift' }).click();
    await expect.poll(() => at.mock.world.officers.get('officer8')!.status).toBe('offShift');
    expect(at.mock.log.map((c) => c.path.slice('/officers/me/'.length))).toEqual(['shift/start', 'break/start', 'break/end', 'shift/end']);
  });

  test('Duress_IsHeldNotTapped', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const button = page.getByRole('button', { name: /Hold for help/ });
    await button.click();
    expect(at.mock.world.officers.get('officer1')!.duress).toBeUndefined();
    await button.hover();
    await page.mouse.down();
    await page.getByRole('button', { name: 'Help was called' }).waitFor({ timeout: 10_000 });
    await page.mouse.up();
    await expect.poll(() => at.mock.world.officers.get('officer1')!.duress).toBe(true);
    await live(page);
  });

  test('Duress_DoesNotWaitForWhatIsOnItsWay', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    const held = page.waitForRequest(/\/accept$/);
    // Never answered: the line stands still behind it.
    await page.route(/\/accept$/, () => undefined);
    await page.getByRole('button', { name: 'Accept' }).click();
    await held;
    await page.getByRole('button', { name: /Hold for help/ }).hover();
    await page.mouse.down();
    await expect.poll(() => at.mock.world.officers.get('officer1')!.duress, { timeout: 5_000 }).toBe(true);
    await page.mouse.up();
    await page.getByRole('button', { name: 'Help was called' }).waitFor();
  });

  test('Decision_WhileAnotherIsOnItsWay_GoesOutRightAfter', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    let release = (): void => undefined;
    await page.route(/\/accept$/, async (route) => {
      await new Promise<void>((go) => (release = go));
      await route.continue();
    });
    const held = page.waitForRequest(/\/accept$/);
    await page.getByRole('button', { name: 'Accept' }).click();
    await held;
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByTestId('unsent').getByText('Start').waitFor();
    release();
    // Well before the retry every five seconds would have sent it.
    await expect.poll(() => at.mock.world.inspections.get(id)!.status, { timeout: 2_500 }).toBe('examining');
  });

  test('Offer_TakenBack_LeavesThePage', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size });
    const id = offerOne(at);
    await job(page, id).waitFor();
    at.mock.world.withdraw(id);
    await job(page, id).waitFor({ state: 'detached' });
  });
});
