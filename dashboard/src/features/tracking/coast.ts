// The coast as context, cut into cells at build time (scripts/coast.mjs). The port's own plan is drawn over it.
import { latitudeOf, longitudeOf, mercatorX, mercatorY } from '../../live/tiles';
import { worldX, worldY, type Viewport } from './viewport';

/** One closed line: x, y pairs in Web Mercator 0 to 1. */
export type Ring = Float64Array;

const UNIT = 1e-4;
/** Below this zoom the whole world at 1:110m is enough. */
const CELLS_FROM_ZOOM = 5.5;

export function decodeRing(flat: readonly number[]): Ring {
  const ring = new Float64Array(flat.length);
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < flat.length; i += 2) {
    lon += flat[i]!;
    lat += flat[i + 1]!;
    ring[i] = mercatorX(lon * UNIT);
    ring[i + 1] = mercatorY(lat * UNIT);
  }
  return ring;
}

export function cellsInView(v: Viewport): string[] {
  if (v.zoom < CELLS_FROM_ZOOM) return ['world'];
  const down = (value: number): number => Math.floor(value / 10) * 10;
  const cells: string[] = [];
  for (let west = down(longitudeOf(worldX(v, 0))); west <= longitudeOf(worldX(v, v.width)); west += 10)
    for (let south = down(latitudeOf(worldY(v, v.height))); south <= latitudeOf(worldY(v, 0)); south += 10) cells.push(`${west}_${south}`);
  return cells;
}

export class Coast {
  readonly #rings = new Map<string, Ring[]>();
  readonly #asked = new Set<string>();
  #existing: Promise<Set<string>> | null = null;

  /** @param changed Called when a cell that was asked for is there. */
  constructor(readonly changed: () => void) {}

  /** What there is for this view now; what is missing is fetched. */
  rings(v: Viewport): Ring[] {
    const found: Ring[] = [];
    for (const cell of cellsInView(v)) {
      const rings = this.#rings.get(cell);
      if (rings) found.push(...rings);
      else if (!this.#asked.has(cell)) {
        this.#asked.add(cell);
        void this.#fetch(cell);
      }
    }
    return found;
  }

  async #fetch(cell: string): Promise<void> {
    try {
      // Open sea has no file: the list says which cells exist.
      this.#existing ??= fetch('/coast/cells.json').then(async (r) => new Set((await r.json()) as string[]));
      if (cell !== 'world' && !(await this.#existing).has(cell)) return;
      const response = await fetch(`/coast/${cell}.json`);
      this.#rings.set(cell, ((await response.json()) as number[][]).map(decodeRing));
      this.changed();
    } catch {
      // The coast is context; without it the plan and the traffic are still there. Asked again with the next view.
      this.#existing = null;
      this.#asked.delete(cell);
    }
  }
}
