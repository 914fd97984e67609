// A geofence under the editor's hands, as a value: what it says, its history, and how it becomes a feature again. Pure.
import { near, shapeOf, type FenceFeature, type FenceGeometry, type Position, type Rule, type Shape } from './fences';

export interface Line {
  /** A hole of the last ring before it that is none. */
  readonly isHole: boolean;
  /** Rings are not closed by a repeat. */
  readonly points: readonly Position[];
}

export interface Draft {
  readonly name: string;
  readonly kind: string;
  readonly shape: Shape;
  readonly lines: readonly Line[];
  readonly radius: number;
  readonly width: number;
  readonly hysteresis: number;
  readonly rules: readonly Rule[];
}

export const KINDS = ['zone', 'berth', 'yard', 'gate', 'bay', 'scanner', 'anchorage', 'channel', 'building', 'route'] as const;
/** What a ring or line needs at least. */
export const LEAST: Record<Shape, number> = { polygon: 3, circle: 1, corridor: 2 };
const STEPS_MAX = 200;

export function blank(shape: Shape, name: string): Draft {
  return {
    name, kind: shape === 'corridor' ? 'route' : 'zone', shape, lines: [{ isHole: false, points: [] }], radius: shape === 'circle' ? 300 : 0, width: shape === 'corridor' ? 300 : 0,
    hysteresis: 20, rules: [rule('enter'), rule('leave')],
  };
}

export const rule = (on: Rule['on']): Rule => ({
  on, kinds: on === 'seal' ? ['cargo'] : [], seconds: on === 'dwell' || on === 'silence' || on === 'loitering' || on === 'meeting' ? 1_800 : on === 'speed' ? 30 : 0,
  knots: on === 'speed' ? 12 : on === 'loitering' ? 2 : on === 'meeting' ? 3 : 0, radiusMetres: on === 'loitering' || on === 'meeting' ? 500 : 0,
  // Ships lie side by side at a berth and close at an anchorage: elsewhere goods may change hands.
  ...(on === 'meeting' ? { exceptIn: ['berth', 'anchorage'] } : {}),
});

const opened = (ring: readonly Position[]): Position[] => ring.slice(0, -1).map(([x, y]) => [x, y]);

export function draftOf({ geometry, properties: p }: FenceFeature, meridian: number): Draft {
  const polygon = (rings: Position[][]): Line[] => rings.map((ring, i) => ({ isHole: i > 0, points: opened(ring) }));
  const lines: Line[] =
    geometry.type === 'Point' ? [{ isHole: false, points: [geometry.coordinates] }]
    : geometry.type === 'LineString' ? [{ isHole: false, points: geometry.coordinates }]
    : geometry.type === 'Polygon' ? polygon(geometry.coordinates)
    : geometry.coordinates.flatMap(polygon);
  return {
    name: p.name, kind: p.kind, shape: shapeOf(geometry), radius: p.radius ?? 0, width: p.width ?? 0, hysteresis: p.hysteresis, rules: p.rules,
    lines: lines.map((line) => ({ ...line, points: line.points.map(([x, y]) => [near(x, meridian), y]) })),
  };
}

/** RFC 7946 wants longitudes from -180 to 180; 1e-7 degrees is what the hub keeps. */
const plain = ([x, y]: Position): Position => [Number((x - 360 * Math.floor((x + 180) / 360)).toFixed(7)), Number(y.toFixed(7))];

function geometryOf({ shape, lines }: Draft): FenceGeometry {
  const line = (lines[0]?.points ?? []).map(plain);
  if (shape === 'circle') return { type: 'Point', coordinates: line[0] ?? [NaN, NaN] };
  if (shape === 'corridor') return { type: 'LineString', coordinates: line };
  const polygons: Position[][][] = [];
  for (const { isHole, points } of lines) {
    const ring = [...points, ...points.slice(0, 1)].map(plain);
    if (isHole && polygons.length) polygons.at(-1)!.push(ring);
    else polygons.push([ring]);
  }
  return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0]! } : { type: 'MultiPolygon', coordinates: polygons };
}

export function featureOf(draft: Draft): FenceFeature {
  const { name, kind, shape, hysteresis, rules } = draft;
  return {
    type: 'Feature',
    properties: {
      name: name.trim(), kind, ...(shape === 'circle' ? { radius: draft.radius } : {}), ...(shape === 'corridor' ? { width: draft.width } : {}), hysteresis, rules: [...rules],
    },
    geometry: geometryOf(draft),
  };
}

export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(featureOf(a)) === JSON.stringify(featureOf(b));

export interface Handle {
  readonly line: number;
  readonly point: number;
}

function withLine(draft: Draft, at: number, points: readonly Position[]): Draft {
  return { ...draft, lines: draft.lines.map((line, i) => (i === at ? { ...line, points } : line)) };
}

