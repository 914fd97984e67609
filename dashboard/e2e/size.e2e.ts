import { expect, test } from 'vitest';
import { gzippedKib, LIMITS } from './size';

test.each([...LIMITS])('Size_Of%s_IsAtMost%iKiB', (face, limit) => {
  const size = gzippedKib(face);
  console.log(`${face}: ${size.toFixed(1)} KiB of JavaScript, gzip`);
  expect(size).toBeLessThanOrEqual(limit);
});
