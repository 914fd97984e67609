// What the mock's things did before: each is taken to have come along its present course, and the silent ones stood still.
const STEPS = 2 ** 28;
const mercatorX = (lon) => lon / 360 + 0.5;
const mercatorY = (lat) => { const s = Math.sin((lat * Math.PI) / 180); return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI); };
const BUCKET = 5_000;

function placeAt(t, at) {
  // To and fro on five minutes of its way, so that nothing sails ashore.
  const swing = Math.abs(((t.at - at) / 1000 + 300) % 600 - 300);
  const miles = t.silent ? 0 : (t.speed * swing) / 3600;
  const lat = t.lat - (miles / 60) * Math.cos((t.course * Math.PI) / 180);
  return { lat, lon: t.lon - (miles / 60 / Math.cos((lat * Math.PI) / 180)) * Math.sin((t.course * Math.PI) / 180) };
}

const last = (t, at) => (t.silent ? Math.min(t.at, at) : at - (at % (Math.max(5, t.interval) * 1000)));

export function history(t, params) {
  const from = Date.parse(params.get('from'));
  const to = params.get('to') ? Date.parse(params.get('to')) : Date.now();
  const points = [];
  for (let at = Math.max(from, to - 2 * 3_600_000); at <= to; at += 20_000) {
    const { lat, lon } = placeAt(t, at);
    points.push({ at: new Date(at).toISOString(), latitudeDegrees: lat, longitudeDegrees: lon, speedKnots: t.speed });
  }
  return { tracker: t.id, kind: t.kind, label: t.label, from: params.get('from'), to: new Date(to).toISOString(), keptFrom: params.get('from'), of: points.length, method: 'all', toleranceMetres: 0, isCut: false, points };
}

export function playback(world, params) {
  const from = Date.parse(params.get('from'));
  const to = Math.min(Date.parse(params.get('to')), Date.now());
  const things = [...world.tracks.values()];
  const told = things.map(() => ({ x: 0, y: 0, at: 0 }));
  const frames = [];
  for (let at = from; at <= to + BUCKET - 1; at += BUCKET) {
    const f = { at, i: [], x: [], y: [], s: [], c: [], a: [], gone: [] };
    things.forEach((t, n) => {
      const fixAt = last(t, at);
      if (fixAt <= told[n].at) return;
      const { lat, lon } = placeAt(t, fixAt);
      const [x, y] = [Math.floor(mercatorX(lon) * STEPS), Math.floor(mercatorY(lat) * STEPS)];
      f.i.push(n); f.x.push(x - told[n].x); f.y.push(y - told[n].y); f.s.push(Math.round(t.speed * 2)); f.c.push(Math.round(t.course) % 360); f.a.push(Math.round((at - fixAt) / 1000));
      told[n] = { x, y, at: fixAt };
    });
    if (at === from || f.i.length) frames.push(f);
  }
  return {
    port: 'EETLL', from: new Date(from).toISOString(), to: new Date(to).toISOString(), keptFrom: new Date(Date.now() - 4 * 3_600_000).toISOString(), bucketSeconds: 5,
    trackers: things.map((t) => ({ id: t.id, kind: t.kind, label: t.label, interval: t.interval })), frames,
  };
}
