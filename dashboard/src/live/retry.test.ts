import { describe, expect, test } from 'vitest';
import { retryDelay } from './retry';

const longest = (attempt: number): number => retryDelay(attempt, () => 1);

describe('retryDelay', () => {
  test('Delay_IsShortAtFirst_AndUnderASecondWhileTheLossIsYoung', () => {
    expect([0, 1, 2, 3, 4, 60].map(longest)).toEqual([100, 200, 400, 800, 800, 800]);
    const outage = Array.from({ length: 60 }, (_, attempt) => retryDelay(attempt, () => 0.5)).reduce((sum, ms) => sum + ms);
    expect(outage).toBeGreaterThan(30_000);
  });

  test('Delay_OfAnOldLoss_IsAtMostFiveSeconds', () => {
    expect([61, 62, 63, 1_000_000].map(longest)).toEqual([1_600, 3_200, 5_000, 5_000]);
  });

  test('Delay_LeavesHalfToChance', () => {
    expect(retryDelay(90, () => 0)).toBe(2_500);
    expect(retryDelay(90, () => 0.5)).toBe(3_750);
  });
});
