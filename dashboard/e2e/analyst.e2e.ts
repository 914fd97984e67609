import { describe, expect, test } from 'vitest';
import { isReal, picture, SIZES, stage, visitAs } from './stage';

describe.skipIf(isReal)('analyst', () => {
  test('Table_ShowsHowProfilesDo_AndWhatToReview', async () => {
    const page = await visitAs(await stage(), 'analyst', { size: SIZES.analyst });
    const row = page.locator('[data-profile="EETLL/undervalued-electronics"]');
    await row.waitFor();
    expect(await row.textContent()).toMatch(/312.*95.*43 %/s);
    expect(await page.getByText(/drawn at random \(target 2 %\)/).isVisible()).toBe(true);
    await picture(page, 'analyst');
    await page.getByRole('tab', { name: /To review/ }).click();
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await page.getByText('Worse than random').isVisible()).toBe(true);
    await page.getByRole('tab', { name: /Retired/ }).click();
    await page.getByText('Tobacco of last year').waitFor();
  });

  test('NewProfile_IsCheckedWhileTyped_TriedOnHistory_AndPublished', async () => {
    const at = await stage();
    const page = await visitAs(at, 'analyst', { size: SIZES.analyst });
    await page.locator('tbody tr').first().waitFor();
    await page.keyboard.press('n');
    const editor = page.getByRole('region', { name: 'New profile' });
    await editor.getByLabel('Title').fill('Cheap phones');
    await editor.getByLabel(/Short name/).fill('cheap-phones');
    const condition = editor.getByLabel('Hits when');
    await condition.fill("importerld = 'X'");
    const check = page.getByTestId('check');
    await expect.poll(() => check.textContent()).toMatch(/character 1: there is no field importerld.*Expected: importerId\?/s);
    expect(await editor.getByRole('button', { name: 'Test on history' }).isDisabled()).toBe(true);
    await condition.fill('');
    await editor.getByText('What a condition can look at').click();
    await editor.getByLabel('Find a field').fill('kilogram');
    await editor.getByRole('button', { name: 'pricePerKilogram' }).click();
    await page.keyboard.type(' < 4');
    expect(await condition.inputValue()).toBe('pricePerKilogram < 4');
    await expect.poll(() => check.textContent()).toContain('Understood');

    await editor.getByRole('button', { name: 'Test on history' }).click();
    await page.locator('[data-testid=trial][data-status=running]').waitFor();
    await page.locator('[data-testid=trial][data-status=done]').waitFor();
    const trial = await page.getByTestId('trial').textContent();
    expect(trial).toContain('Would have hit 312 of 37,385');
    expect(trial).toContain('41 confirmed of 95 examined');
    expect(trial).toContain('217 went through unexamined: 54.3 h more work');
    await picture(page, 'analyst-trial');

    await editor.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('Cheap phones is live: version 1').waitFor();
    await page.locator('[data-profile="EETLL/cheap-phones"]').waitFor();
    const sent = at.mock.log.length;
    expect(sent).toBe(0);
  });

  test('Trial_IsStopped_AndKeepsWhatItFound', async () => {
    const page = await visitAs(await stage(), 'analyst', { size: SIZES.analyst });
    await page.getByRole('button', { name: 'Undervalued electronics' }).click();
    const run = page.getByRole('button', { name: 'Test on history' });
    await expect.poll(() => run.isEnabled()).toBe(true);
    await run.click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('[data-testid=trial][data-status=cancelled]').waitFor();
    expect(await page.getByText('Stopped. What it found so far is below.').isVisible()).toBe(true);
  });

  test('Profile_IsRetiredWithAReason_AndCanBePublishedAgain', async () => {
    const page = await visitAs(await stage(), 'analyst', { size: SIZES.analyst });
    await page.getByRole('button', { name: 'Textiles with doubtful origin' }).click();
    await page.getByRole('button', { name: 'Retire' }).click();
    await page.getByLabel('Why is it retired?').fill('Finds less than the draw');
    await page.getByRole('button', { name: 'Retire' }).click();
    await page.getByText('Textiles with doubtful origin is retired').waitFor();
    await page.getByRole('tab', { name: /Retired/ }).click();
    await page.getByRole('button', { name: 'Textiles with doubtful origin' }).click();
    await page.getByRole('button', { name: 'Publish again' }).click();
    await page.getByText('Textiles with doubtful origin is live: version 3').waitFor();
  });

  test('WhatWasChanged_IsNotThrownAwayUnasked', async () => {
    const page = await visitAs(await stage(), 'analyst', { size: SIZES.analyst });
    await page.getByRole('button', { name: 'High value' }).click();
    await page.getByLabel('Title').fill('Very high value');
    await page.getByRole('button', { name: 'Close' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Throw away what you changed?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('Very high value');
    await page.getByRole('button', { name: 'Close' }).click();
    await asked.getByRole('button', { name: 'Throw away' }).click();
    await page.getByRole('region', { name: 'Lanes by day' }).waitFor();
  });

  test('Server_WhenItRefuses_SaysWhy_AndNothingTypedIsLost', async () => {
    const at = await stage();
    const page = await visitAs(at, 'analyst', { size: SIZES.analyst });
    await page.getByRole('button', { name: 'High value' }).click();
    await page.getByLabel('Title').fill('Very high value');
    at.mock.context.fail = (method) => (method === 'PUT' ? 503 : undefined);
    const publish = page.getByRole('button', { name: 'Publish version 3' });
    await expect.poll(() => publish.isEnabled()).toBe(true);
    await publish.click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Very high value');
  });

  test('Phone_HasTheSameFace', async () => {
    const page = await visitAs(await stage(), 'analyst', { size: SIZES.officer });
    await page.locator('tbody tr').first().waitFor();
    await picture(page, 'analyst-phone');
    await page.getByRole('button', { name: 'New profile' }).click();
    await page.getByRole('region', { name: 'New profile' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await picture(page, 'analyst-phone-editor');
  });
});
