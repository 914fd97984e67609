import { expect, test } from 'vitest';
import { violations } from './axe';
import { picture, SIZES, stage, visit, visitAs, type Look } from './stage';

const FACES = [['wall', 'commander'], ['supervisor', 'supervisor'], ['officer', 'officer1'], ['analyst', 'analyst']] as const;
const LOOKS: [string, Look][] = [['dark', {}], ['light', { theme: 'light' }], ['right-to-left', { locale: 'ar' }], ['offline', {}]];

for (const [face, user] of FACES)
  for (const [name, look] of LOOKS)
    test(`Axe_${face}_${name}_FindsNothing`, async () => {
      const at = await stage();
      const page = await visitAs(at, user, { ...look, size: SIZES[face] });
      await page.locator('[data-case], [data-alarm], [data-job], [data-profile], .empty').first().waitFor();
      if (name === 'offline') {
        at.proxy.cut();
        await page.getByTestId('disconnected').waitFor({ timeout: 10_000 });
      }
      await picture(page, `${face}-${name}`);
      expect(await violations(page)).toEqual([]);
    });

test('Axe_SignIn_FindsNothing', async () => {
  expect(await violations(await visit(await stage()))).toEqual([]);
});

test('Axe_StoryAndTable_FindNothing', async () => {
  const page = await visitAs(await stage(), 'commander');
  await page.getByRole('region', { name: 'Declarations' }).getByRole('listitem').first().getByRole('button').click();
  await page.getByRole('complementary').getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('t');
  await page.getByRole('table', { name: 'On the map' }).waitFor();
  expect(await violations(page)).toEqual([]);
});
