import { expect, test } from 'vitest';
import { distinct, sideOf } from './corridor';

const rounded = (line: number[]): number[] => line.map((n) => Math.round(n * 1_000) / 1_000 + 0);

test('Side_OfAStraightLine_RunsBesideIt', () => {
  expect(rounded(sideOf([0, 0, 100, 0], 10))).toEqual([0, -10, 100, -10]);
  expect(rounded(sideOf([0, 0, 100, 0], -10))).toEqual([0, 10, 100, 10]);
});

test('Side_AtARightAngle_MeetsWhereTheEdgesDo', () => {
  expect(rounded(sideOf([0, 0, 100, 0, 100, 100], -10))).toEqual([0, 10, 90, 10, 90, 100]);
  expect(rounded(sideOf([0, 0, 100, 0, 100, 100], 10))).toEqual([0, -10, 110, -10, 110, 100]);
});

test('Side_AtASharpBend_IsCutOff_NotDrawnOutForMiles', () => {
  const side = sideOf([0, 0, 100, 0, 0, 5], 10);
  expect(side.length).toBe(8);
  expect(Math.max(...side)).toBeLessThan(120);
});

test('Points_OnEachOther_HaveNoDirection_AndAreLeftOut', () => expect(distinct([0, 0, 0.1, 0, 50, 0, 50, 0.2])).toEqual([0, 0, 50, 0]));
