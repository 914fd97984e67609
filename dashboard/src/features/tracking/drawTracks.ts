// Everything that moves, drawn anew whenever something did.
import type { AlarmPriority, TrackKind } from '../../contracts';
import { isStale, type Track } from '../../live/tracks';
import { FONT_FAMILY } from './labels';
import type { Palette } from './palette';
import type { Look, SpriteLayer } from './sprites';
import { screenX, screenY, worldPixels, type Viewport } from './viewport';

/** With more in sight their shapes are a carpet that tells less than dots, which leave the map to be seen. */
const DOTS_ABOVE = 6_000;

export interface TrackScene {
  tracks: Iterable<Track>;
  /** Server time, Unix ms. */
  now: number;
  hidden: ReadonlySet<TrackKind>;
  selected: string | null;
  /** x, y pairs of the selected thing, Web Mercator. */
  trail: readonly number[];
  marks: readonly { x: number; y: number; priority: AlarmPriority }[];
}

/** Draws, and returns what is on screen: x, y pairs and the tracks in the same order. */
export function drawTracks(c: CanvasRenderingContext2D, layer: SpriteLayer, v: Viewport, scene: TrackScene, p: Palette): { points: Float32Array; shown: Track[] } {
  const { shown, points } = inSight(v, scene);
  const size = v.zoom < 9 ? 0.6 : v.zoom < 11.5 ? 0.8 : 1;
  const density = c.canvas.width / v.width;
  const strips = { fresh: {} as Strips, hollow: {} as Strips };
  layer.begin(c.canvas.width, c.canvas.height, density, p);
  for (let i = 0; i < shown.length; i++) {
    const t = shown[i]!;
    const isHollow = isStale(t, scene.now);
    const look: Look = shown.length > DOTS_ABOVE ? 'dot' : t.kind;
    const strip = ((isHollow ? strips.hollow : strips.fresh)[look] ??= layer.strip(look, isHollow, size));
    layer.put(strip, t.course, points[i * 2]! * density, points[i * 2 + 1]! * density);
  }
  layer.end(c);
  c.globalCompositeOperation = 'destination-over';
  drawTrail(c, v, scene.trail, p);
  c.globalCompositeOperation = 'source-over';
  for (const mark of scene.marks) drawMark(c, screenX(v, mark.x), screenY(v, mark.y), mark.priority, p);
  drawRing(c, shown, points, scene.selected, p);
  return { points, shown };
}

type Strips = Partial<Record<Look, ReturnType<SpriteLayer['strip']>>>;

function inSight(v: Viewport, scene: TrackScene): { points: Float32Array; shown: Track[] } {
  const scale = worldPixels(v);
  const dx = v.width / 2 - v.x * scale;
  const dy = v.height / 2 - v.y * scale;
  const shown: Track[] = [];
  const points: number[] = [];
  for (const t of scene.tracks) {
    if (!t.placed || scene.hidden.has(t.kind)) continue;
    const x = t.x * scale + dx;
    const y = t.y * scale + dy;
    if (x < -20 || y < -20 || x > v.width + 20 || y > v.height + 20) continue;
    shown.push(t);
    points.push(x, y);
  }
  return { points: Float32Array.from(points), shown };
}

function drawTrail(c: CanvasRenderingContext2D, v: Viewport, trail: readonly number[], p: Palette): void {
  if (trail.length < 4) return;
  c.beginPath();
  for (let i = 0; i < trail.length; i += 2) {
    const x = screenX(v, trail[i]!);
    const y = screenY(v, trail[i + 1]!);
    if (i === 0) c.moveTo(x, y);
    else c.lineTo(x, y);
  }
  c.strokeStyle = p.accent;
  c.lineWidth = 2;
  c.globalAlpha = 0.7;
  c.stroke();
  c.globalAlpha = 1;
}

export function drawMark(c: CanvasRenderingContext2D, x: number, y: number, priority: AlarmPriority, p: Palette): void {
  c.beginPath();
  if (priority === 'p1') c.rect(x - 9, y - 9, 18, 18);
  else if (priority === 'p2') {
    c.moveTo(x, y - 11);
    c.lineTo(x + 11, y + 9);
    c.lineTo(x - 11, y + 9);
    c.closePath();
  } else if (priority === 'p3') {
    c.moveTo(x, y - 11);
    c.lineTo(x + 11, y);
    c.lineTo(x, y + 11);
    c.lineTo(x - 11, y);
    c.closePath();
  } else c.arc(x, y, 9, 0, 2 * Math.PI);
  c.lineWidth = 2.5;
  c.strokeStyle = p[priority];
  if (priority === 'diagnostic') return c.stroke();
  c.fillStyle = p[priority];
  c.fill();
  c.fillStyle = p.onPriority;
  c.font = `800 11px ${FONT_FAMILY}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(priority.slice(1), x, y + (priority === 'p2' ? 3 : 0.5));
}

function drawRing(c: CanvasRenderingContext2D, shown: readonly Track[], points: Float32Array, id: string | null, p: Palette): void {
  const selected = id === null ? -1 : shown.findIndex((t) => t.id === id);
  if (selected < 0) return;
  c.beginPath();
  c.arc(points[selected * 2]!, points[selected * 2 + 1]!, 15, 0, 2 * Math.PI);
  c.strokeStyle = p.accent;
  c.lineWidth = 2.5;
  c.stroke();
}
