import { expect, test } from 'vitest';
import { isReal, live, SIZES, signIn, stage, visit, visitAs, picture } from './stage';

test('SignIn_WithAWrongPassword_SaysSo', async () => {
  const page = await visit(await stage());
  await page.fill('input[name=user]', 'commander');
  await page.fill('input[name=password]', 'wrong');
  await page.press('input[name=password]', 'Enter');
  await page.getByText('User or password is not right.').waitFor();
  expect(await page.inputValue('input[name=password]')).toBe('');
  await picture(page, 'sign-in');
});

test.each([['commander', 'Wall board'], ['supervisor', 'Workload'], ['officer1', 'My cases']])('SignIn_Of%s_LandsOn%s', async (user, title) => {
  const page = await visitAs(await stage(), user, { size: user === 'officer1' ? SIZES.officer : SIZES.supervisor });
  await expect.poll(() => page.title()).toContain(title);
});

test('Supervisor_CanSwitchToTheWallAndBack', async () => {
  const page = await visitAs(await stage(), 'supervisor', { size: SIZES.supervisor });
  await page.getByRole('link', { name: 'Wall board' }).click();
  await page.getByRole('region', { name: 'Alarms' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/wall');
  await page.goBack();
  await page.getByRole('region', { name: 'Unassigned' }).waitFor();
});

test('Trader_HasNoBoard', async () => {
  const page = await visit(await stage());
  await signIn(page, 'trader');
  await page.getByText('There is no board for your role').waitFor();
});

test('Session_SurvivesAReload', async () => {
  const page = await visitAs(await stage(), 'commander');
  await page.reload();
  await live(page);
});

test('SignOut_EndsTheSessionAndTakesTheLastBoardAway', async () => {
  const page = await visitAs(await stage(), 'commander');
  await page.getByRole('button', { name: /^Menu of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('input[name=user]').waitFor();
  expect(await page.evaluate(() => localStorage.getItem('opshub.session'))).toBeNull();
});

test.skipIf(isReal)('Token_WhenRevoked_LeadsBackToTheSignInPage', async () => {
  const at = await stage();
  const page = await visitAs(at, 'commander');
  at.mock.sessions.clear();
  at.mock.hub.dropAll();
  await page.getByText('Your sign-in has ended.').waitFor({ timeout: 15_000 });
});

test('Language_ChangesInPlaceAndTurnsThePageAround', async () => {
  const page = await visitAs(await stage(), 'commander');
  await page.getByRole('button', { name: /^Menu of/ }).click();
  await page.locator('.menu select').selectOption('ar');
  await page.getByRole('region', { name: 'الإنذارات' }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual(['rtl', 'ar']);
  await live(page);
});
