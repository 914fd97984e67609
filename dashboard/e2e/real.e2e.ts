import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isReal, live, picture, SIZES, stage, visitAs } from './stage';

/** Officer One of the demo is nobody's robot: it waits for a person. */
const OFFICER = { user: 'officer1', name: 'Officer One' };

async function startShift(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Start shift' });
  await page.getByRole('button', { name: /Start shift|End shift/ }).waitFor();
  if (!(await start.isVisible())) return;
  await start.click();
  await page.getByRole('dialog').getByRole('button', { name: /8 h/ }).click();
  await page.getByRole('button', { name: 'End shift' }).waitFor();
}

/** Moves the first case that can be moved to the officer; the demo's robots are quick, so a refusal means the next one. */
async function moveOne(page: Page): Promise<string> {
  for (let attempt = 0; attempt < 30; attempt++) {
    const mine = page.locator(`[data-officer="${OFFICER.user}"] [data-case]`).first();
    if (await mine.isVisible()) return (await mine.getAttribute('data-case'))!;
    const movable = page.locator('[data-case].movable').first();
    await movable.waitFor({ timeout: 60_000 });
    await movable.getByRole('button', { name: 'Move to…' }).click({ timeout: 5_000 }).catch(() => undefined);
    const target = page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${OFFICER.name}`) });
    if (!(await target.waitFor({ timeout: 3_000 }).then(() => true, () => false))) {
      await page.keyboard.press('Escape');
      continue;
    }
    await target.click();
    const confirm = page.getByRole('button', { name: 'Move', exact: true });
    await page.getByTestId('effect').waitFor({ timeout: 10_000 });
    if (!(await confirm.isEnabled())) {
      await page.keyboard.press('Escape');
      continue;
    }
    await picture(page, 'real-supervisor-effect');
    await confirm.click();
    await mine.waitFor({ timeout: 8_000 }).catch(() => undefined);
  }
  throw new Error('no case could be moved to the officer');
}

test.runIf(isReal)('Case_MovedByTheSupervisor_IsFinishedByTheOfficer', async () => {
  const at = await stage();
  const officer = await visitAs(at, OFFICER.user, { size: SIZES.officer });
  await startShift(officer);
  const supervisor = await visitAs(at, 'supervisor', { size: SIZES.supervisor });
  const id = await moveOne(supervisor);
  const job = officer.locator(`[data-job="${id}"]`);
  await job.waitFor({ timeout: 15_000 });
  await picture(officer, 'real-officer-offer');
  const accept = officer.getByRole('button', { name: 'Accept' });
  if (await accept.isVisible()) await accept.click();
  await officer.getByRole('button', { name: 'Start', exact: true }).click();
  const finish = officer.getByRole('button', { name: 'Finish' });
  await finish.waitFor();
  for (const box of await officer.getByRole('checkbox').all()) await box.check();
  await officer.getByLabel('Findings').fill('Goods as declared, seal intact');
  await officer.getByLabel('Release').check();
  if (await officer.getByText('Still needed: a photo').isVisible()) {
    await officer.setInputFiles('input[type=file]', { name: 'seal.png', mimeType: 'image/png', buffer: await officer.screenshot() });
    await officer.getByAltText('Photo 1').waitFor();
  }
  await picture(officer, 'real-officer-finish');
  await finish.click();
  await job.waitFor({ state: 'detached', timeout: 15_000 });
  await expect.poll(() => officer.getByTestId('unsent').count(), { timeout: 15_000 }).toBe(0);
  expect(await officer.getByTestId('refused').count()).toBe(0);
  await supervisor.locator(`[data-case="${id}"]`).waitFor({ state: 'detached', timeout: 15_000 });
}, 240_000);

test.runIf(isReal)('Zone_DrawnAndSaved_IsThereAfterAReload_AndGoesAgain', async () => {
  const page = await visitAs(await stage(), 'commander');
  const desk = page.getByRole('complementary', { name: 'Zones' });
  const name = `Drawn ${Date.now()}`;
  await page.locator('.map').waitFor();
  await page.keyboard.press('g');
  await desk.getByRole('button', { name: '+ Circle' }).click();
  const box = (await page.locator('.map').boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.4);
  await desk.getByRole('textbox', { name: 'Name' }).fill(name);
  await desk.getByRole('spinbutton', { name: 'Radius' }).fill('0');
  await desk.getByRole('button', { name: 'Save…' }).click();
  await desk.getByText('is out of range. 1 to 200000').waitFor();
  await desk.getByRole('spinbutton', { name: 'Radius' }).fill('2500');
  await desk.getByRole('button', { name: 'Save…' }).click();
  await page.getByTestId('fence-effect').waitFor();
  await picture(page, 'real-geofence-effect');
  await desk.getByRole('button', { name: 'Save', exact: true }).click();
  await desk.getByRole('heading', { name }).waitFor();

  await page.reload();
  await live(page);
  await page.locator('.map').waitFor();
  await page.keyboard.press('g');
  await page.locator(`[data-fence="${name}"]`).click();
  await desk.getByText('Radius 2,500 m').waitFor();
  await desk.getByRole('region', { name: 'Inside now' }).getByText(/\d/).first().waitFor();
  await picture(page, 'real-geofence');
  await desk.getByRole('button', { name: 'Delete…' }).click();
  await desk.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator(`[data-fence="${name}"]`).waitFor({ state: 'detached' });
});

test.runIf(isReal)('Alarm_TakenOutOfServiceOnTheWall_IsListedWithItsReason_AndPutBack', async () => {
  const page = await visitAs(await stage(), 'commander');
  const strip = page.getByTestId('alarm-strip');
  // The demo's first alarm comes within minutes.
  const row = page.locator('[data-alarm]').filter({ has: page.getByRole('button', { name: /^Shelve/ }) }).first();
  await row.waitFor({ timeout: 200_000 });
  const id = (await row.getAttribute('data-alarm'))!;
  await page.locator(`[data-alarm="${id}"]`).getByRole('button', { name: /^Shelve/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For').selectOption({ label: 'until put back (out of service)' });
  await dialog.getByLabel('Reason').fill('Tried on the real hub');
  await dialog.getByRole('button', { name: 'Shelve', exact: true }).click();
  await strip.getByText(/out of service/).waitFor();
  await strip.getByText(/\/150/).waitFor();

  await page.keyboard.press('k');
  const quiet = page.locator(`[data-quiet="${id}"]`);
  await quiet.getByText(/Tried on the real hub/).waitFor();
  await picture(page, 'real-alarm-health');
  await quiet.getByRole('button', { name: /^Put in service/ }).click();
  await quiet.waitFor({ state: 'detached' });
}, 240_000);
