import { describe, expect, test } from 'vitest';
import { retryDelay } from './retry';

describe('retryDelay', () => {
  test('Delay_IsShortAtFirstAndAtMostFiveSeconds', () => {
    expect(retryDelay(0, () => 1)).toBe(100);
    expect(retryDelay(3, () => 1)).toBe(800);
    expect(retryDelay(1_000_000, () => 1)).toBe(5_000);
  });

  test('Delay_LeavesHalfToChance', () => {
    expect(retryDelay(50, () => 0)).toBe(2_500);
    expect(retryDelay(50, () => 0.5)).toBe(3_750);
  });
});
