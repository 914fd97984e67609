import { get, segment } from '../../api/http';
import type { AlarmBoardHealth } from '../../contracts';

/** Figures that time alone changes; counts of what stands come live with the alarms. */
const EVERY_MS = 10_000;
/** After a change of what stands: soon, but once for a burst of them. */
const SOON_MS = 1_000;

/** The board's health as the server counts it; asked now and then, and at once when a flood may have begun. */
export class AlarmHealth {
  now = $state.raw<AlarmBoardHealth | null>(null);

  #ask: (() => Promise<void>) | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** Asks until the returned function is called. */
  follow(port: string): () => void {
    const stop = new AbortController();
    this.#ask = async (): Promise<void> => {
      clearTimeout(this.#soon);
      this.#soon = undefined;
      try {
        this.now = await get<AlarmBoardHealth>(`/ports/${segment(port)}/alarms/health`, AbortSignal.any([stop.signal, AbortSignal.timeout(EVERY_MS)]));
      } catch {
        // Old figures are worse than none: the strip says so.
        if (!stop.signal.aborted) this.now = null;
      }
    };
    void this.#ask();
    const timer = setInterval(this.#ask, EVERY_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
      clearTimeout(this.#soon);
      this.#ask = null;
    };
  }

  /** Something came, went or was answered. */
  changed(): void {
    this.#soon ??= setTimeout(() => void this.#ask?.(), SOON_MS);
  }
}
