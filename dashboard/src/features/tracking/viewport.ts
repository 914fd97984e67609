// Where the map looks: pure arithmetic on Web Mercator (world 0 to 1), pixels and zoom.
import { TILES_ACROSS } from '../../live/tiles';

export interface Viewport {
  /** Centre, Web Mercator 0 to 1. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export const ZOOM_MIN = 2;
export const ZOOM_MAX = 18;
/** The server takes at most this many tiles in a view. */
export const VIEW_TILES_MAX = 64;

/** CSS pixels across the whole world. */
export const worldPixels = (v: Viewport): number => 256 * 2 ** v.zoom;

export const screenX = (v: Viewport, x: number): number => (x - v.x) * worldPixels(v) + v.width / 2;
export const screenY = (v: Viewport, y: number): number => (y - v.y) * worldPixels(v) + v.height / 2;
export const worldX = (v: Viewport, px: number): number => v.x + (px - v.width / 2) / worldPixels(v);
export const worldY = (v: Viewport, py: number): number => v.y + (py - v.height / 2) / worldPixels(v);

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

export function pan(v: Viewport, dx: number, dy: number): Viewport {
  return { ...v, x: clamp(v.x - dx / worldPixels(v), 0, 1), y: clamp(v.y - dy / worldPixels(v), 0, 1) };
}

/** Zooms so that what is under the pixel stays there. */
export function zoomAt(v: Viewport, px: number, py: number, by: number): Viewport {
  const zoom = clamp(v.zoom + by, ZOOM_MIN, ZOOM_MAX);
  const x = worldX(v, px);
  const y = worldY(v, py);
  const next = { ...v, zoom };
  return { ...next, x: clamp(x - (px - v.width / 2) / worldPixels(next), 0, 1), y: clamp(y - (py - v.height / 2) / worldPixels(next), 0, 1) };
}

export const lookAt = (v: Viewport, x: number, y: number, zoom = v.zoom): Viewport => ({ ...v, x, y, zoom: clamp(zoom, ZOOM_MIN, ZOOM_MAX) });

/** The view that shows a box, with a margin. */
export function fit(v: Viewport, west: number, north: number, east: number, south: number): Viewport {
  const zoom = Math.min(Math.log2((v.width * 0.85) / (256 * Math.max(east - west, 1e-7))), Math.log2((v.height * 0.85) / (256 * Math.max(south - north, 1e-7))));
  return lookAt(v, (west + east) / 2, (north + south) / 2, Math.min(zoom, 16));
}

/** z12 tiles in sight, nearest to the centre first where there are too many. */
export function tilesInView(v: Viewport): string[] {
  const west = Math.floor(worldX(v, 0) * TILES_ACROSS);
  const east = Math.floor(worldX(v, v.width) * TILES_ACROSS);
  const north = Math.floor(worldY(v, 0) * TILES_ACROSS);
  const south = Math.floor(worldY(v, v.height) * TILES_ACROSS);
  const middleX = v.x * TILES_ACROSS - 0.5;
  const middleY = v.y * TILES_ACROSS - 0.5;
  // Far out the counts per cell are shown: no need to list a million tiles only to cut them.
  const reach = 8;
  const tiles: { name: string; distance: number }[] = [];
  for (let ty = Math.max(north, 0, Math.floor(middleY - reach)); ty <= Math.min(south, TILES_ACROSS - 1, Math.ceil(middleY + reach)); ty++)
    for (let tx = Math.max(west, 0, Math.floor(middleX - reach)); tx <= Math.min(east, TILES_ACROSS - 1, Math.ceil(middleX + reach)); tx++)
      tiles.push({ name: `${tx}/${ty}`, distance: Math.hypot(tx - middleX, ty - middleY) });
  return tiles.sort((a, b) => a.distance - b.distance).slice(0, VIEW_TILES_MAX).map((t) => t.name);
}
