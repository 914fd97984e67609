import { describe, expect, test } from 'vitest';
import { isReal, live, picture, SIZES, stage, visitAs } from './stage';

test('Reset_IsOverBeforeAnybodyReadsABanner', async () => {
  const at = await stage();
  const page = await visitAs(at, 'commander');
  const gone = page.locator('[data-testid=connection][data-phase=disconnected]').waitFor();
  at.proxy.reset();
  await gone;
  const from = Date.now();
  await live(page, 5_000);
  const took = Date.now() - from;
  console.log(`live again after a reset: ${took} ms`);
  expect(took).toBeLessThan(1_500);
});

test('Outage_OfThreeSeconds_ShowsABannerAndIsBridged', async () => {
  const at = await stage();
  const page = await visitAs(at, 'commander');
  at.proxy.cut();
  const banner = page.getByTestId('disconnected');
  await banner.waitFor({ timeout: 5_000 });
  await expect.poll(() => banner.textContent(), { timeout: 8_000 }).toMatch(/Next attempt in \d+ s/);
  expect(await banner.getByRole('button', { name: 'Try now' }).isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
  await picture(page, 'wall-disconnected');
  at.proxy.heal();
  const from = Date.now();
  await banner.getByRole('button', { name: 'Try now' }).click();
  await live(page, 8_000);
  console.log(`live again after an outage: ${Date.now() - from} ms`);
});

test('DeadLink_IsStaleAfterThreeSecondsAndRetriedAfterSix', async () => {
  const at = await stage();
  const page = await visitAs(at, 'commander');
  at.proxy.stall();
  const from = Date.now();
  await page.getByTestId('stale').waitFor({ timeout: 6_000 });
  const stale = Date.now() - from;
  await picture(page, 'wall-stale');
  await page.locator('[data-testid=connection][data-phase=disconnected]').waitFor({ timeout: 10_000 });
  const dead = Date.now() - from;
  console.log(`dead link: stale after ${stale} ms, retry after ${dead} ms`);
  expect(stale).toBeLessThan(4_500);
  expect(dead).toBeLessThan(8_000);
  at.proxy.heal();
  await live(page);
});

test('ServerGone_AtTheNextStart_ShowsTheLastKnownBoardWithItsAge', async () => {
  const at = await stage();
  const page = await visitAs(at, 'commander');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  at.proxy.cut();
  await page.getByTestId('disconnected').waitFor({ timeout: 8_000 });
  await page.reload();
  await page.getByText(/^Last known board/).waitFor({ timeout: 15_000 });
  await page.locator('.tile').first().waitFor();
  await picture(page, 'wall-last-known');
  at.proxy.heal();
  await live(page);
  await expect.poll(() => page.getByText(/^Last known board/).count()).toBe(0);
});

describe.skipIf(isReal)('nothing lossless is lost', () => {
  test('Events_DuringAnOutage_AreAppliedAfterwards', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.proxy.cut();
    await page.getByTestId('disconnected').waitFor({ timeout: 8_000 });
    let snapshots = 0;
    page.on('request', (r) => { if (r.url().endsWith('/snapshot')) snapshots++; });
    for (let n = 0; n < 5; n++) at.mock.world.raise(`outage/${n}`, 'p2', `During the outage ${n}`, `c${n}`, '', 'Look');
    at.proxy.heal();
    await live(page);
    for (let n = 0; n < 5; n++) await page.locator(`[data-alarm="outage/${n}"]`).waitFor();
    // The ring bridged it: no snapshot was needed.
    expect(snapshots).toBe(0);
  });

  test('Events_BeyondTheRing_ComeWithASnapshot', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.proxy.cut();
    await page.getByTestId('disconnected').waitFor({ timeout: 8_000 });
    for (let n = 0; n < 1_200; n++) at.mock.world.raise('busy/one', 'p3', 'Raised often', 'c', '', 'Look');
    at.mock.world.raise('outage/last', 'p1', 'The last one', 'c', '', 'Look');
    const snapshot = page.waitForRequest(/\/snapshot$/);
    at.proxy.heal();
    await live(page);
    await snapshot;
    await page.locator('[data-alarm="outage/last"]').waitFor();
  });

  test('AGap_IsAskedForAndFilled', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    const frames: string[] = [];
    page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => frames.push(String(payload))));
    at.proxy.reset();
    await expect.poll(() => frames.some((f) => f.includes('"Hello"')), { timeout: 8_000 }).toBe(true);
    await live(page);
    for (const client of at.mock.hub.clients) client.drop = (event) => event.subject === 'gap/lost';
    at.mock.world.raise('gap/lost', 'p2', 'The lost one', 'a', '', 'Look');
    at.mock.world.raise('gap/next', 'p2', 'The next one', 'b', '', 'Look');
    await page.locator('[data-alarm="gap/lost"]').waitFor();
    await page.locator('[data-alarm="gap/next"]').waitFor();
    expect(frames.some((f) => f.includes('"Replay"') && f.includes('"alarms"'))).toBe(true);
  });

  test('ALostLastEvent_IsNoticedByTheHeartbeat', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    for (const client of at.mock.hub.clients) client.drop = (event) => event.subject === 'gap/last';
    at.mock.world.raise('gap/last', 'p1', 'The last one', 'a', '', 'Look');
    await page.locator('[data-alarm="gap/last"]').waitFor({ timeout: 8_000 });
  });

  test('AnotherEpoch_TakesASnapshot', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    const snapshot = page.waitForRequest(/\/snapshot$/);
    at.mock.world.restart();
    at.mock.world.raise('new/epoch', 'p1', 'In the new epoch', 'a', '', 'Look');
    at.mock.hub.dropAll();
    await snapshot;
    await live(page);
    await page.locator('[data-alarm="new/epoch"]').waitFor();
  });

  test('Server_ThatSpeaksANewerProtocol_OffersToLoadThePageAgain', async () => {
    const at = await stage();
    const page = await visitAs(at, 'officer1', { size: SIZES.officer });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    at.mock.hub.proto++;
    at.mock.hub.dropAll();
    const banner = page.getByTestId('disconnected');
    await banner.getByText('This page is older than the server').waitFor({ timeout: 8_000 });
    expect(await banner.getByRole('button', { name: 'Try now' }).count()).toBe(0);
    await picture(page, 'officer-outdated');
    at.mock.hub.proto--;
    const loaded = page.waitForEvent('load');
    await banner.getByRole('button', { name: 'Load again' }).click();
    await loaded;
    await live(page);
    expect(await banner.count()).toBe(0);
  });

  test('Server_ThatIsPutBack_IsFollowedWithoutLoadingAgain', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.mock.hub.proto++;
    at.mock.hub.dropAll();
    await page.getByText('This page is older than the server').waitFor({ timeout: 8_000 });
    at.mock.hub.proto--;
    await live(page);
    await expect.poll(() => page.getByTestId('disconnected').count()).toBe(0);
  });

  test('Hub_ThatPingsButHasNoHeart_IsStale', async () => {
    const at = await stage();
    const page = await visitAs(at, 'commander');
    at.mock.hub.heartbeats = false;
    await page.getByTestId('stale').waitFor({ timeout: 6_000 });
    at.mock.hub.heartbeats = true;
    await live(page);
    await expect.poll(() => page.getByTestId('stale').count()).toBe(0);
  });
});
