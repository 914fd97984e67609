// The mock's geofences: enough of the doors for the screens. Its checks are a few of the real ones, in the same words.
import { createHash } from 'node:crypto';

const KINDS = ['berth', 'yard', 'gate', 'bay', 'scanner', 'anchorage', 'channel', 'zone', 'building', 'route'];
const alarm = { priority: 'p2', consequence: 'A grounding in the fairway', response: 'Call the vessel on channel 12', owner: 'commander', timeToRespondSeconds: 120 };
const feature = (properties, type, coordinates) => ({ type: 'Feature', properties: { hysteresis: 20, rules: [{ on: 'enter', kinds: [], seconds: 0, knots: 0, radiusMetres: 0 }], ...properties }, geometry: { type, coordinates } });
const rule = (on, more = {}) => ({ on, kinds: [], seconds: 0, knots: 0, radiusMetres: 0, ...more });

export const initial = () => [
  feature({ name: 'Quiet anchorage', kind: 'anchorage', rules: [rule('enter'), rule('dwell', { seconds: 86_400, kinds: ['vessel'] }), rule('silence', { seconds: 900, alarm: { ...alarm, priority: 'p3' } })] }, 'Polygon', [
    [[24.975, 59.512], [25.035, 59.512], [25.035, 59.537], [24.975, 59.537], [24.975, 59.512]],
    [[24.99, 59.52], [24.99, 59.528], [25.005, 59.528], [25.005, 59.52], [24.99, 59.52]],
  ]),
  feature({ name: 'Pilot boarding', kind: 'zone', radius: 900, rules: [rule('speed', { knots: 8, seconds: 30, kinds: ['vessel'], alarm }), rule('loitering', { knots: 2, radiusMetres: 300, seconds: 1_800 })] }, 'Point', [24.912, 59.535]),
  feature({ name: 'Fairway', kind: 'route', width: 700, rules: [rule('deviation', { alarm })] }, 'LineString', [[24.952, 59.499], [24.935, 59.53], [24.87, 59.58]]),
];

const tagOf = (f) => `"${createHash('sha256').update(JSON.stringify(f)).digest('hex').slice(0, 16)}"`;
const find = (world, name) => world.geofences.find((f) => f.properties.name === name);

function findingsOf(f, path) {
  const found = [];
  const wrong = (field, problem, value, expected) => found.push({ field: `${path}${field}`, problem, value: String(value), expected });
  const p = f?.properties ?? {};
  if (!p.name || p.name.length > 64) wrong('properties.name', 'is missing or too long', p.name, '1 to 64 printable characters');
  if (!KINDS.includes(p.kind ?? 'zone')) wrong('properties.kind', 'is unknown', p.kind, `one of ${KINDS.join(', ')}`);
  if (f?.geometry?.type === 'Point' && !(p.radius >= 1 && p.radius <= 200_000)) wrong('properties.radius', 'is out of range', p.radius, '1 to 200000');
  if (f?.geometry?.type === 'LineString' && !(p.width >= 1)) wrong('properties.width', 'is out of range', p.width, '1 to 100000');
  (p.rules ?? []).forEach((r, i) => {
    if (r.on === 'speed' && !(r.knots > 0 && r.knots <= 100)) wrong(`properties.rules[${i}].knots`, 'is out of range', r.knots, 'above 0 to 100');
    if (r.alarm && !r.alarm.consequence) wrong(`properties.rules[${i}].alarm.consequence`, 'is missing or too long', '', '1 to 200 characters: what happens if nobody answers');
  });
  return found;
}

function reading(text) {
  const document = JSON.parse(text);
  const features = document.type === 'Feature' ? [document] : (document.features ?? []);
  const judged = features.map((f, i) => ({ f, findings: findingsOf(f, document.type === 'Feature' ? '' : `features[${i}].`) }));
  return { taken: judged.filter((j) => j.findings.length === 0).map((j) => j.f), refused: judged.filter((j) => j.findings.length), findings: judged.flatMap((j) => j.findings) };
}

function change(world, after, put, removed, by) {
  world.geofences = after;
  world.geofenceVersion = (world.geofenceVersion ?? 1) + 1;
  world.publish('port', 'geofencesChanged', 'EETLL', { port: 'EETLL', version: world.geofenceVersion, put, removed, sha256: '' }, by);
}

function metresInside(f, t) {
  if (f.geometry.type === 'Point') return Math.hypot((t.lon - f.geometry.coordinates[0]) * Math.cos((t.lat * Math.PI) / 180), t.lat - f.geometry.coordinates[1]) * 111_320 <= f.properties.radius;
  const ring = f.geometry.type === 'Polygon' ? f.geometry.coordinates[0] : [];
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) if (ring[i][1] > t.lat !== ring[j][1] > t.lat && t.lon < ((ring[j][0] - ring[i][0]) * (t.lat - ring[i][1])) / (ring[j][1] - ring[i][1]) + ring[i][0]) odd = !odd;
  return odd;
}

