import { expect, test } from 'vitest';
import { uuid7 } from './uuid';

test('Uuid7_CarriesTimeVersionAndVariant', () => {
  // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
  const id = uuid7(0x017f22e279b0, new Uint8Array([0x7c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]));
  expect(id).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('Uuid7_SortsByTime', () => {
  const ids = [1, 2, 1_000, 1_700_000_000_000, 1_700_000_000_001].map((t) => uuid7(t));
  expect([...ids].sort()).toEqual(ids);
});
