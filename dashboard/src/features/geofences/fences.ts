// Geofences as the hub gives them (GeoJSON, see src/OpsHub.Domain/Geofences/GeofenceGeoJson.cs), and as the map draws them.
import type { AlarmPriority, TrackKind } from '../../contracts';
import { mercatorX, mercatorY } from '../../live/tiles';

export type Position = [longitude: number, latitude: number];
export type Shape = 'polygon' | 'circle' | 'corridor';
export type Condition = 'enter' | 'leave' | 'dwell' | 'speed' | 'silence' | 'loitering' | 'deviation' | 'meeting' | 'seal';

export interface RuleAlarm {
  priority: AlarmPriority;
  cause?: string;
  consequence: string;
  response: string;
  owner: string;
  timeToRespondSeconds: number;
}

export interface Rule {
  on: Condition;
  kinds: TrackKind[];
  seconds: number;
  knots: number;
  radiusMetres: number;
  /** Of a meeting: kinds of geofence in which being close is none. */
  exceptIn?: string[];
  alarm?: RuleAlarm;
}

export type FenceGeometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

export interface FenceFeature {
  type: 'Feature';
  properties: { name: string; kind: string; radius?: number; width?: number; hysteresis: number; rules: Rule[] };
  geometry: FenceGeometry;
}

export interface FenceCollection {
  type: 'FeatureCollection';
  features: FenceFeature[];
}

export interface Fence {
  readonly name: string;
  readonly shape: Shape;
  readonly feature: FenceFeature;
  /** x, y pairs, Web Mercator; closed areas, or the line of a corridor. Across the antimeridian they go on beyond 0 and 1. */
  readonly lines: readonly Float64Array[];
  /** Of a corridor, as a share of the Mercator world at its middle; elsewhere 0. */
  readonly width: number;
  /** West, north, east, south, with the corridor's width. */
  readonly box: readonly [number, number, number, number];
}

/** Metres of a degree of latitude, as the hub reckons. */
export const METRES_PER_DEGREE = 111_319.490793;
const CIRCLE_POINTS = 72;
const EARTH_METRES = 360 * METRES_PER_DEGREE;

/** Shares of the Mercator world that a metre is at a latitude. */
export const worldPerMetre = (latitude: number): number => 1 / (EARTH_METRES * Math.cos((latitude * Math.PI) / 180));

/** The same meridian, within half a turn of the port's. */
export const near = (longitude: number, meridian: number): number => longitude - 360 * Math.round((longitude - meridian) / 360);

export function shapeOf(geometry: FenceGeometry): Shape {
  return geometry.type === 'Point' ? 'circle' : geometry.type === 'LineString' ? 'corridor' : 'polygon';
}

export function circle([longitude, latitude]: Position, metres: number): Position[] {
  const dy = metres / METRES_PER_DEGREE;
  const dx = dy / Math.cos((latitude * Math.PI) / 180);
  return Array.from({ length: CIRCLE_POINTS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CIRCLE_POINTS;
    return [longitude + dx * Math.cos(angle), latitude + dy * Math.sin(angle)];
  });
}

/** Lines of positions in the map's coordinates. */
export const project = (line: readonly Position[], meridian: number): Float64Array =>
  Float64Array.from(line.flatMap(([longitude, latitude]) => [mercatorX(near(longitude, meridian)), mercatorY(latitude)]));

export function readFence(feature: FenceFeature, meridian: number): Fence {
  const { geometry, properties } = feature;
  const shape = shapeOf(geometry);
  const lines =
    geometry.type === 'Point' ? [circle(geometry.coordinates, properties.radius ?? 0)]
    : geometry.type === 'LineString' ? [geometry.coordinates]
    : geometry.type === 'Polygon' ? geometry.coordinates
    : geometry.coordinates.flat();
  const projected = lines.map((line) => project(line, meridian));
  const middle = lines[0]?.[0]?.[1] ?? 0;
  const width = shape === 'corridor' ? (properties.width ?? 0) * worldPerMetre(middle) : 0;
  return { name: properties.name, shape, feature, lines: projected, width, box: boxOf(projected, width / 2) };
}

function boxOf(lines: readonly Float64Array[], margin: number): [number, number, number, number] {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines)
    for (let i = 0; i < line.length; i += 2) {
      west = Math.min(west, line[i]!);
      east = Math.max(east, line[i]!);
      north = Math.min(north, line[i + 1]!);
      south = Math.max(south, line[i + 1]!);
    }
  return [west - margin, north - margin, east + margin, south + margin];
}

/** The world repeats: a fence across the antimeridian is on both ends of the map. */
const TURNS = [0, -1, 1];

export function* turnsInView(box: Fence['box'], west: number, east: number): Generator<number> {
  for (const turn of TURNS) if (box[2] + turn >= west && box[0] + turn <= east) yield turn;
}

/** The smallest fence at a place, Web Mercator; what is drawn on top of another is picked first. */
export function fenceAt(fences: readonly Fence[], x: number, y: number): Fence | null {
  let found: Fence | null = null;
  const size = (f: Fence): number => (f.box[2] - f.box[0]) * (f.box[3] - f.box[1]);
  for (const fence of fences) if ((!found || size(fence) < size(found)) && TURNS.some((turn) => isInside(fence, x - turn, y))) found = fence;
  return found;
}

function isInside(fence: Fence, x: number, y: number): boolean {
  const [west, north, east, south] = fence.box;
  if (x < west || x > east || y < north || y > south) return false;
  if (fence.shape === 'corridor') return distance(fence.lines[0]!, x, y) <= fence.width / 2;
  let odd = false;
  for (const line of fence.lines)
    for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
      const [xi, yi, xj, yj] = [line[i]!, line[i + 1]!, line[j]!, line[j + 1]!];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
  return odd;
}

function distance(line: Float64Array, x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 2; i < line.length; i += 2) {
    const [ax, ay, bx, by] = [line[i - 2]!, line[i - 1]!, line[i]!, line[i + 1]!];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return nearest;
}
