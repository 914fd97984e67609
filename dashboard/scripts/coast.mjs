// Cuts the world's land (Natural Earth 1:10m, from world-atlas) into cells of 10 x 10 degrees, so that a board fetches
// the one or two cells around its port (some 10-60 KB) and not 3 MB. Zoomed out, world.json (1:110m) is enough.
//
// A cell is a list of rings, each ring a flat list of integers in 1e-4 degrees (11 m): the first longitude and latitude,
// then differences. Cells overlap by a little so that filled neighbours show no seam.
import { readFileSync, mkdirSync, writeFileSync, existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { feature } from 'topojson-client';

const SCALE = 1e4;
const MARGIN = 0.05;
const out = fileURLToPath(new URL('../public/coast/', import.meta.url));
const source = (name) => fileURLToPath(new URL(`../node_modules/world-atlas/${name}`, import.meta.url));
const newest = Math.max(...['land-10m.json', 'land-110m.json'].map((n) => statSync(source(n)).mtimeMs), statSync(fileURLToPath(import.meta.url)).mtimeMs);

if (existsSync(out + 'done') && statSync(out + 'done').mtimeMs > newest) process.exit(0);
mkdirSync(out, { recursive: true });

function ringsOf(name) {
  const topology = JSON.parse(readFileSync(source(name), 'utf8'));
  const land = feature(topology, topology.objects.land);
  const geometries = land.type === 'FeatureCollection' ? land.features.map((f) => f.geometry) : [land.geometry];
  const rings = [];
  for (const g of geometries) for (const polygon of g.type === 'Polygon' ? [g.coordinates] : g.coordinates) rings.push(...polygon);
  return rings;
}

/** Sutherland-Hodgman against one side of a box; enough for filling, where edges along the box do not matter. */
function clipSide(ring, axis, limit, keepBelow) {
  const inside = (p) => (keepBelow ? p[axis] <= limit : p[axis] >= limit);
  const result = [];
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i];
    const b = ring[(i + 1) % ring.length];
    if (inside(a)) result.push(a);
    if (inside(a) !== inside(b)) {
      const t = (limit - a[axis]) / (b[axis] - a[axis]);
      const p = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
      p[axis] = limit;
      result.push(p);
    }
  }
  return result;
}

function encode(ring) {
  const flat = [];
  let lastX = 0;
  let lastY = 0;
  for (const [lon, lat] of ring) {
    const x = Math.round(lon * SCALE);
    const y = Math.round(lat * SCALE);
    if (flat.length && x === lastX && y === lastY) continue;
    flat.push(x - lastX, y - lastY);
    lastX = x;
    lastY = y;
  }
  return flat.length >= 6 ? flat : null;
}

const rings = ringsOf('land-10m.json').map((points) => {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [x, y] of points) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return { points, west, south, east, north };
});

const cells = [];
for (let west = -180; west < 180; west += 10) {
  for (let south = -90; south < 90; south += 10) {
    const box = [west - MARGIN, south - MARGIN, west + 10 + MARGIN, south + 10 + MARGIN];
    const kept = [];
    for (const r of rings) {
      if (r.east < box[0] || r.west > box[2] || r.north < box[1] || r.south > box[3]) continue;
      let clipped = clipSide(r.points, 0, box[0], false);
      clipped = clipSide(clipped, 0, box[2], true);
      clipped = clipSide(clipped, 1, box[1], false);
      clipped = clipSide(clipped, 1, box[3], true);
      const ring = encode(clipped);
      if (ring) kept.push(ring);
    }
    if (kept.length === 0) continue;
    cells.push(`${west}_${south}`);
    writeFileSync(`${out}${west}_${south}.json`, JSON.stringify(kept));
  }
}
writeFileSync(`${out}world.json`, JSON.stringify(ringsOf('land-110m.json').map(encode).filter(Boolean)));
writeFileSync(`${out}cells.json`, JSON.stringify(cells));
writeFileSync(`${out}done`, '');
console.log(`coast: ${cells.length} cells`);
