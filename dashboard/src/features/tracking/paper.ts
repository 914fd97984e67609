// A canvas that is larger than the window it is seen through. While the map is dragged it is moved as it is, which costs the
// browser a copy; drawing it anew costs more than a frame has once thousands of things are on it.
import { worldPixels, type Viewport } from './viewport';

/** Drawn beyond each edge of the window, CSS px: so far the map can be dragged before it must be drawn. */
export const MARGIN = 80;
/** Drawn anew a good while before the margin is used up, in a frame in which nothing else is. */
const SOON = MARGIN / 2;
/** After the last move it is drawn where it stands: the margin is whole again before the next drag. */
const SETTLED_MS = 160;

export class Paper {
  #drawn: Viewport | null = null;
  #isSpoilt = true;
  #movedAt = 0;
  #shift = '';

  /** What is on it is no longer true. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  /** Nothing but drawing will do: what is on it is of another zoom or size, or the window would look beyond its edge. */
  mustDraw(view: Viewport): boolean {
    const drawn = this.#drawn;
    if (drawn === null || drawn.zoom !== view.zoom || drawn.width !== view.width || drawn.height !== view.height) return true;
    return this.#travelled(view) > MARGIN;
  }

  /** @param time Of this frame, ms. */
  isDue(view: Viewport, time: number): boolean {
    if (this.#isSpoilt || this.mustDraw(view)) return true;
    const travelled = this.#travelled(view);
    return travelled > SOON || (travelled > 0 && time - this.#movedAt > SETTLED_MS);
  }

  /** The view to draw: the window with its margins. */
  take(view: Viewport): Viewport {
    this.#drawn = view;
    this.#isSpoilt = false;
    return { ...view, width: view.width + 2 * MARGIN, height: view.height + 2 * MARGIN };
  }

  /** Moves the canvas to where the window needs it. */
  place(canvas: HTMLElement, view: Viewport, time: number): void {
    const [x, y] = this.#offset(view);
    const density = globalThis.devicePixelRatio || 1;
    // Whole device pixels: between two everything would be blurred.
    const shift = x === 0 && y === 0 ? '' : `translate(${Math.round(x * density) / density}px, ${Math.round(y * density) / density}px)`;
    if (shift === this.#shift) return;
    this.#shift = canvas.style.transform = shift;
    this.#movedAt = time;
  }

  /** A point of the window, on the canvas. */
  pointAt(view: Viewport, x: number, y: number): [x: number, y: number] {
    const [dx, dy] = this.#offset(view);
    return [x + MARGIN - dx, y + MARGIN - dy];
  }

  #offset(view: Viewport): [x: number, y: number] {
    const drawn = this.#drawn;
    if (drawn === null) return [0, 0];
    const scale = worldPixels(view);
    return [(drawn.x - view.x) * scale, (drawn.y - view.y) * scale];
  }

  #travelled(view: Viewport): number {
    const [x, y] = this.#offset(view);
    return Math.max(Math.abs(x), Math.abs(y));
  }
}
