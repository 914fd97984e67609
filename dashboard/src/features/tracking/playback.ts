// A playback's answer as something the map can draw: the board as it was at any instant of it.
import type { PlaybackAnswer, PlaybackFrame } from '../../contracts';
import type { Track, TrackSource } from '../../live/tracks';

const STEPS = 2 ** 28;

export class PlayedTracks implements TrackSource {
  readonly byId = new Map<string, Track>();
  readonly trail: readonly number[] = [];
  version = 0;
  #answer: PlaybackAnswer | null = null;
  #all: Track[] = [];
  /** What was told last, in steps: the frames hold differences. */
  #x = new Int32Array();
  #y = new Int32Array();
  /** Frames applied. */
  #next = 0;

  /** The past has its own track of the selected thing. */
  watch(): void {
    return;
  }

  load(answer: PlaybackAnswer): void {
    if (answer === this.#answer) return;
    this.#answer = answer;
    this.#all = answer.trackers.map((t) => ({
      id: t.id, kind: t.kind, label: t.label, interval: t.interval, x: 0, y: 0, speed: NaN, course: NaN, fixAt: 0, tile: '', slot: -1, carries: undefined, placed: true,
    }));
    this.#rewind();
  }

  /** Brings the board to an instant, Unix ms: forward frame by frame, back from the keyframe on. */
  seek(at: number): void {
    const frames = this.#answer?.frames ?? [];
    const last = frames[this.#next - 1];
    if (last && last.at > at && this.#next > 1) this.#rewind();
    while (this.#next < frames.length && (this.#next === 0 || frames[this.#next]!.at <= at)) this.#apply(frames[this.#next++]!);
  }

  clear(): void {
    this.#answer = null;
    this.#all = [];
    this.#rewind();
  }

  #rewind(): void {
    this.#x = new Int32Array(this.#all.length);
    this.#y = new Int32Array(this.#all.length);
    this.#next = 0;
    this.byId.clear();
    this.version++;
  }

  #apply(frame: PlaybackFrame): void {
    for (let n = 0; n < frame.i.length; n++) {
      const i = frame.i[n]!;
      const track = this.#all[i]!;
      this.#x[i]! += frame.x[n]!;
      this.#y[i]! += frame.y[n]!;
      // The middle of the step.
      track.x = (this.#x[i]! + 0.5) / STEPS;
      track.y = (this.#y[i]! + 0.5) / STEPS;
      track.speed = frame.s[n]! < 0 ? NaN : frame.s[n]! / 2;
      track.course = frame.c[n]! < 0 ? NaN : frame.c[n]!;
      track.fixAt = frame.at - frame.a[n]! * 1000;
      this.byId.set(track.id, track);
    }
    for (const i of frame.gone) this.byId.delete(this.#all[i]!.id);
    this.version++;
  }
}
