// Pictures with a palette: a third of the size for a board that is grey on dark, and a repository keeps every version.
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

interface Indexed {
  width: number;
  height: number;
  /** RGB of each index, at most 256. */
  palette: number[];
  /** Base64, a byte for each pixel. */
  indices: string;
}

/** The most frequent colours, others as the nearest of them. The browser decodes the screenshot. */
function quantize(base64: string): Promise<Indexed> {
  return (async () => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const { width, height } = bitmap;
    const c = new OffscreenCanvas(width, height).getContext('2d')!;
    c.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(c.getImageData(0, 0, width, height).data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    const chosen = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
    const part = (colour: number, shift: number): number => (colour >>> shift) & 255;
    const index = new Map(chosen.map((colour, i) => [colour, i]));
    const nearest = (colour: number): number => {
      let [best, least] = [0, Infinity];
      chosen.forEach((other, i) => {
        const distance = [0, 8, 16].reduce((sum, shift) => sum + (part(colour, shift) - part(other, shift)) ** 2, 0);
        if (distance < least) [best, least] = [i, distance];
      });
      index.set(colour, best);
      return best;
    };
    let text = '';
    for (const pixel of pixels) text += String.fromCharCode(index.get(pixel) ?? nearest(pixel));
    return { width, height, palette: chosen.flatMap((colour) => [part(colour, 0), part(colour, 8), part(colour, 16)]), indices: btoa(text) };
  })();
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** @param helper A page that may fetch data: addresses, unlike the application's. */
export async function small(helper: Page, screenshot: Buffer): Promise<Buffer> {
  const { width, height, palette, indices } = await helper.evaluate(quantize, screenshot.toString('base64'));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, palette, deflate, adaptive filters, not interlaced
  const pixels = Buffer.from(indices, 'base64');
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter: 0, none
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('PLTE', Uint8Array.from(palette)), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}
