import { expect, test } from 'vitest';
import { over } from './sprites';

const rgba = (r: number, g: number, b: number, a: number): number => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;

test('Over_Opaque_Covers', () => expect(over(rgba(1, 2, 3, 255), rgba(9, 9, 9, 255))).toBe(rgba(1, 2, 3, 255)));

test('Over_HalfOnOpaque_IsTheMiddle_AndOpaque', () => expect(over(rgba(200, 0, 100, 128), rgba(0, 200, 100, 255))).toBe(rgba(100, 100, 100, 255)));

test('Over_HalfOnHalf_LeavesAQuarterOpen', () => {
  const mixed = over(rgba(255, 255, 255, 128), rgba(255, 255, 255, 128));
  expect(mixed >>> 24).toBe(192);
  expect(mixed & 0xffffff).toBe(0xffffff);
});
