import { describe, expect, test } from 'vitest';
import { sparkline, standing } from './spark';

describe('sparkline', () => {
  test('Path_LeavesGapsWhereNothingWasKnown', () => {
    expect(sparkline([1, null, 2, 3], 30, 44).path.match(/[ML]/g)!.join('')).toBe('MML');
  });

  test('Path_RunsFromBottomToTop', () => {
    const { path, last } = sparkline([0, 10], 100, 44);
    expect(path).toBe('M0 42L100 2');
    expect(last).toEqual({ x: 100, y: 2 });
  });

  test('Path_OfOneUnchangingValue_IsDrawn', () => {
    expect(sparkline([5, 5, 5], 100, 44).path).not.toContain('NaN');
  });

  test('Nothing_Known_DrawsNothing', () => {
    expect(sparkline([null, null], 100, 44, 0, 10)).toEqual({ path: '', band: null, last: null });
    expect(sparkline([null, 3], 100, 44, 0, 10)).toEqual({ path: '', band: null, last: null });
  });

  test('Band_LiesBetweenTheTargets', () => {
    const { band } = sparkline([0, 20], 100, 44, 0, 10);
    expect(band).toEqual({ y: 22, height: 20 });
  });
});

test.each([[undefined, 0, 10, 'unknown'], [5, 0, 10, 'normal'], [10, 0, 10, 'normal'], [11, 0, 10, 'above'], [1, 2, undefined, 'below'], [99, undefined, undefined, 'normal']] as const)(
  'Standing_Of%sIn%sTo%s_Is%s', (value, low, high, expected) => expect(standing(value, low, high)).toBe(expected));
