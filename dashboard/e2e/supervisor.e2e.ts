import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { isReal, picture, SIZES, stage, visitAs, type Stage } from './stage';

const size = SIZES.supervisor;
const queued = (at: Stage) => [...at.mock.world.inspections.values()].filter((i) => i.status === 'queued');
const card = (page: Page, id: string) => page.locator(`[data-case="${id}"]`);
const column = (page: Page, officer: string) => page.locator(`[data-officer="${officer}"]`);
/** Mari Tamm (officer1) has both skills. */
const TO = 'officer1';

describe('supervisor', () => {
  test('Board_ShowsTheQueueAndOfficers', async () => {
    const page = await visitAs(await stage({ lively: true }), 'supervisor', { size });
    await page.getByRole('region', { name: 'Unassigned' }).waitFor();
    await expect.poll(() => page.getByRole('meter').count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    await picture(page, 'supervisor');
  });

  test('Why_ShowsCandidatesCostsAndExclusions', async () => {
    const page = await visitAs(await stage(), 'supervisor', { size });
    await page.getByRole('button', { name: 'Why this officer?' }).first().click();
    const table = page.getByTestId('why');
    await table.getByText('chosen').waitFor();
    expect(await table.getByRole('row').count()).toBeGreaterThan(2);
    await picture(page, 'supervisor-why');
  });
});

describe.skipIf(isReal)('moves', () => {
  test('Move_WithTheKey_ShowsItsEffectFirstAndCanBeUndone', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const id = queued(at)[0]!.id;
    await card(page, id).focus();
    await page.keyboard.press('m');
    await page.getByRole('dialog').getByRole('button', { name: /^Mari Tamm/ }).click();
    const effect = page.getByTestId('effect');
    await effect.getByText('Mari Tamm').waitFor();
    expect(await effect.textContent()).toMatch(/\d+ → \d+ %/);
    // Shown, not sent.
    expect(at.mock.log).toEqual([]);
    await picture(page, 'supervisor-effect');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await column(page, TO).locator(`[data-case="${id}"]`).waitFor();
    await expect.poll(() => at.mock.log[0]?.body).toMatchObject({ inspection: id, to: TO, basedOnVersion: 1 });

    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
    await column(page, '').locator(`[data-case="${id}"]`).waitFor();
    await expect.poll(() => at.mock.world.inspections.get(id)!.officer).toBeUndefined();
  });

  test('Move_ByDrag', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const id = queued(at)[0]!.id;
    const from = (await card(page, id).boundingBox())!;
    const to = (await column(page, TO).boundingBox())!;
    await page.mouse.move(from.x + 60, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 80, from.y + 40, { steps: 4 });
    await page.mouse.move(Math.min(to.x, size.width - 200) + 80, to.y + 300, { steps: 12 });
    const over = page.locator('.column.over');
    await over.locator('.effect').getByText(/→|lacks/).waitFor();
    await page.mouse.up();
    await page.getByTestId('effect').waitFor();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await expect.poll(() => at.mock.world.inspections.get(id)!.officer).toBeDefined();
  });

  test('Move_WhenTheCaseChangedMeanwhile_ReturnsTheCardWithTheReason', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const id = queued(at)[0]!.id;
    await card(page, id).focus();
    await page.keyboard.press('m');
    await page.getByRole('dialog').getByRole('button', { name: /^Mari Tamm/ }).click();
    await page.getByTestId('effect').waitFor();
    at.mock.world.assign(at.mock.world.inspections.get(id)!, at.mock.world.officers.get('officer5'));
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByTestId('toast').getByText('Taken by Anna Ivanova meanwhile.').waitFor();
    await column(page, 'officer5').locator(`[data-case="${id}"]`).getByText('Taken by Anna Ivanova meanwhile.').waitFor();
    await picture(page, 'supervisor-conflict');
  });

  test('Move_ThatARuleForbids_CannotBeConfirmed', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const red = [...at.mock.world.inspections.values()].find((i) => i.kind === 'intensive')!;
    at.mock.world.withdraw(red.id);
    await column(page, '').locator(`[data-case="${red.id}"]`).waitFor();
    await card(page, red.id).getByRole('button', { name: 'Move to…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Liis Saar/ }).click();
    await page.getByRole('dialog').getByText('Liis Saar lacks physical.').waitFor();
    expect(await page.getByRole('button', { name: 'Move', exact: true }).isDisabled()).toBe(true);
  });

  test('Started_Work_CannotBeMoved', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const i = [...at.mock.world.inspections.values()].find((x) => x.status === 'accepted')!;
    at.mock.world.answer(i.id, 'start', { epoch: i.epoch }, i.officer!);
    await card(page, i.id).getByText('Examining').waitFor();
    expect(await card(page, i.id).getByRole('button', { name: 'Move to…' }).isDisabled()).toBe(true);
  });

  test('Cards_AreWalkedWithTheArrowKeys', async () => {
    const at = await stage();
    const page = await visitAs(at, 'supervisor', { size });
    const [first, second] = queued(at).map((i) => i.id);
    await page.locator('[data-officer=""] [data-case]').first().focus();
    await page.keyboard.press('ArrowDown');
    const focused = await page.evaluate(() => (document.activeElement as HTMLElement).dataset['case']);
    expect([first, second]).toContain(focused);
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement!.closest<HTMLElement>('[data-officer]')!.dataset['officer'])).not.toBe('');
  });
});
