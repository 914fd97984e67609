import { describe, expect, test } from 'vitest';
import type { PlaybackAnswer, PlaybackFrame } from '../../contracts';
import { mercatorX, mercatorY } from '../../live/tiles';
import { at, NOW } from '../../testing/samples';
import { Past } from './past';
import { PlayedTracks } from './playback';

const frame = (second: number, change: Partial<PlaybackFrame> = {}): PlaybackFrame => ({ at: NOW + second * 1000, i: [], x: [], y: [], s: [], c: [], a: [], gone: [], ...change });

/** A ship that goes east by 16 steps a frame, a truck that stands still, an officer who leaves at 10 s. */
const ANSWER: PlaybackAnswer = {
  from: at(0), to: at(1),
  trackers: [{ id: 'ship', kind: 'vessel', label: 'AAVA', interval: 5 }, { id: 'truck', kind: 'truck', label: 'T', interval: 10 }, { id: 'officer', kind: 'officer', label: 'O', interval: 0 }],
  frames: [
    frame(0, { i: [0, 1, 2], x: [1000, 2000, 3000], y: [500, 600, 700], s: [20, -1, 4], c: [90, -1, 0], a: [2, 40, 1] }),
    frame(5, { i: [0], x: [16], y: [0], s: [21], c: [91], a: [0] }),
    frame(10, { i: [0], x: [16], y: [-1], s: [20], c: [90], a: [1], gone: [2] }),
    frame(30, { i: [2], x: [5], y: [5], s: [0], c: [0], a: [0] }),
  ],
};
const steps = (v: number): number => v * 2 ** 28 - 0.5;

describe('playback', () => {
  test('Seek_ToTheBeginning_ShowsTheKeyframe', () => {
    const played = new PlayedTracks();
    played.load(ANSWER);
    played.seek(NOW);
    expect([...played.byId.keys()]).toEqual(['ship', 'truck', 'officer']);
    const truck = played.byId.get('truck')!;
    expect(truck).toMatchObject({ label: 'T', interval: 10, fixAt: NOW - 40_000, placed: true });
    expect([truck.speed, truck.course]).toEqual([NaN, NaN]);
    expect([steps(truck.x), steps(truck.y)]).toEqual([2000, 600]);
  });

  test('Seek_Forward_AddsTheDifferences', () => {
    const played = new PlayedTracks();
    played.load(ANSWER);
    played.seek(NOW + 12_000);
    const ship = played.byId.get('ship')!;
    expect([steps(ship.x), steps(ship.y), ship.speed, ship.course, ship.fixAt]).toEqual([1032, 499, 10, 90, NOW + 9_000]);
    expect(played.byId.has('officer')).toBe(false);
  });

  test('Seek_Back_IsTheSameAsNeverHavingBeenAhead', () => {
    const [there, fresh] = [new PlayedTracks(), new PlayedTracks()];
    for (const played of [there, fresh]) played.load(ANSWER);
    there.seek(NOW + 60_000);
    there.seek(NOW + 7_000);
    fresh.seek(NOW + 7_000);
    expect([...there.byId]).toEqual([...fresh.byId]);
    expect(there.byId.has('officer')).toBe(true);
  });

  test('Officer_WhoComesBack_IsToldFromWhereTheLastWas', () => {
    const played = new PlayedTracks();
    played.load(ANSWER);
    played.seek(NOW + 30_000);
    expect(steps(played.byId.get('officer')!.x)).toBe(3005);
  });

  test('Seek_WithinABucket_ChangesNothing', () => {
    const played = new PlayedTracks();
    played.load(ANSWER);
    played.seek(NOW + 5_000);
    const version = played.version;
    played.seek(NOW + 9_999);
    expect(played.version).toBe(version);
  });
});

describe('past', () => {
  const points = [-180, -100, -50, -10].map((minute) => ({ at: at(minute), latitudeDegrees: 59.5, longitudeDegrees: 24 + minute / 1000 }));

  test('Until_GivesTheTwoHoursUpToTheInstant', () => {
    const past = new Past(points);
    expect(past.until(NOW)).toEqual([-100, -50, -10].flatMap((minute) => [mercatorX(24 + minute / 1000), mercatorY(59.5)]));
    expect(past.until(Date.parse(at(-50)))).toHaveLength(2 * 2);
    expect(past.until(Date.parse(at(-200)))).toEqual([]);
  });

  test('Until_OfTheSameLine_IsTheSameArray', () => {
    const past = new Past(points);
    expect(past.until(NOW)).toBe(past.until(NOW + 1_000));
  });
});
