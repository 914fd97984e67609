// Coast and port plan. Drawn when the view, the theme or the plan changes, not when things move.
import type { Ring } from './coast';
import { FONT_FAMILY, widthOf, type Label } from './labels';
import type { Palette } from './palette';
import type { PlanFeature } from './plan';
import { screenX, screenY, worldPixels, worldX, worldY, type Viewport } from './viewport';

const AREA_FONT = `550 12.5px ${FONT_FAMILY}`;
const SMALL_FONT = `500 11px ${FONT_FAMILY}`;
/** Names of the plan from this zoom on; berths and the like, which are many, two levels later. */
const NAMES_FROM_ZOOM = 11;
const SMALL_KINDS = new Set(['berth', 'gate', 'bay', 'scanner', 'building']);
const MARKED_KINDS = new Set(['gate', 'bay', 'scanner']);

export function drawBase(c: CanvasRenderingContext2D, v: Viewport, coast: readonly Ring[], plan: readonly PlanFeature[], p: Palette): void {
  c.fillStyle = p.water;
  c.fillRect(0, 0, v.width, v.height);
  c.beginPath();
  for (const ring of coast) trace(c, v, ring);
  c.fillStyle = p.land;
  c.globalAlpha = coastStrength(v.zoom);
  c.fill('evenodd');
  c.globalAlpha = 1;
  for (const feature of plan) if (isInView(v, feature)) drawFeature(c, v, feature, p);
}

/** The 1:10m coast is off by up to 2 km: far out it is true, close up it fades and the port's own plan takes over. */
function coastStrength(zoom: number): number {
  return Math.max(0.25, Math.min(1, 1 - (zoom - 10.5) / 2.5));
}

function trace(c: CanvasRenderingContext2D, v: Viewport, line: Ring): void {
  const scale = worldPixels(v);
  const dx = v.width / 2 - v.x * scale;
  const dy = v.height / 2 - v.y * scale;
  c.moveTo(line[0]! * scale + dx, line[1]! * scale + dy);
  for (let i = 2; i < line.length; i += 2) c.lineTo(line[i]! * scale + dx, line[i + 1]! * scale + dy);
}

function isInView(v: Viewport, f: PlanFeature): boolean {
  const [west, north, east, south] = f.box;
  return east >= worldX(v, 0) && west <= worldX(v, v.width) && south >= worldY(v, 0) && north <= worldY(v, v.height);
}

function drawFeature(c: CanvasRenderingContext2D, v: Viewport, f: PlanFeature, p: Palette): void {
  if (f.lines.length === 0) return drawMark(c, screenX(v, f.x), screenY(v, f.y), f, p);
  c.beginPath();
  for (const line of f.lines) {
    trace(c, v, line);
    if (f.isArea) c.closePath();
  }
  c.setLineDash([]);
  c.lineWidth = 1;
  c.strokeStyle = p.plan;
  switch (f.kind) {
    case 'land':
      c.fillStyle = p.land;
      return c.fill('evenodd');
    case 'water':
      c.fillStyle = p.water;
      return c.fill('evenodd');
    case 'yard':
    case 'building':
      c.fillStyle = p.planFill;
      c.fill('evenodd');
      return c.stroke();
    case 'berth':
      c.lineWidth = f.isArea ? 1.5 : 4;
      c.strokeStyle = p.muted;
      if (f.isArea) {
        c.fillStyle = p.planFill;
        c.fill('evenodd');
      }
      return c.stroke();
    case 'channel':
    case 'anchorage':
      c.setLineDash(f.kind === 'channel' ? [10, 7] : [3, 5]);
      c.lineWidth = 1.25;
      c.stroke();
      return c.setLineDash([]);
    case 'road':
      c.lineWidth = 3;
      c.strokeStyle = p.planFill;
      return c.stroke();
    case 'zone':
      c.setLineDash([14, 6, 2, 6]);
      c.stroke();
      return c.setLineDash([]);
    default:
      c.stroke();
  }
  if (MARKED_KINDS.has(f.kind)) drawMark(c, screenX(v, f.x), screenY(v, f.y), f, p);
}

/** Gates, bays and scanners: a small framed letter. */
function drawMark(c: CanvasRenderingContext2D, x: number, y: number, f: PlanFeature, p: Palette): void {
  c.fillStyle = p.planFill;
  c.strokeStyle = p.muted;
  c.lineWidth = 1;
  c.beginPath();
  c.rect(x - 6.5, y - 6.5, 13, 13);
  c.fill();
  c.stroke();
  c.fillStyle = p.text;
  c.font = `600 9px ${FONT_FAMILY}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(f.kind.charAt(0).toUpperCase(), x, y + 0.5);
}

/** Names of the plan: areas in their middle, small things under their mark. */
export function planLabels(c: CanvasRenderingContext2D, v: Viewport, plan: readonly PlanFeature[], p: Palette): Label[] {
  const labels: Label[] = [];
  for (const f of plan) {
    const isSmall = SMALL_KINDS.has(f.kind);
    if (!f.name || v.zoom < (isSmall ? NAMES_FROM_ZOOM + 2 : NAMES_FROM_ZOOM) || !isInView(v, f)) continue;
    const isArea = f.isArea && !isSmall;
    const font = isArea ? AREA_FONT : SMALL_FONT;
    if (isArea && widthOf(c, font, f.name) > (f.box[2] - f.box[0]) * worldPixels(v) * 1.6) continue;
    const [x, y] = [screenX(v, f.x), screenY(v, f.y)];
    // A zone's name stands at its upper edge, where it is not in the way of its yards.
    const places = f.kind === 'zone' ? [x, screenY(v, f.box[1]) + 11, x, screenY(v, f.box[3]) - 11] : MARKED_KINDS.has(f.kind) ? [x, y + 15, x, y - 15] : [x, y, x, y + 15, x, y - 15];
    labels.push({ text: f.name, font, colour: p.muted, places });
  }
  return labels;
}
