/** Frames the server sends without an acknowledgement (Contracts/Live/README.md). */
const WINDOW = 2;
const DELAY_MS = 50;

/**
 * Acknowledges frames as TCP does segments: at once where the server would wait for it, else a moment later, so that at a
 * high frame rate one message answers two.
 */
export class FrameAcks {
  #newest = 0;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (frame: number) => void) {}

  /** @param frame Number of a frame that was taken in. */
  take(frame: number): void {
    this.#newest = frame;
    if (frame - this.#told >= WINDOW) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), DELAY_MS);
  }

  /** A new connection counts from one again. */
  restart(): void {
    this.#stop();
    this.#newest = this.#told = 0;
  }

  #tell(): void {
    this.#stop();
    this.#told = this.#newest;
    this.send(this.#newest);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
