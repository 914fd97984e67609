import { describe, expect, test } from 'vitest';
import { decodeTile, latitudeOf, longitudeOf, mercatorX, mercatorY, tileOf, type TileRecord } from './tiles';

/** slot, x, y little endian u16; speed, course, age u8. */
function records(...rows: [slot: number, x: number, y: number, speed: number, course: number, age: number][]): string {
  const bytes = rows.flatMap(([slot, x, y, ...rest]) => [slot & 255, slot >> 8, x & 255, x >> 8, y & 255, y >> 8, ...rest]);
  return btoa(String.fromCharCode(...bytes));
}

function decoded(tile: string, base64: string): TileRecord[] {
  const found: TileRecord[] = [];
  decodeTile(tile, base64, (r) => found.push({ ...r }));
  return found;
}

describe('tiles', () => {
  test('Decode_GivesSlotPositionSpeedCourseAndAge', () => {
    const [r] = decoded('2331/1189', records([513, 32768, 16384, 25, 127, 7]));
    expect(r!.slot).toBe(513);
    expect(r!.x).toBeCloseTo(2331.5 / 4096, 12);
    expect(r!.y).toBeCloseTo(1189.25 / 4096, 12);
    expect(r!.speed).toBe(12.5);
    expect(r!.course).toBe(180);
    expect(r!.age).toBe(7);
  });

  test('Decode_WhenNotAvailable_IsNaN', () => {
    const [r] = decoded('0/0', records([1, 0, 0, 255, 255, 0]));
    expect([r!.speed, r!.course]).toEqual([NaN, NaN]);
  });

  test.each([[0, 0], [120, 120], [121, 120], [122, 150], [255, 4140]])('Decode_AgeByte%i_Is%iSeconds', (byte, seconds) => {
    expect(decoded('0/0', records([1, 0, 0, 0, 0, byte]))[0]!.age).toBe(seconds);
  });

  test('Decode_WhenNotWholeRecords_Throws', () => {
    expect(() => decoded('0/0', btoa('12345678'))).toThrow('not whole records');
  });

  test('Decode_KeepsOrderAndCount', () => {
    expect(decoded('1/2', records([5, 1, 2, 0, 0, 0], [65535, 65535, 65535, 254, 253, 1])).map((r) => r.slot)).toEqual([5, 65535]);
  });

  test('Mercator_RoundTripsWithinACentimetre', () => {
    const x = mercatorX(24.9612);
    const y = mercatorY(59.4935);
    expect(longitudeOf(x)).toBeCloseTo(24.9612, 7);
    expect(latitudeOf(y)).toBeCloseTo(59.4935, 7);
    // (1 - ln(tan φ + sec φ) / π) / 2 × 4096 = 1202.1, the other usual form of the formula.
    expect(tileOf(mercatorX(24.7536), mercatorY(59.437))).toBe('2329/1202');
  });
});
