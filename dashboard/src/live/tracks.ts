// Everything that moves, outside of the component tree: 20,000 things change several times a second, and only the map
// (once a frame) and the selected thing's panel look at them.
import type { TrackKind, TrackRow } from '../contracts';
import type { RosterEntry, TilesChanged } from './protocol';
import { decodeTile, mercatorX, mercatorY, tileOf } from './tiles';

export interface Track {
  readonly id: string;
  kind: TrackKind;
  label: string;
  /** Report interval, s; 0 = not known. */
  interval: number;
  x: number;
  y: number;
  speed: number;
  course: number;
  /** Server time of the fix, Unix ms. */
  fixAt: number;
  tile: string;
  slot: number;
  carries: string | undefined;
  /** Tracks without a position yet (announced in a roster) are not drawn. */
  placed: boolean;
}

/** Things that move as the map, the table and the details look at them: the live ones, or those of a playback. */
export interface TrackSource {
  readonly byId: ReadonlyMap<string, Track>;
  /** x, y pairs, newest last. */
  readonly trail: readonly number[];
  readonly version: number;
  watch(id: string | null): void;
}

/** Where the selected thing has been since it was selected: x, y pairs, newest last. */
const TRAIL_POINTS = 600;
/** Where the report interval is not known, a thing that is silent this long counts as stale, s. */
const UNKNOWN_INTERVAL_STALE_S = 180;

export class TrackStore implements TrackSource {
  readonly byId = new Map<string, Track>();
  readonly #slots = new Map<string, Map<number, Track>>();
  #watched: string | null = null;
  trail: number[] = [];
  /** Grows with every change. */
  version = 0;

  /** A new connection tells its slots anew. */
  forgetSlots(): void {
    this.#slots.clear();
    for (const track of this.byId.values()) track.slot = -1;
  }

  /** The snapshot's tracks replace everything. */
  replace(rows: readonly TrackRow[]): void {
    const kept = new Set<string>();
    for (const row of rows) {
      kept.add(row.id);
      const track = this.#get(row.id);
      track.kind = row.kind;
      track.label = row.label;
      track.interval = row.interval;
      track.carries = row.carries;
      const fixAt = Date.parse(row.at);
      if (track.placed && track.fixAt >= fixAt) continue;
      this.#move(track, mercatorX(row.longitudeDegrees), mercatorY(row.latitudeDegrees), row.speedKnots ?? NaN, row.courseDegrees ?? NaN, fixAt);
    }
    for (const [id, track] of this.byId) if (!kept.has(id) && track.slot < 0) this.byId.delete(id);
    this.version++;
  }

  roster(entries: readonly RosterEntry[]): void {
    for (const e of entries) {
      const track = this.#get(e.id);
      track.kind = e.kind;
      track.label = e.label;
      track.interval = e.interval;
      track.tile = e.tile;
      track.slot = e.slot;
      let slots = this.#slots.get(e.tile);
      if (!slots) this.#slots.set(e.tile, (slots = new Map()));
      slots.set(e.slot, track);
    }
    this.version++;
  }

  tiles(frame: TilesChanged): void {
    for (const { t: tile, key, r: records, leave } of frame.tiles) {
      const slots = this.#slots.get(tile);
      if (!slots) continue;
      const seen = key ? new Set<number>() : null;
      decodeTile(tile, records, (r) => {
        seen?.add(r.slot);
        const track = slots.get(r.slot);
        if (!track) return;
        track.tile = tile;
        track.slot = r.slot;
        this.byId.set(track.id, track);
        this.#move(track, r.x, r.y, r.speed, r.course, frame.at - r.age * 1000);
      });
      if (seen) for (const slot of slots.keys()) if (!seen.has(slot)) this.#leave(tile, slots, slot);
      for (const slot of leave ?? []) this.#leave(tile, slots, slot);
    }
    this.version++;
  }

  /** Starts the trail of one thing, or none. */
  watch(id: string | null): void {
    if (id === this.#watched) return;
    this.#watched = id;
    this.trail = [];
    const track = id === null ? undefined : this.byId.get(id);
    if (track?.placed) this.trail.push(track.x, track.y);
    this.version++;
  }

  #get(id: string): Track {
    let track = this.byId.get(id);
    if (!track) {
      track = {
        id, kind: 'unknown', label: id, interval: 0, x: 0, y: 0, speed: NaN, course: NaN, fixAt: 0, tile: '', slot: -1,
        carries: undefined, placed: false,
      };
      this.byId.set(id, track);
    }
    return track;
  }

  #move(track: Track, x: number, y: number, speed: number, course: number, fixAt: number): void {
    track.x = x;
    track.y = y;
    track.speed = speed;
    track.course = course;
    track.fixAt = fixAt;
    track.placed = true;
    if (track.slot < 0) track.tile = tileOf(x, y);
    if (track.id !== this.#watched) return;
    const n = this.trail.length;
    if (n >= 2 && this.trail[n - 2] === x && this.trail[n - 1] === y) return;
    this.trail.push(x, y);
    if (this.trail.length > TRAIL_POINTS * 2) this.trail.splice(0, 2);
  }

  /**
   * Leaves the tile; gone unless it has appeared in another one meanwhile. The slot keeps its name: the roster says it once
   * per connection, and the thing may come back.
   */
  #leave(tile: string, slots: Map<number, Track>, slot: number): void {
    const track = slots.get(slot);
    if (track && track.tile === tile && track.slot === slot) this.byId.delete(track.id);
  }
}

/** Older than three report intervals: shown hollow with its age, never moved on by guesswork. */
export function isStale(track: Track, now: number): boolean {
  const limit = track.interval > 0 ? track.interval * 3 : UNKNOWN_INTERVAL_STALE_S;
  return now - track.fixAt > limit * 1000 + 1000;
}
