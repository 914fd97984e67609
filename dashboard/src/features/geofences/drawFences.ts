// The geofences on the map. Grey like everything that is normal; one with an alarm has the alarm's colour.
import type { AlarmPriority } from '../../contracts';
import type { Palette } from '../tracking/palette';
import { screenX, screenY, worldPixels, worldX, worldY, type Viewport } from '../tracking/viewport';
import { turnsInView, type Fence } from './fences';

const FONT = "'Inter Variable', system-ui, sans-serif";
const NAMES_FROM_ZOOM = 10;
/** A corridor narrower than this is a line, px. */
const THIN = 4;

export interface FenceScene {
  fences: readonly Fence[];
  selected: string | null;
  /** By name: the highest alarm that stands there. */
  alarmed: ReadonlyMap<string, AlarmPriority>;
}

/** Corridors are drawn aside: their edge is a wide line with a narrower one taken out of it. */
let aside: OffscreenCanvas | null = null;

export function drawFences(c: CanvasRenderingContext2D, v: Viewport, scene: FenceScene, p: Palette): void {
  const [west, east, north, south] = [worldX(v, 0), worldX(v, v.width), worldY(v, 0), worldY(v, v.height)];
  for (const fence of scene.fences) {
    if (fence.box[3] < north || fence.box[1] > south) continue;
    const priority = scene.alarmed.get(fence.name);
    const isSelected = fence.name === scene.selected;
    const colour = isSelected ? p.accent : priority ? p[priority] : p.muted;
    for (const turn of turnsInView(fence.box, west, east)) {
      const path = pathOf(fence, v, turn);
      if (fence.shape === 'corridor') drawCorridor(c, v, path, Math.max(fence.width * worldPixels(v), 1), colour, isSelected);
      else drawArea(c, path, colour, isSelected || priority !== undefined);
      drawName(c, v, fence, turn, colour, isSelected, p);
    }
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
}

function pathOf(fence: Fence, v: Viewport, turn: number): Path2D {
  const path = new Path2D();
  for (const line of fence.lines) {
    path.moveTo(screenX(v, line[0]! + turn), screenY(v, line[1]!));
    for (let i = 2; i < line.length; i += 2) path.lineTo(screenX(v, line[i]! + turn), screenY(v, line[i + 1]!));
    if (fence.shape !== 'corridor') path.closePath();
  }
  return path;
}

function drawArea(c: CanvasRenderingContext2D, path: Path2D, colour: string, isStrong: boolean): void {
  c.globalAlpha = isStrong ? 0.16 : 0.07;
  c.fillStyle = colour;
  c.fill(path, 'evenodd');
  c.globalAlpha = isStrong ? 1 : 0.75;
  c.strokeStyle = colour;
  c.lineWidth = isStrong ? 2.25 : 1.25;
  c.setLineDash([7, 4]);
  c.stroke(path);
}

function drawCorridor(c: CanvasRenderingContext2D, v: Viewport, path: Path2D, width: number, colour: string, isStrong: boolean): void {
  const edge = isStrong ? 2.25 : 1.25;
  if (width <= THIN) {
    c.globalAlpha = 0.8;
    c.setLineDash([7, 4]);
    c.strokeStyle = colour;
    c.lineWidth = Math.max(width, edge);
    return c.stroke(path);
  }
  const density = c.getTransform().a;
  aside ??= new OffscreenCanvas(1, 1);
  aside.width = Math.round(v.width * density);
  aside.height = Math.round(v.height * density);
  const layer = aside.getContext('2d')!;
  layer.setTransform(density, 0, 0, density, 0, 0);
  layer.lineJoin = layer.lineCap = 'round';
  layer.strokeStyle = colour;
  layer.lineWidth = width;
  layer.stroke(path);
  layer.globalCompositeOperation = 'destination-out';
  layer.lineWidth = width - 2 * edge;
  layer.stroke(path);
  layer.globalCompositeOperation = 'source-over';
  layer.globalAlpha = isStrong ? 0.16 : 0.09;
  layer.stroke(path);
  c.globalAlpha = isStrong ? 1 : 0.75;
  c.drawImage(aside, 0, 0, v.width, v.height);
}

function drawName(c: CanvasRenderingContext2D, v: Viewport, fence: Fence, turn: number, colour: string, isSelected: boolean, p: Palette): void {
  if (v.zoom < NAMES_FROM_ZOOM && !isSelected) return;
  c.font = `600 11.5px ${FONT}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  const across = (fence.box[2] - fence.box[0]) * worldPixels(v);
  if (!isSelected && c.measureText(fence.name).width > across * 2 + 40) return;
  // Below the zone, where the plan's names, which stand in and above theirs, are not.
  const line = fence.lines[0]!;
  const isLine = fence.shape === 'corridor';
  const at = 2 * Math.floor(line.length / 4);
  const x = isLine ? screenX(v, line[at]! + turn) : screenX(v, (fence.box[0] + fence.box[2]) / 2 + turn);
  const y = isLine ? screenY(v, line[at + 1]!) : screenY(v, fence.box[3]) + 10;
  c.setLineDash([]);
  c.lineWidth = 3;
  c.strokeStyle = p.water;
  c.globalAlpha = 0.85;
  c.strokeText(fence.name, x, y);
  c.globalAlpha = 1;
  c.fillStyle = colour;
  c.fillText(fence.name, x, y);
}
