// The port plan, GeoJSON of GET /ports/{port}/plan: features with `kind` (berth, yard, gate, bay, scanner, anchorage, channel,
// zone, building, road, land, water), `name`, and on zones the `key` 1 to 4. Unknown kinds are drawn as plain outlines.
import type { Feature, FeatureCollection, Position } from 'geojson';
import { mercatorX, mercatorY } from '../../live/tiles';
import type { Ring } from './coast';

export interface PlanFeature {
  readonly kind: string;
  readonly name: string;
  /** The key that goes to a zone; null where the plan names none. */
  readonly key: number | null;
  /** Closed rings for areas, open lines otherwise; empty for a point. */
  readonly lines: readonly Ring[];
  readonly isArea: boolean;
  /** Where the name stands, Web Mercator. */
  readonly x: number;
  readonly y: number;
  /** West, north, east, south, Web Mercator. */
  readonly box: readonly [number, number, number, number];
}

export function readPlan(collection: FeatureCollection): PlanFeature[] {
  const features: PlanFeature[] = [];
  for (const feature of collection.features ?? []) {
    const read = readFeature(feature);
    if (read) features.push(read);
  }
  // Large areas first, so that small ones are on top.
  return features.sort((a, b) => area(b) - area(a));
}

function readFeature(feature: Feature): PlanFeature | null {
  const g = feature.geometry;
  if (!g || g.type === 'GeometryCollection') return null;
  const isArea = g.type === 'Polygon' || g.type === 'MultiPolygon';
  const parts: Position[][] =
    g.type === 'Point' ? [[g.coordinates]]
    : g.type === 'MultiPoint' || g.type === 'LineString' ? [g.coordinates]
    : g.type === 'Polygon' || g.type === 'MultiLineString' ? g.coordinates
    : g.coordinates.flat();
  const lines = parts.map((part) => Float64Array.from(part.flatMap(([lon, lat]) => [mercatorX(lon ?? 0), mercatorY(lat ?? 0)])));
  const box = boxOf(lines);
  if (!box) return null;
  const p = feature.properties ?? {};
  return {
    kind: String(p['kind'] ?? ''),
    name: String(p['name'] ?? ''),
    key: typeof p['key'] === 'number' ? p['key'] : null,
    lines: g.type === 'Point' || g.type === 'MultiPoint' ? [] : lines,
    isArea,
    x: (box[0] + box[2]) / 2,
    y: (box[1] + box[3]) / 2,
    box,
  };
}

function boxOf(lines: readonly Ring[]): [number, number, number, number] | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines)
    for (let i = 0; i < line.length; i += 2) {
      west = Math.min(west, line[i]!);
      east = Math.max(east, line[i]!);
      north = Math.min(north, line[i + 1]!);
      south = Math.max(south, line[i + 1]!);
    }
  return west <= east ? [west, north, east, south] : null;
}

const area = (f: PlanFeature): number => (f.box[2] - f.box[0]) * (f.box[3] - f.box[1]);

/** The zones that keys 1 to 4 go to: features of kind `zone`, else the largest named yards, by their key, then their name. */
export function zonesOf(features: readonly PlanFeature[]): PlanFeature[] {
  const zones = features.filter((f) => f.kind === 'zone' && f.name);
  const found = zones.length ? zones : features.filter((f) => f.kind === 'yard' && f.name);
  return found.slice(0, 4).sort((a, b) => (a.key ?? 9) - (b.key ?? 9) || a.name.localeCompare(b.name));
}
