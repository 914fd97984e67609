// Which names stand on the map, and where: greedy, the most important first; what finds no free place is left out.
// Fixed things come before moving ones, so that a passing ship does not make a zone's name blink.

/** CSS px on the drawn layer. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Label {
  readonly text: string;
  readonly font: string;
  readonly colour: string;
  /** Middles of where it may stand, the best first: x, y pairs. */
  readonly places: readonly number[];
  /** Stands at its first place where no place is free, such as the selected thing's. */
  readonly always?: boolean;
}

export const FONT_FAMILY = "'Inter Variable', system-ui, sans-serif";
/** Height of a line, whatever its font of 11 to 12.5 px, and free space to each side, px. */
const LINE = 15;
const GAP = 2;
/** Buckets of boxes: a name lies in two or three of them. */
const BUCKET_WIDTH = 128;
const BUCKET_HEIGHT = 32;
const BUCKETS_ACROSS = 1 << 12;

export class Placement {
  readonly #buckets = new Map<number, Box[]>();
  readonly #texts = new Set<string>();

  /** Takes a place without asking: for what is drawn there already. */
  block(box: Box): void {
    this.#each(box, (key) => {
      const bucket = this.#buckets.get(key);
      if (bucket) bucket.push(box);
      else this.#buckets.set(key, [box]);
      return false;
    });
  }

  isFree(box: Box): boolean {
    return !this.#each(box, (key) => this.#buckets.get(key)?.some((b) => b.left < box.right && b.right > box.left && b.top < box.bottom && b.bottom > box.top) ?? false);
  }

  /**
   * The middle of where it stands, or null. A name that stands already is not said twice: a zone of the plan and the geofence
   * around it often share theirs.
   */
  place({ text, places, always }: Label, width: number, isUnique = false): [x: number, y: number] | null {
    if (isUnique && this.#texts.has(text)) return null;
    for (let i = 0; i < places.length; i += 2) {
      const box = boxOf(places[i]!, places[i + 1]!, width);
      if (!this.isFree(box)) continue;
      this.block(box);
      this.#texts.add(text);
      return [places[i]!, places[i + 1]!];
    }
    if (!always) return null;
    this.block(boxOf(places[0]!, places[1]!, width));
    return [places[0]!, places[1]!];
  }

  #each(box: Box, found: (key: number) => boolean): boolean {
    const [left, right] = [Math.floor(box.left / BUCKET_WIDTH), Math.floor(box.right / BUCKET_WIDTH)];
    const bottom = Math.floor(box.bottom / BUCKET_HEIGHT);
    for (let y = Math.floor(box.top / BUCKET_HEIGHT); y <= bottom; y++) for (let x = left; x <= right; x++) if (found(y * BUCKETS_ACROSS + x)) return true;
    return false;
  }
}

const boxOf = (x: number, y: number, width: number): Box => ({ left: x - width / 2 - GAP, right: x + width / 2 + GAP, top: y - LINE / 2, bottom: y + LINE / 2 });

/** Right of a thing, left of it, below, above: middles for a name of that width, `reach` px from the thing's middle. */
export const beside = (x: number, y: number, width: number, reach: number): number[] => [
  x + reach + width / 2, y, x - reach - width / 2, y, x, y + reach + LINE / 2, x, y - reach - LINE / 2,
];

/** Measured widths by font and text: a name is measured once and drawn thousands of times. */
const widths = new Map<string, Map<string, number>>();
const WIDTHS_MAX = 20_000;

export function widthOf(c: CanvasRenderingContext2D, font: string, text: string): number {
  let ofFont = widths.get(font);
  if (!ofFont) widths.set(font, (ofFont = new Map()));
  let width = ofFont.get(text);
  if (width === undefined) {
    if (ofFont.size >= WIDTHS_MAX) ofFont.clear();
    c.font = font;
    ofFont.set(text, (width = c.measureText(text).width));
  }
  return width;
}

/** Forgets what was measured, as when a font has come. */
export const forgetWidths = (): void => widths.clear();

export function drawLabel(c: CanvasRenderingContext2D, { text, font, colour }: Label, x: number, y: number, halo: string): void {
  c.font = font;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.direction = 'ltr';
  c.lineJoin = 'round';
  c.lineWidth = 3;
  c.strokeStyle = halo;
  c.globalAlpha = 0.85;
  c.strokeText(text, x, y);
  c.globalAlpha = 1;
  c.fillStyle = colour;
  c.fillText(text, x, y);
}
