// Where the selected thing was, from the hub's history.
import { get, segment } from '../../api/http';
import type { TrackHistoryAnswer } from '../../contracts';
import { mercatorX, mercatorY } from '../../live/tiles';

/** What is asked for: as far back as a playback reaches. */
const LOADED_MS = 6 * 3_600_000;
/** What is drawn: older than this the line would only be in the way. */
const SHOWN_MS = 2 * 3_600_000;
const POINTS_MAX = 3_000;

export class Past {
  #at: number[] = [];
  #xy: number[] = [];
  #first = 0;
  #end = 0;
  #shown: readonly number[] = [];

  constructor(points: TrackHistoryAnswer['points'] = []) {
    for (const p of points) {
      this.#at.push(Date.parse(p.at));
      this.#xy.push(mercatorX(p.longitudeDegrees), mercatorY(p.latitudeDegrees));
    }
  }

  /** An empty one where there is no history, or none for the caller. */
  static async load(id: string, now: number, signal: AbortSignal): Promise<Past> {
    const from = new Date(now - LOADED_MS).toISOString();
    return get<TrackHistoryAnswer>(`/trackers/${segment(id)}/history?from=${segment(from)}&max=${POINTS_MAX}`, signal).then((answer) => new Past(answer.points), () => new Past());
  }

  /** x, y pairs of the two hours up to an instant, Unix ms; the same array as long as it is the same line. */
  until(now: number): readonly number[] {
    const first = lowerBound(this.#at, now - SHOWN_MS);
    const end = lowerBound(this.#at, now + 1);
    if (first !== this.#first || end !== this.#end) {
      [this.#first, this.#end] = [first, end];
      this.#shown = this.#xy.slice(first * 2, end * 2);
    }
    return this.#shown;
  }
}

/** Index of the first value that is not smaller. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
