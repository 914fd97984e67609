import { beforeEach, describe, expect, test } from 'vitest';
import { at, NOW, track } from '../testing/samples';
import { mercatorX, mercatorY, tileOf } from './tiles';
import { isStale, TrackStore } from './tracks';

const TILE = tileOf(mercatorX(24.9), mercatorY(59.5));
const OTHER = '2330/1200';

/** One record in the middle of its tile. */
function records(...slots: number[]): string {
  return btoa(String.fromCharCode(...slots.flatMap((slot) => [slot & 255, slot >> 8, 0, 128, 0, 128, 20, 127, 3])));
}

const entry = (id: string, slot: number, tile = TILE) => ({ tile, slot, id, kind: 'vessel' as const, label: id, interval: 10 });

describe('tracks', () => {
  let store: TrackStore;
  beforeEach(() => (store = new TrackStore()));

  test('Tile_AfterItsRoster_PlacesTheThing', () => {
    store.roster([entry('a', 7)]);
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(7) }] });
    const a = store.byId.get('a')!;
    expect(a).toMatchObject({ placed: true, speed: 10, fixAt: NOW - 3_000 });
    expect(tileOf(a.x, a.y)).toBe(TILE);
  });

  test('Record_OfASlotNobodyNamed_IsPassedOver', () => {
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(7) }] });
    expect(store.byId.size).toBe(0);
  });

  test('Keyframe_WithoutASlot_RemovesTheThing', () => {
    store.roster([entry('a', 1), entry('b', 2)]);
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(1, 2) }] });
    store.tiles({ frame: 2, at: NOW, tiles: [{ t: TILE, key: true, r: records(2) }] });
    expect([...store.byId.keys()]).toEqual(['b']);
  });

  test('Leave_WhenTheThingIsInAnotherTileAlready_KeepsIt', () => {
    store.roster([entry('a', 1)]);
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(1) }] });
    store.roster([entry('a', 4, OTHER)]);
    store.tiles({ frame: 2, at: NOW, tiles: [{ t: OTHER, key: false, r: records(4) }, { t: TILE, key: false, r: '', leave: [1] }] });
    expect(tileOf(store.byId.get('a')!.x, store.byId.get('a')!.y)).toBe(OTHER);
  });

  test('Thing_ThatComesBackToASlot_IsShownAgainWithoutANewRoster', () => {
    store.roster([entry('a', 1)]);
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(1) }] });
    store.tiles({ frame: 2, at: NOW, tiles: [{ t: TILE, key: false, r: '', leave: [1] }] });
    expect(store.byId.has('a')).toBe(false);
    store.tiles({ frame: 3, at: NOW, tiles: [{ t: TILE, key: false, r: records(1) }] });
    expect(store.byId.get('a')?.placed).toBe(true);
  });

  test('Snapshot_WhenOlderThanAFix_DoesNotMoveItBack', () => {
    store.roster([entry('a', 1)]);
    store.tiles({ frame: 1, at: NOW + 60_000, tiles: [{ t: TILE, key: true, r: records(1) }] });
    const { x } = store.byId.get('a')!;
    store.replace([track('a', { longitudeDegrees: 20 })]);
    expect(store.byId.get('a')!.x).toBe(x);
  });

  test('Snapshot_WithoutAThingThatNoTileHolds_RemovesIt', () => {
    store.replace([track('a'), track('b')]);
    store.replace([track('b')]);
    expect([...store.byId.keys()]).toEqual(['b']);
  });

  test('Stale_IsThreeReportIntervals', () => {
    store.replace([track('a', { interval: 10, at: at(0) })]);
    const a = store.byId.get('a')!;
    expect(isStale(a, NOW + 30_000)).toBe(false);
    expect(isStale(a, NOW + 32_000)).toBe(true);
  });

  test('Trail_FollowsTheWatchedThingOnly', () => {
    store.roster([entry('a', 1), entry('b', 2)]);
    store.tiles({ frame: 1, at: NOW, tiles: [{ t: TILE, key: true, r: records(1, 2) }] });
    store.watch('a');
    expect(store.trail).toHaveLength(2);
    store.tiles({ frame: 2, at: NOW, tiles: [{ t: TILE, key: false, r: records(1, 2) }] });
    // It stood still: no new point.
    expect(store.trail).toHaveLength(2);
    store.watch(null);
    expect(store.trail).toEqual([]);
  });
});
