import { gzippedKib, LIMITS } from '../size';
import { print } from './figures';

export async function size(): Promise<void> {
  for (const [face, goal] of LIMITS) print({ what: `JavaScript, gzip: ${face}`, figure: gzippedKib(face), unit: 'KiB', goal });
}
