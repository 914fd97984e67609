import { expect, test } from 'vitest';
import { over } from './sprites';

const rgba = (r: number, g: number, b: number, a: number): number => ((a << 24) | (b << 16) | (g << 8) | r) | 0;

test('Over_Opaque_Covers', () => expect(over(rgba(1, 2, 3, 255), rgba(9, 9, 9, 255))).toBe(rgba(1, 2, 3, 255)));

test('Over_Nothing_IsItself', () => expect(over(rgba(1, 2, 3, 7), 0)).toBe(rgba(1, 2, 3, 7)));

test('Over_FaintOnOpaque_LeavesIt', () => expect(over(rgba(255, 0, 0, 0), rgba(9, 8, 7, 255))).toBe(rgba(9, 8, 7, 255)));

test('Over_HalfOnOpaque_IsTheMiddle_AndOpaque', () => {
  const mixed = over(rgba(200, 0, 100, 128), rgba(0, 200, 100, 255));
  expect(mixed >>> 24).toBe(255);
  // One step of 255 is what the shifts may cost.
  for (const shift of [0, 8, 16]) expect(Math.abs(((mixed >>> shift) & 255) - 100)).toBeLessThanOrEqual(1);
});

test('Over_HalfOnHalf_LeavesAQuarterOpen', () => {
  const mixed = over(rgba(255, 255, 255, 128), rgba(255, 255, 255, 128));
  expect(mixed >>> 24).toBe(192);
  expect(mixed & 0xffffff).toBe(0xffffff);
});
