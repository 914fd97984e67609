import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe';
import { isReal, picture, stage, visitAs, type Look, type Stage } from './stage';

const desk = (page: Page) => page.getByRole('complementary', { name: /^(Zones|المناطق)$/ });
const names = (at: Stage): string[] => at.mock.world.geofences.map((f) => f.properties.name);
const named = (at: Stage, name: string) => at.mock.world.geofences.find((f) => f.properties.name === name)!;

async function open(at: Stage, user = 'commander', look: Look = {}): Promise<Page> {
  const page = await visitAs(at, user, look);
  // A supervisor begins at the workload, an analyst at the risks.
  if (user === 'supervisor' || user === 'analyst') await page.getByRole('link', { name: 'Wall board' }).click();
  await page.locator('.map').waitFor();
  await page.keyboard.press('g');
  await desk(page).waitFor();
  return page;
}

async function edit(page: Page, name: string): Promise<void> {
  await page.locator(`[data-fence="${name}"]`).click();
  await desk(page).getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByTestId('fence-overlay').waitFor();
}

/** Save: the effect first, then yes. */
async function save(page: Page): Promise<void> {
  await desk(page).getByRole('button', { name: 'Save…' }).click();
  await page.getByTestId('fence-effect').waitFor();
  await desk(page).getByRole('button', { name: 'Save', exact: true }).click();
}

