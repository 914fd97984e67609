// Shapes are drawn once per look and angle, and from then on copied pixel by pixel into one image. Without a GPU, 5,000
// moving hulls on one 1240 x 700 canvas: one path for all 6 frames/s, a path each 47, drawImage from an atlas 29, this 60.
// Pixels are signed integers throughout: unsigned ones are doubles to V8, and the same loop took several times as long.
import type { TrackKind } from '../../contracts';
import type { Palette } from './palette';
import { addShape, SHAPE_REACH } from './shapes';

/** 5.6 degrees between two: finer nobody sees at this size. */
const ANGLES = 64;
const NO_COURSE = ANGLES;

/**
 * Pixels of one shape around its middle, those with ink only: the opaque ones first, which are written unseen, then those of
 * the edge. Signed, since a colour with an opaque alpha is no small integer otherwise and would be boxed in the inner loop.
 */
interface Sprite {
  readonly dx: Int8Array;
  readonly dy: Int8Array;
  /** dy and dx as a distance in the image it was made for. */
  readonly offset: Int32Array;
  /** RGBA, as ImageData has it in memory, not premultiplied. */
  readonly ink: Int32Array;
  readonly opaque: number;
}

export type Look = TrackKind | 'dot';

export class SpriteLayer {
  #image: ImageData | null = null;
  #pixels = new Int32Array();
  #palette: Palette | null = null;
  #density = 1;
  readonly #strips = new Map<string, Sprite[]>();

  /** Empties the layer, for a canvas of this many device pixels. */
  begin(width: number, height: number, density: number, palette: Palette): void {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Int32Array(this.#image.data.buffer);
      this.#strips.clear();
    } else this.#pixels.fill(0);
    if (palette !== this.#palette || density !== this.#density) this.#strips.clear();
    this.#palette = palette;
    this.#density = density;
  }

  /** All angles of a look, for {@link put}: looked up once per look and not once per thing. */
  strip(look: Look, isHollow: boolean, size: number): readonly Sprite[] {
    const key = `${look}/${isHollow}/${size}`;
    let strip = this.#strips.get(key);
    if (!strip) this.#strips.set(key, (strip = this.#draw(look, isHollow, size * this.#density)));
    return strip;
  }

  /** @param course Degrees, NaN = not known. @param x Device pixels. @param y Device pixels. */
  put(strip: readonly Sprite[], course: number, x: number, y: number): void {
    const sprite = strip[course === course ? Math.round((course * ANGLES) / 360) % ANGLES : NO_COURSE]!;
    const { width, height } = this.#image!;
    const left = Math.round(x);
    const top = Math.round(y);
    const reach = Math.ceil(SHAPE_REACH * this.#density) + 1;
    if (left >= reach && top >= reach && left < width - reach && top < height - reach) stamp(this.#pixels, sprite, top * width + left);
    else this.#putAtEdge(sprite, left, top);
  }

  #putAtEdge({ dx, dy, ink }: Sprite, left: number, top: number): void {
    const { width, height } = this.#image!;
    for (let i = 0; i < ink.length; i++) {
      const [px, py] = [left + dx[i]!, top + dy[i]!];
      if (px < 0 || px >= width || py < 0 || py >= height) continue;
      const at = py * width + px;
      this.#pixels[at] = over(ink[i]!, this.#pixels[at]!);
    }
  }

  /** Replaces what the canvas shows. */
  end(c: CanvasRenderingContext2D): void {
    c.putImageData(this.#image!, 0, 0);
  }

  #draw(look: Look, isHollow: boolean, size: number): Sprite[] {
    const reach = Math.ceil(SHAPE_REACH * Math.max(size, this.#density));
    const side = 2 * reach + 1;
    const canvas = new OffscreenCanvas(side, side * (ANGLES + 1));
    const c = canvas.getContext('2d', { willReadFrequently: true })!;
    for (let n = 0; n <= ANGLES; n++) this.#drawOne(c, look, isHollow, n === NO_COURSE ? NaN : (n * 2 * Math.PI) / ANGLES, reach + 0.5, n * side + reach + 0.5, size);
    const pixels = new Uint32Array(c.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return Array.from({ length: ANGLES + 1 }, (_, n) => this.#cut(pixels.subarray(n * side * side, (n + 1) * side * side), side, reach));
  }

  #drawOne(c: OffscreenCanvasRenderingContext2D, look: Look, isHollow: boolean, angle: number, x: number, y: number, size: number): void {
    const palette = this.#palette!;
    if (look === 'dot') return this.#drawDot(c, isHollow, x, y);
    const path = new Path2D();
    addShape(path, look, angle, x, y, size);
    c.fillStyle = palette.track;
    c.strokeStyle = isHollow ? palette.track : palette.background;
    c.lineWidth = (isHollow ? 1.4 : 1) * this.#density;
    if (!isHollow) c.fill(path);
    c.stroke(path);
  }

  #drawDot(c: OffscreenCanvasRenderingContext2D, isHollow: boolean, x: number, y: number): void {
    const side = Math.round((isHollow ? 5 : 3) * this.#density);
    const first = -Math.floor(side / 2) - 0.5;
    c.fillStyle = this.#palette!.track;
    c.fillRect(x + first, y + first, side, side);
    if (isHollow) c.clearRect(x + first + this.#density, y + first + this.#density, side - 2 * this.#density, side - 2 * this.#density);
  }

  #cut(pixels: Uint32Array, side: number, reach: number): Sprite {
    const inked = [...pixels.keys()].filter((i) => pixels[i]! >>> 24 > 0);
    const opaque = inked.filter((i) => pixels[i]! >>> 24 === 255);
    const ordered = [...opaque, ...inked.filter((i) => pixels[i]! >>> 24 < 255)];
    const dx = Int8Array.from(ordered, (i) => (i % side) - reach);
    const dy = Int8Array.from(ordered, (i) => Math.floor(i / side) - reach);
    return { dx, dy, offset: Int32Array.from(ordered, (_, n) => dy[n]! * this.#image!.width + dx[n]!), ink: Int32Array.from(ordered, (i) => pixels[i]!), opaque: opaque.length };
  }
}

/** The whole of a sprite, none of it beyond the image. */
function stamp(pixels: Int32Array, { offset, ink, opaque }: Sprite, middle: number): void {
  for (let i = 0; i < opaque; i++) pixels[middle + offset[i]!] = ink[i]!;
  for (let i = opaque; i < ink.length; i++) {
    const at = middle + offset[i]!;
    const below = pixels[at]!;
    pixels[at] = below === 0 ? ink[i]! : over(ink[i]!, below);
  }
}

/** Source over destination, for the few pixels of an edge that lie on another shape. */
export function over(above: number, below: number): number {
  const a = above >>> 24;
  if (below >>> 24 === 255) {
    // Red with blue, then green; by 256 instead of 255, so that it is shifts.
    const share = a + (a >>> 7);
    const rest = 256 - share;
    const redBlue = ((Math.imul(above & 0xff00ff, share) + Math.imul(below & 0xff00ff, rest)) >>> 8) & 0xff00ff;
    const green = ((Math.imul(above & 0xff00, share) + Math.imul(below & 0xff00, rest)) >>> 8) & 0xff00;
    return -0x1000000 | redBlue | green;
  }
  const b = ((below >>> 24) * (255 - a)) / 255;
  const whole = a + b;
  if (whole === 0) return 0;
  let mixed = Math.round(whole) << 24;
  for (let shift = 0; shift < 24; shift += 8) mixed |= Math.round((((above >>> shift) & 255) * a + ((below >>> shift) & 255) * b) / whole) << shift;
  return mixed;
}
