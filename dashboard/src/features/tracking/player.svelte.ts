// Plays the past back: where in it we are, how fast it goes, and which parts of it are here.
import { get, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import type { PlaybackAnswer } from '../../contracts';
import { PlayedTracks } from './playback';

export const SPEEDS = [1, 5, 20, 60] as const;
/** How far back the bar reaches. */
export const REACH_MS = 6 * 3_600_000;

/** The past is fetched in parts of this length, aligned, so that going back and forth finds them again. */
const PART_MS = 10 * 60_000;
/** Parts kept, newest use last: two hours. */
const PARTS_MAX = 12;
/** What was received less than this long ago is still on its way into the history. */
const EDGE_MS = 5_000;
/** A part that had not ended when it was fetched is asked for again after this, ms. */
const RENEW_MS = 5_000;
/** The next part is fetched when this much playing time is left, s. */
const AHEAD_S = 6;

interface Part {
  answer: Promise<PlaybackAnswer>;
  askedAt: number;
}

export class Player {
  /** Unix ms at the server, whole seconds; what the map shows. */
  at = $state(0);
  speed = $state<number>(20);
  isPlaying = $state(false);
  isLoading = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  /** Nothing is known before this, Unix ms. */
  keptFrom = $state(0);
  readonly tracks = new PlayedTracks();

  readonly #parts = new Map<number, Part>();
  #exact = 0;
  #shown: PlaybackAnswer | null = null;
  #frame = 0;
  #drawnAt = 0;
  #controller = new AbortController();

  /** @param now Server time, Unix ms. */
  constructor(readonly port: string, readonly now: () => number) {}

  get newest(): number {
    return this.now() - EDGE_MS;
  }

  get oldest(): number {
    return Math.max(this.now() - REACH_MS, this.keptFrom);
  }

  start(at: number): void {
    this.seek(at);
    const loop = (time: number): void => {
      this.#advance(this.#drawnAt === 0 ? 0 : time - this.#drawnAt);
      this.#drawnAt = time;
      this.#frame = requestAnimationFrame(loop);
    };
    this.#frame = requestAnimationFrame(loop);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#controller.abort();
  }

  seek(at: number): void {
    this.#exact = Math.min(Math.max(at, this.oldest), this.newest);
    this.#show();
  }

  toggle(): void {
    this.isPlaying = !this.isPlaying;
  }

  #advance(elapsed: number): void {
    if (!this.isPlaying || this.isLoading) return;
    this.#exact += elapsed * this.speed;
    if (this.#exact >= this.newest) {
      this.#exact = this.newest;
      // At the edge it goes on as fast as time does, a little behind the live board.
      if (this.speed > 1) this.speed = 1;
    }
    this.#show();
    const left = PART_MS - (this.#exact % PART_MS);
    if (left < AHEAD_S * 1000 * this.speed && this.#exact + left < this.newest) void this.#part(Math.floor(this.#exact / PART_MS) + 1).answer.catch(() => undefined);
  }

  #show(): void {
    const second = Math.floor(this.#exact / 1000) * 1000;
    if (second !== this.at) this.at = second;
    const shown = this.#shown;
    if (shown && Date.parse(shown.from) <= this.#exact && this.#exact <= Date.parse(shown.to)) {
      this.tracks.seek(this.#exact);
      return;
    }
    if (!this.isLoading) void this.#load();
  }

  async #load(): Promise<void> {
    this.isLoading = true;
    try {
      const index = Math.floor(this.#exact / PART_MS);
      const answer = await this.#part(index).answer;
      this.problem = null;
      if (answer.keptFrom) this.keptFrom = Math.max(this.keptFrom, Date.parse(answer.keptFrom));
      // Asked for a place it does not have yet: what it has is nearest.
      this.#exact = Math.max(this.#exact, this.oldest);
      this.#shown = answer;
      this.tracks.load(answer);
      this.tracks.seek(this.#exact);
    } catch (problem) {
      if (this.#controller.signal.aborted) return;
      this.problem = problem instanceof ApiProblem ? problem : null;
      this.isPlaying = false;
      this.tracks.clear();
      this.#shown = null;
    } finally {
      this.isLoading = false;
    }
    // Moved on to another part meanwhile.
    if (!this.problem && Math.floor(this.#exact / PART_MS) !== Math.floor(Date.parse(this.#shown!.from) / PART_MS)) this.#show();
  }

  #part(index: number): Part {
    const known = this.#parts.get(index);
    const isWhole = (index + 1) * PART_MS <= (known?.askedAt ?? 0) - EDGE_MS;
    if (known && (isWhole || this.now() - known.askedAt < RENEW_MS)) {
      this.#parts.delete(index);
      this.#parts.set(index, known);
      return known;
    }
    const now = this.now();
    const iso = (ms: number): string => segment(new Date(ms).toISOString());
    const answer = get<PlaybackAnswer>(
      `/ports/${segment(this.port)}/playback?from=${iso(index * PART_MS)}&to=${iso(Math.min((index + 1) * PART_MS, now))}`, this.#controller.signal);
    const part = { answer, askedAt: now };
    this.#parts.set(index, part);
    answer.catch(() => this.#parts.delete(index));
    if (this.#parts.size > PARTS_MAX) this.#parts.delete(this.#parts.keys().next().value!);
    return part;
  }
}