/** Waits until the map has settled and gives the place of a handle. */
async function handle(page: Page, which: string): Promise<{ x: number; y: number }> {
  const box = (await page.locator(`[data-handle="${which}"] .hit`).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe.skipIf(isReal)('geofences', () => {
  test('Layer_ShowsZones_AndIsSwitched', async () => {
    const page = await visitAs(await stage(), 'commander');
    const base = (): Promise<string> => page.evaluate(() => document.querySelector<HTMLCanvasElement>('.map canvas')!.toDataURL());
    await page.keyboard.press('l');
    const box = page.getByRole('checkbox', { name: 'Zones' });
    await expect.poll(() => box.isChecked()).toBe(true);
    await page.waitForFunction(() => document.fonts.status === 'loaded');
    await expect.poll(async () => { const a = await base(); return a === (await base()); }).toBe(true);
    const withZones = await base();
    await picture(page, 'geofences-layer');
    await box.uncheck();
    await expect.poll(base).not.toBe(withZones);
    await box.check();
    await expect.poll(base).toBe(withZones);
  });

  test('Zone_Selected_TellsWhoIsInside_Rules_AndEvents', async () => {
    const at = await stage();
    at.mock.world.raise('geofence/Pilot boarding/speed/mmsi:276000548', 'p2', 'STAR makes 14.0 kn in Pilot boarding, 8 allowed', 'x', 'y', 'z', { subject: 'mmsi:276000548', lat: 59.535, lon: 24.912 });
    const page = await open(at);
    await page.locator('[data-fence="Pilot boarding"]').click();
    const panel = desk(page);
    await panel.getByRole('heading', { name: 'Pilot boarding' }).waitFor();
    await panel.getByText('Faster than 8 kn for 30 s · Vessel · alarm P2').waitFor();
    await panel.getByRole('region', { name: 'Pilot boarding: Alarms' }).getByText('STAR makes 14.0 kn').waitFor();
    await panel.getByText('is too fast').waitFor();
    await picture(page, 'geofences-details');
    expect(await violations(page)).toEqual([]);
    await panel.getByRole('region', { name: 'Lately' }).getByRole('button').first().click();
    await page.getByRole('complementary', { name: /Details/ }).waitFor();
  });

  test('Map_Clicked_SelectsTheZone', async () => {
    const at = await stage();
    at.mock.world.tracks.clear();
    const page = await visitAs(at, 'commander');
    await page.locator('.map').waitFor();
    const box = (await page.locator('.map').boundingBox())!;
    // The fairway's first leg runs from just above the middle upwards.
    await page.mouse.click(box.x + box.width / 2 - 12, box.y + box.height / 2 - 120);
    await desk(page).getByRole('heading', { name: 'Fairway' }).waitFor();
  });

  test('Polygon_DrawnWithThePointer_IsSaved_AndShownOnAnotherBoard', async () => {
    const at = await stage();
    const other = await open(at, 'auditor');
    const page = await open(at);
    await desk(page).getByRole('button', { name: '+ Polygon' }).click();
    const box = (await page.locator('.map').boundingBox())!;
    for (const [x, y] of [[0.2, 0.3], [0.4, 0.3], [0.4, 0.5], [0.25, 0.55]] as const) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.3);
    expect(await page.locator('[data-handle]').count()).toBe(4);
    // A vertex is dragged, one added between two, and both are undone and redone.
    const from = await handle(page, '0.0');
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 30, { steps: 4 });
    await page.mouse.up();
    expect((await handle(page, '0.0')).x).toBeCloseTo(from.x + 40, 0);
    await desk(page).getByRole('button', { name: 'Undo' }).click();
    expect((await handle(page, '0.0')).x).toBeCloseTo(from.x, 0);
    await desk(page).getByRole('button', { name: 'Redo' }).click();
    await page.locator('.hold.add').first().click();
    expect(await page.locator('[data-handle]').count()).toBe(5);
    await desk(page).getByRole('textbox', { name: 'Name' }).fill('Drawn by hand');
    await picture(page, 'geofences-drawing');
    await save(page);
    await desk(page).getByRole('heading', { name: 'Drawn by hand' }).waitFor();
    expect(named(at, 'Drawn by hand').geometry.coordinates[0]).toHaveLength(6);
    await other.locator('[data-fence="Drawn by hand"]').waitFor();
  });

  test('Zone_IsMadeAndChanged_WithTheKeyboardAlone', async () => {
    const at = await stage();
    const page = await open(at);
    await desk(page).getByRole('button', { name: '+ Corridor' }).press('Enter');
    await page.locator('.map').focus();
    await page.keyboard.press('Enter');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await desk(page).getByRole('spinbutton', { name: 'Width' }).fill('450');
    const overlay = page.getByTestId('fence-overlay');
    await overlay.focus();
    await page.keyboard.press('p');
    await page.keyboard.press('i');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp');
    expect(await page.locator('[data-handle]').count()).toBe(3);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    const latitude = desk(page).getByRole('spinbutton', { name: 'Latitude of point 1' });
    await latitude.fill('59.51');
    await latitude.press('Enter');
    await page.getByTestId('fence-effect').waitFor();
    // Drawing ends first, then the question comes.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await desk(page).getByRole('button', { name: 'Go on editing' }).press('Enter');
    await desk(page).getByRole('textbox', { name: 'Name' }).fill('By keys');
    await desk(page).getByRole('textbox', { name: 'Name' }).press('Enter');
    await page.getByTestId('fence-effect').waitFor();
    await desk(page).getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await desk(page).getByRole('heading', { name: 'By keys' }).waitFor();
    const made = named(at, 'By keys');
    expect(made.properties.width).toBe(450);
    expect(made.geometry.coordinates).toHaveLength(3);
    expect(made.geometry.coordinates[0][1]).toBe(59.51);
  });

  test('Circle_RadiusHoleAndRules_AreEditedWithUnits', async () => {
    const at = await stage();
    const page = await open(at);
    await edit(page, 'Pilot boarding');
    await desk(page).getByRole('spinbutton', { name: 'Radius' }).fill('1200');
    await desk(page).getByRole('button', { name: 'Add a rule' }).click();
    const added = page.locator('[data-rule="2"]');
    await added.getByRole('combobox', { name: 'Watch for' }).selectOption('dwell');
    await added.getByRole('spinbutton', { name: 'For longer than' }).fill('45');
    await added.getByRole('button', { name: 'Truck' }).click();
    expect(await violations(page)).toEqual([]);
    await picture(page, 'geofences-editor');
    await save(page);
    await desk(page).getByText('Stays for more than 45 min · Truck').waitFor();
    expect(named(at, 'Pilot boarding').properties).toMatchObject({ radius: 1200 });
    expect(named(at, 'Pilot boarding').properties.rules[2]).toMatchObject({ on: 'dwell', seconds: 2700, kinds: ['truck'] });
    await desk(page).getByRole('button', { name: 'Edit', exact: true }).click();
    await added.getByRole('combobox', { name: 'Watch for' }).selectOption('meeting');
    await added.getByRole('button', { name: 'Yard', exact: true }).click();
    await added.getByRole('button', { name: 'Anchorage', exact: true }).click();
    expect(await violations(page)).toEqual([]);
    await save(page);
    await desk(page).getByText('Two closer than 500 m for 30 min, at most 3 kn').waitFor();
    expect(named(at, 'Pilot boarding').properties.rules[2]).toMatchObject({ on: 'meeting', seconds: 1800, knots: 3, radiusMetres: 500, exceptIn: ['berth', 'yard'] });
    await desk(page).getByRole('button', { name: 'Back to the list' }).click();
    await edit(page, 'Quiet anchorage');
    await desk(page).getByRole('button', { name: 'Add a hole' }).click();
    expect(await desk(page).getByRole('group', { name: /^Hole/ }).count()).toBe(2);
  });

  test('Refusal_IsShownAtItsField', async () => {
    const at = await stage();
    const page = await open(at);
    await edit(page, 'Pilot boarding');
    await desk(page).getByRole('spinbutton', { name: 'Radius' }).fill('0');
    await page.locator('[data-rule="0"]').getByRole('textbox', { name: 'What happens if nobody answers' }).fill('');
    await desk(page).getByRole('button', { name: 'Save…' }).click();
    await desk(page).getByText('is out of range. 1 to 200000').waitFor();
    expect(await desk(page).getByRole('spinbutton', { name: 'Radius' }).getAttribute('aria-invalid')).toBe('true');
    await page.locator('[data-rule="0"]').getByText('is missing or too long').waitFor();
    await picture(page, 'geofences-refused');
    expect(named(at, 'Pilot boarding').properties.radius).toBe(900);
  });

  test('Conflict_ShowsBoth_AndAPersonChooses', async () => {
    const at = await stage();
    const [mine, other] = [await open(at, 'commander'), await open(at, 'supervisor')];
    await edit(mine, 'Pilot boarding');
    await edit(other, 'Pilot boarding');
    await desk(mine).getByRole('spinbutton', { name: 'Radius' }).fill('1000');
    await desk(other).getByRole('spinbutton', { name: 'Radius' }).fill('1500');
    await save(other);
    const conflict = mine.getByTestId('fence-conflict');
    await conflict.waitFor();
    await conflict.getByText('supervisor changed this zone').waitFor();
    await conflict.getByRole('row', { name: 'Radius 1,000 m 1,500 m' }).waitFor();
    await picture(mine, 'geofences-conflict');
    expect(await violations(mine)).toEqual([]);
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await save(mine);
    await desk(mine).getByRole('heading', { name: 'Pilot boarding' }).waitFor();
    expect(named(at, 'Pilot boarding').properties.radius).toBe(1000);
  });

  test('Delete_CanBeUndone', async () => {
    const at = await stage();
    const page = await open(at);
    await page.locator('[data-fence="Fairway"]').click();
    await desk(page).getByRole('button', { name: 'Delete…' }).click();
    await desk(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => names(at)).toEqual(['Quiet anchorage', 'Pilot boarding']);
    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => names(at)).toEqual(['Quiet anchorage', 'Pilot boarding', 'Fairway']);
    await page.locator('[data-fence="Fairway"]').waitFor();
  });

  test('Change_MissedWhileAway_IsThereAfterTheSnapshot', async () => {
    const at = await stage();
    const page = await open(at);
    await page.locator('[data-fence="Fairway"]').waitFor();
    // Another life of the server: no event tells of it.
    at.mock.world.geofences = at.mock.world.geofences.filter((f) => f.properties.name !== 'Fairway');
    at.mock.world.restart();
    at.mock.hub.dropAll();
    await page.locator('[data-fence="Fairway"]').waitFor({ state: 'detached' });
    await page.locator('[data-fence="Pilot boarding"]').waitFor();
  });

  test('Panels_OfAShipmentAndOfZones_DoNotCoverEachOther', async () => {
    const page = await open(await stage());
    await page.getByRole('region', { name: 'Declarations' }).getByRole('listitem').first().getByRole('button').click();
    await page.getByRole('complementary').getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await desk(page).count()).toBe(0);
    await page.keyboard.press('g');
    await edit(page, 'Fairway');
    await page.getByRole('region', { name: 'Declarations' }).getByRole('listitem').first().getByRole('button').click();
    expect(await page.getByRole('complementary').count()).toBe(1);
  });

  test('Edit_OutlivesAChangeOfLanguage_AndIsNotLostUnasked', async () => {
    const page = await open(await stage());
    await edit(page, 'Fairway');
    await desk(page).getByRole('spinbutton', { name: 'Width' }).fill('900');
    await page.locator('.operator').click();
    await page.locator('.menu select').selectOption('ar');
    await page.getByTestId('fence-overlay').waitFor();
    expect(await desk(page).locator('input[type=number]').first().inputValue()).toBe('900');
    await picture(page, 'geofences-right-to-left');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await desk(page).getByRole('alert').getByText('هل تتجاهل تغييراتك؟').waitFor();
  });

  test('Import_ChecksBeforeItCommits', async () => {
    const at = await stage();
    const page = await open(at);
    await desk(page).getByRole('button', { name: 'Import GeoJSON' }).click();
    const point = (name: string, radius: number) => ({ type: 'Feature', properties: { name, kind: 'zone', radius, hysteresis: 20, rules: [] }, geometry: { type: 'Point', coordinates: [24.9, 59.55] } });
    const file = JSON.stringify({ type: 'FeatureCollection', features: [point('From a file', 400), point('Too small', 0)] });
    await page.setInputFiles('input[type=file]', { name: 'zones.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(file) });
    const check = page.getByTestId('import-check');
    await check.waitFor();
    expect(await check.innerText()).toMatch(/New\s+1\s+Changed\s+0[\s\S]*Refused\s+1/);
    await desk(page).getByText('features[1].properties.radius').waitFor();
    await picture(page, 'geofences-import');
    expect(await violations(page)).toEqual([]);
    expect(names(at)).not.toContain('From a file');
    await desk(page).getByRole('button', { name: 'Import 1' }).click();
    await page.locator('[data-fence="From a file"]').waitFor();
    expect(names(at)).toEqual(['Quiet anchorage', 'Pilot boarding', 'Fairway', 'From a file']);
  });

  test('Analyst_SeesZones_AndNeitherWhoIsInsideNorTheTools', async () => {
    const page = await open(await stage(), 'analyst');
    expect(await desk(page).getByRole('button', { name: '+ Polygon' }).count()).toBe(0);
    await page.locator('[data-fence="Fairway"]').click();
    await desk(page).getByText('Leaves the route sideways').waitFor();
    expect(await desk(page).getByRole('region', { name: 'Inside now' }).count()).toBe(0);
    expect(await desk(page).getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
  });

  test.each([['dark', {}], ['light', { theme: 'light' }], ['phone', { size: { width: 390, height: 844 } }]] as [string, Look][])('Axe_ListAndEditor_%s', async (name, look) => {
    const page = await open(await stage(), 'commander', look);
    expect(await violations(page)).toEqual([]);
    await picture(page, `geofences-list-${name}`);
    await edit(page, 'Quiet anchorage');
    expect(await violations(page)).toEqual([]);
    await picture(page, `geofences-edit-${name}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