export function movePoint(draft: Draft, { line, point }: Handle, to: Position): Draft {
  return withLine(draft, line, draft.lines[line]!.points.map((p, i) => (i === point ? to : p)));
}

/** After a point; at the end of a line that has none. */
export function addPoint(draft: Draft, { line, point }: Handle, position: Position): Draft {
  const { points } = draft.lines[line]!;
  return withLine(draft, line, [...points.slice(0, point + 1), position, ...points.slice(point + 1)]);
}

/** Halfway to the next point; a ring's last goes to its first. Null where there is no next one. */
export function halfway(draft: Draft, { line, point }: Handle): Position | null {
  const { points } = draft.lines[line]!;
  const a = points[point];
  const b = draft.shape === 'polygon' ? points[(point + 1) % points.length] : points[point + 1];
  return a && b && points.length > 1 ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : null;
}

/** A ring that is left with too few goes as a whole when it is a hole, and stays as it is when it is not. */
export function removePoint(draft: Draft, { line, point }: Handle): Draft {
  const { points, isHole } = draft.lines[line]!;
  if (points.length > LEAST[draft.shape]) return withLine(draft, line, points.filter((_, i) => i !== point));
  return isHole ? removeLine(draft, line) : draft;
}

export function removeLine(draft: Draft, at: number): Draft {
  return { ...draft, lines: draft.lines.filter((_, i) => i !== at) };
}

/** A hole around a place in the first shell, a third as wide as it: something to be drawn into shape. */
export function addHole(draft: Draft): Draft {
  const shell = draft.lines[0]!.points;
  const middle = centre(shell);
  const points = shell.map(([x, y]): Position => [middle[0] + (x - middle[0]) / 3, middle[1] + (y - middle[1]) / 3]).reverse();
  return { ...draft, lines: [draft.lines[0]!, { isHole: true, points }, ...draft.lines.slice(1)] };
}

/** Of a ring the area's middle, of a line the points'. */
export function centre(points: readonly Position[]): Position {
  let [area, x, y] = [0, 0, 0];
  const [x0, y0] = points[0] ?? [0, 0];
  for (let i = 0; i < points.length; i++) {
    const [ax, ay] = [points[i]![0] - x0, points[i]![1] - y0];
    const next = points[(i + 1) % points.length]!;
    const [bx, by] = [next[0] - x0, next[1] - y0];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  if (Math.abs(area) > 1e-14) return [x0 + x / (3 * area), y0 + y / (3 * area)];
  return [points.reduce((n, p) => n + p[0], 0) / (points.length || 1), points.reduce((n, p) => n + p[1], 0) / (points.length || 1)];
}

export function moveAll(draft: Draft, dx: number, dy: number): Draft {
  return { ...draft, lines: draft.lines.map((line) => ({ ...line, points: line.points.map(([x, y]): Position => [x + dx, y + dy]) })) };
}

/** Enough of every line to be a shape at all; the hub judges the rest. */
export const isWhole = (draft: Draft): boolean => draft.lines.length > 0 && draft.lines.every((line) => line.points.length >= LEAST[draft.shape]);

export interface History {
  readonly past: readonly Draft[];
  readonly now: Draft;
  readonly future: readonly Draft[];
  /** What the last step was about: steps of the same, a drag's or a field's, are one. */
  readonly about: string | null;
}

export const began = (draft: Draft): History => ({ past: [], now: draft, future: [], about: null });

export function step(history: History, next: Draft, about: string | null = null): History {
  if (next === history.now) return history;
  const goesOn = about !== null && about === history.about;
  return { past: goesOn ? history.past : [...history.past, history.now].slice(-STEPS_MAX), now: next, future: [], about };
}

/** What comes next is another step, even about the same. */
export const settle = (history: History): History => (history.about === null ? history : { ...history, about: null });

export function undo({ past, now, future }: History): History | null {
  return past.length ? { past: past.slice(0, -1), now: past.at(-1)!, future: [now, ...future], about: null } : null;
}

export function redo({ past, now, future }: History): History | null {
  return future.length ? { past: [...past, now], now: future[0]!, future: future.slice(1), about: null } : null;
}

/** The names of what differs, for a person who has to choose between two. */
export function differences(mine: Draft, theirs: Draft): (keyof Draft)[] {
  const [a, b] = [featureOf(mine), featureOf(theirs)];
  const differ: (keyof Draft)[] = [];
  if (JSON.stringify(a.geometry) !== JSON.stringify(b.geometry)) differ.push('lines');
  for (const key of ['kind', 'radius', 'width', 'hysteresis'] as const) if (a.properties[key] !== b.properties[key]) differ.push(key);
  if (JSON.stringify(a.properties.rules) !== JSON.stringify(b.properties.rules)) differ.push('rules');
  return differ;
}
