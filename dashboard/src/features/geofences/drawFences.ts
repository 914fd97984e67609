// The geofences on the map. Grey like everything that is normal; one with an alarm has the alarm's colour.
import type { AlarmPriority } from '../../contracts';
import { FONT_FAMILY, widthOf, type Label } from '../tracking/labels';
import type { Palette } from '../tracking/palette';
import { screenX, screenY, worldPixels, worldX, worldY, type Viewport } from '../tracking/viewport';
import { corridorEdge } from './corridor';
import { turnsInView, type Fence } from './fences';

const NAME_FONT = `600 11.5px ${FONT_FAMILY}`;
const NAMES_FROM_ZOOM = 10;
/** A corridor narrower than this is a line, px. */
const THIN = 4;

export interface FenceScene {
  fences: readonly Fence[];
  selected: string | null;
  /** By name: the highest alarm that stands there. */
  alarmed: ReadonlyMap<string, AlarmPriority>;
}

export function drawFences(c: CanvasRenderingContext2D, v: Viewport, scene: FenceScene, p: Palette): void {
  const [west, east, north, south] = [worldX(v, 0), worldX(v, v.width), worldY(v, 0), worldY(v, v.height)];
  for (const fence of scene.fences) {
    if (fence.box[3] < north || fence.box[1] > south) continue;
    const priority = scene.alarmed.get(fence.name);
    const isSelected = fence.name === scene.selected;
    const colour = isSelected ? p.accent : priority ? p[priority] : p.muted;
    for (const turn of turnsInView(fence.box, west, east)) {
      if (fence.shape === 'corridor') drawCorridor(c, v, fence, turn, colour, isSelected);
      else drawArea(c, pathOf(fence, v, turn), colour, isSelected || priority !== undefined);
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

/** Its inside as one wide line, which has no edge of its own. */
function drawCorridor(c: CanvasRenderingContext2D, v: Viewport, fence: Fence, turn: number, colour: string, isStrong: boolean): void {
  const width = Math.max(fence.width * worldPixels(v), 1);
  const edge = isStrong ? 2.25 : 1.25;
  const path = pathOf(fence, v, turn);
  c.strokeStyle = colour;
  if (width <= THIN) {
    c.globalAlpha = 0.8;
    c.setLineDash([7, 4]);
    c.lineWidth = Math.max(width, edge);
    return c.stroke(path);
  }
  c.setLineDash([]);
  c.lineJoin = c.lineCap = 'round';
  c.lineWidth = width;
  c.globalAlpha = isStrong ? 0.16 : 0.09;
  c.stroke(path);
  c.lineCap = 'butt';
  c.globalAlpha = isStrong ? 1 : 0.75;
  c.lineWidth = edge;
  for (const line of fence.lines) {
    const points = Array.from(line, (n, i) => (i % 2 === 0 ? screenX(v, n + turn) : screenY(v, n)));
    c.stroke(corridorEdge(points, width / 2));
  }
}

/** Names of the geofences, those with an alarm and the selected one first. */
export function fenceLabels(c: CanvasRenderingContext2D, v: Viewport, scene: FenceScene, p: Palette): { first: Label[]; others: Label[] } {
  const [west, east, north, south] = [worldX(v, 0), worldX(v, v.width), worldY(v, 0), worldY(v, v.height)];
  const labels = { first: [] as Label[], others: [] as Label[] };
  for (const fence of scene.fences) {
    if (fence.box[3] < north || fence.box[1] > south) continue;
    const isSelected = fence.name === scene.selected;
    const priority = scene.alarmed.get(fence.name);
    if (v.zoom < NAMES_FROM_ZOOM && !isSelected) continue;
    const across = (fence.box[2] - fence.box[0]) * worldPixels(v);
    if (!isSelected && !priority && widthOf(c, NAME_FONT, fence.name) > across * 2 + 40) continue;
    const colour = isSelected ? p.accent : priority ? p[priority] : p.muted;
    for (const turn of turnsInView(fence.box, west, east))
      (isSelected || priority ? labels.first : labels.others).push({ text: fence.name, font: NAME_FONT, colour, places: placesOf(v, fence, turn), always: isSelected });
  }
  return labels;
}

/** Below the zone, where the plan's names, which stand in and above theirs, are not; else above, or within. On a corridor: at its middle. */
function placesOf(v: Viewport, fence: Fence, turn: number): number[] {
  const line = fence.lines[0]!;
  if (fence.shape === 'corridor') {
    const points = line.length / 2;
    return [1 / 2, 1 / 3, 2 / 3].flatMap((share) => {
      const at = 2 * Math.min(points - 1, Math.floor(points * share));
      return [screenX(v, line[at]! + turn), screenY(v, line[at + 1]!)];
    });
  }
  const x = screenX(v, (fence.box[0] + fence.box[2]) / 2 + turn);
  const [top, bottom] = [screenY(v, fence.box[1]), screenY(v, fence.box[3])];
  return [x, bottom + 10, x, top - 10, x, bottom - 12, x, (top + bottom) / 2];
}
