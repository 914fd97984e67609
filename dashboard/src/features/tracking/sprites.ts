// Shapes are drawn once per look and angle, and from then on copied pixel by pixel into one image. Without a GPU, 5,000
// moving hulls on one 1240 x 700 canvas: one path for all 6 frames/s, a path each 47, drawImage from an atlas 29, this 60.
import type { TrackKind } from '../../contracts';
import type { Palette } from './palette';
import { addShape, SHAPE_REACH } from './shapes';

/** 5.6 degrees between two: finer nobody sees at this size. */
const ANGLES = 64;
const NO_COURSE = ANGLES;

/** Pixels of one shape around its middle, those with ink only. */
interface Sprite {
  readonly dx: Int8Array;
  readonly dy: Int8Array;
  /** dy and dx as a distance in the image it was made for. */
  readonly offset: Int32Array;
  /** RGBA, as ImageData has it in memory, not premultiplied. */
  readonly ink: Uint32Array;
}

export type Look = TrackKind | 'dot';

export class SpriteLayer {
  #image: ImageData | null = null;
  #pixels = new Uint32Array();
  #palette: Palette | null = null;
  #density = 1;
  readonly #strips = new Map<string, Sprite[]>();

  /** Empties the layer, for a canvas of this many device pixels. */
  begin(width: number, height: number, density: number, palette: Palette): void {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
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
    const { dx, dy, offset, ink } = strip[course === course ? Math.round((course * ANGLES) / 360) % ANGLES : NO_COURSE]!;
    const { width, height } = this.#image!;
    const pixels = this.#pixels;
    const left = Math.round(x);
    const top = Math.round(y);
    const reach = Math.ceil(SHAPE_REACH * this.#density) + 1;
    const isInside = left >= reach && top >= reach && left < width - reach && top < height - reach;
    const middle = top * width + left;
    for (let i = 0; i < ink.length; i++) {
      if (!isInside && (left + dx[i]! < 0 || left + dx[i]! >= width || top + dy[i]! < 0 || top + dy[i]! >= height)) continue;
      const at = middle + offset[i]!;
      const above = ink[i]!;
      const below = pixels[at]!;
      pixels[at] = below === 0 || above >>> 24 === 255 ? above : over(above, below);
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
    const dx = Int8Array.from(inked, (i) => (i % side) - reach);
    const dy = Int8Array.from(inked, (i) => Math.floor(i / side) - reach);
    return { dx, dy, offset: Int32Array.from(inked, (_, n) => dy[n]! * this.#image!.width + dx[n]!), ink: Uint32Array.from(inked, (i) => pixels[i]!) };
  }
}

/** Source over destination, for the few pixels of an edge that lie on another shape. */
export function over(above: number, below: number): number {
  const a = (above >>> 24) / 255;
  const b = ((below >>> 24) / 255) * (1 - a);
  const whole = a + b;
  let mixed = Math.round(whole * 255) << 24;
  for (let shift = 0; shift < 24; shift += 8) mixed |= Math.round((((above >>> shift) & 255) * a + ((below >>> shift) & 255) * b) / whole) << shift;
  return mixed >>> 0;
}