const insideOf = (world, f) => (f ? [...world.tracks.values()].filter((t) => metresInside(f, t)) : []);

function check(world, text, replace) {
  const { taken, refused, findings } = reading(text);
  const added = taken.filter((f) => !find(world, f.properties.name));
  const changed = taken.filter((f) => find(world, f.properties.name) && tagOf(find(world, f.properties.name)) !== tagOf(f));
  const names = new Set([...taken, ...refused.map((r) => r.f)].map((f) => f.properties?.name));
  const effects = [...added, ...changed].slice(0, 20).map((f) => {
    const [before, after] = [insideOf(world, find(world, f.properties.name)), insideOf(world, f)];
    return { name: f.properties.name, insideBefore: before.length, insideAfter: after.length, entering: after.filter((t) => !before.includes(t)).map((t) => t.label).slice(0, 20), leaving: before.filter((t) => !after.includes(t)).map((t) => t.label).slice(0, 20), alarmsEnding: 0 };
  });
  return {
    version: world.geofenceVersion ?? 1, taken: taken.length, refused: refused.length, findings, added: added.map((f) => f.properties.name), changed: changed.map((f) => f.properties.name),
    unchanged: taken.length - added.length - changed.length, removed: replace ? world.geofences.map((f) => f.properties.name).filter((n) => !names.has(n)) : [], effects,
  };
}

/** Answers a call of the geofence doors; undefined when it is none. `refuse(status, name, detail, more)` throws. */
export function geofences(world, request, path, url, raw, session, response, refuse) {
  const hit = /^\/ports\/EETLL\/geofences(?:\/(.+?))?(\/activity)?$/.exec(path);
  if (!hit) return undefined;
  const [, name, activity] = hit;
  const { method } = request;
  if (method !== 'GET' && !session.roles.some((r) => ['commander', 'supervisor', 'administrator'].includes(r))) refuse(403, 'RoleMissing', 'Your role may not change geofences.');
  if (method === 'POST') return check(world, String(raw), url.searchParams.get('replace') === 'true');
  if (method === 'GET' && !name) return { type: 'FeatureCollection', features: world.geofences };
  const now = name && find(world, name);
  if (activity) return now ? activityOf(world, now) : refuse(404, 'NotFound', 'There is no such geofence.');
  if (method === 'GET') {
    if (!now) refuse(404, 'NotFound', 'There is no such geofence.');
    response.setHeader('etag', tagOf(now));
    return now;
  }
  const stale = request.headers['if-none-match'] === '*' ? now : name && request.headers['if-match'] && (!now || request.headers['if-match'] !== tagOf(now));
  if (stale && !(method === 'PUT' && now && tagOf(now) === tagOf(JSON.parse(String(raw))))) refuse(412, 'Conflict', `The geofence '${name}' was changed in the meantime.`, now ? { current: { tag: tagOf(now), feature: now } } : {});
  if (method === 'DELETE') return now ? (change(world, world.geofences.filter((f) => f !== now), [], [name], session.user), { version: 1 }) : refuse(404, 'NotFound', 'There is no such geofence.');
  const { taken, refused, findings } = reading(String(raw));
  if (!taken.length && refused.length) refuse(422, 'GeofencesInvalid', `${findings[0].field} ${findings[0].problem}`, { field: findings[0].field, expected: findings[0].expected, findings });
  const put = new Map(taken.map((f) => [f.properties.name, f]));
  const keeps = name || url.searchParams.get('keep') === 'true';
  const removed = keeps ? [] : world.geofences.map((f) => f.properties.name).filter((n) => !put.has(n));
  change(world, [...world.geofences.filter((f) => !put.has(f.properties.name) && !removed.includes(f.properties.name)), ...taken], [...put.keys()], removed, session.user);
  return { result: { version: 1 }, taken: taken.length, refused: refused.length, findings };
}

function activityOf(world, f) {
  const inside = insideOf(world, f).map((t) => ({ tracker: t.id, kind: t.kind, label: t.label, enteredAt: new Date(Date.now() - 1_500_000).toISOString(), latitudeDegrees: t.lat, longitudeDegrees: t.lon, standing: t.speed > 8 ? ['speed'] : [] }));
  const someone = [...world.tracks.values()].slice(0, 3);
  const events = someone.map((t, i) => ({ type: ['geofenceEntered', 'geofenceSpeedExceeded', 'geofenceLeft'][i], at: new Date(Date.now() - (i + 1) * 700_000).toISOString(), tracker: t.id, kind: t.kind, label: t.label, ...(i === 1 ? { alarm: `geofence/${f.properties.name}/speed/${t.id}` } : {}) }));
  return { inside, insideCount: inside.length, events };
}
