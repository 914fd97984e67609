// The mock's HTTP side: /api/v1 as far as the screens use it, /healthz, and the built application.
import * as alarms from './alarms.mjs';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geofences } from './geofences.mjs';
import { history, playback } from './history.mjs';
import { Hub } from './hub.mjs';
import { plan } from './plan.mjs';
import { profiles } from './profiles.mjs';
import { Refused, World } from './world.mjs';

export const PASSWORD = 'tallinn-demo';
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json' };
const ROLES = { commander: ['commander'], supervisor: ['supervisor'], analyst: ['analyst'], auditor: ['auditor'], trader: ['trader'], chief: ['commander', 'supervisor'] };
const NAMES = { commander: 'Kadri Põld', supervisor: 'Toomas Lepp', analyst: 'Eva Luik', auditor: 'Ott Vaher', chief: 'Helen Sepp' };

/** @returns {Promise<{ url: string, port: number, world: World, hub: Hub, log: object[], close(): Promise<void> }>} */
export async function startMock({ port = 0, world = new World(), tickMs = 250, lively = false } = {}) {
  const sessions = new Map();
  const hub = new Hub(world, sessions, { tickMs });
  /** Commands in the order they came, for tests. */
  const log = [];
  const context = { world, sessions, log, fail: null };
  const server = createServer((request, response) => handle(context, request, response).catch((error) => {
    if (!response.headersSent) response.writeHead(500);
    response.end(String(error?.stack ?? error));
  }));
  server.on('upgrade', (request, socket, head) => (request.url.startsWith('/hubs/operations') ? hub.upgrade(request, socket, head) : socket.destroy()));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const life = lively ? setInterval(() => world.happen(), 1500) : undefined;
  const at = server.address().port;
  return {
    url: `http://127.0.0.1:${at}`, port: at, world, hub, log, context, sessions,
    close: async () => {
      clearInterval(life);
      hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(context, request, response) {
  const url = new URL(request.url, 'http://x');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const json = (status, value) => { response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', 'cache-control': 'no-store' }); response.end(JSON.stringify(value)); };
  if (url.pathname === '/healthz') return json(200, { status: 'Healthy', runtime: 'Mock', version: '0.0.0-mock' });
  if (!url.pathname.startsWith('/api/')) return file(url.pathname, response);
  try {
    const failing = context.fail?.(request.method, url.pathname);
    if (failing) return json(failing, { title: 'Out of order' });
    const answer = await route(context, request, url, body, response);
    if (response.headersSent) return undefined;
    if (answer === undefined) { response.writeHead(204); return response.end(); }
    return json(200, answer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return json(error.status, { type: `https://opshub.invalid/problems/${error.refusalName}`, title: error.refusalName, status: error.status, detail: error.message, ...error.more });
  }
}

async function route({ world, sessions, log }, request, url, raw, response) {
  const path = decodeURIComponent(url.pathname.slice('/api/v1'.length));
  const { method } = request;
  const body = raw.length && request.headers['content-type']?.includes('json') ? JSON.parse(String(raw)) : {};
  if (path === '/session' && method === 'POST') return signIn(sessions, body);
  const session = sessions.get(request.headers.authorization?.replace('Bearer ', ''));
  if (!session) throw new Refused(401, 'NotSignedIn', 'Sign in first.');
  if (path === '/session') return void sessions.delete(session.accessToken);
  if (path === '/me') return { user: session.user, displayName: session.displayName, roles: session.roles, ports: session.ports };
  const fenced = geofences(world, request, path, url, raw, session, response, (...why) => { throw new Refused(...why); });
  if (fenced !== undefined) return fenced;
  const analysed = profiles(world, method, path, body, session, (...why) => { throw new Refused(...why); });
  if (analysed !== undefined) return analysed;
  if (method === 'GET') return read(world, path, url, session);
  if (method === 'PUT' && path.startsWith('/evidence/')) return evidence(world, path.slice(10), request, raw, response);
  log.push({ path, body, user: session.user });
  if (world.seen.has(body.commandId)) return { ...world.seen.get(body.commandId), repeated: true };
  const result = run(world, path, body, session);
  world.seen.set(body.commandId, result);
  return result;
}

function signIn(sessions, { user, password }) {
  const roles = /^officer\d+$/.test(user) ? ['officer'] : ROLES[user];
  if (!roles || password !== PASSWORD) throw new Refused(401, 'SignInRefused', 'User or password is not right.');
  const answer = { accessToken: randomUUID(), expiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString(), roles, ports: ['EETLL'], user, displayName: NAMES[user] ?? user };
  sessions.set(answer.accessToken, answer);
  return answer;
}

function read(world, path, url, session) {
  let hit;
  if (path === '/ports') return [world.port];
  if (path === '/ports/EETLL/snapshot') return world.snapshot();
  if (path === '/ports/EETLL/plan') return plan;
  if (path === '/ports/EETLL/alarms/health') return alarms.health(world);
  if (path === '/ports/EETLL/alarms/catalogue') return alarms.catalogue;
  if (path === '/ports/EETLL/alarms/suppressions') return alarms.suppressions(world);
  if (path === '/ports/EETLL/workload') return world.workload();
  if (path === '/ports/EETLL/find') return find(world, url.searchParams.get('q').toLowerCase());
  if (path === '/ports/EETLL/moves/preview') return world.effect(url.searchParams.get('inspection'), url.searchParams.get('to') || undefined);
  if (path === '/officers/me') return world.officers.get(session.user);
  if (path === '/officers/me/cases') return world.workload().cases.filter((i) => i.officer === session.user);
  if ((hit = /^\/inspections\/(.+)\/why$/.exec(path))) return world.reasons.get(hit[1]) ?? missing();
  if ((hit = /^\/inspections\/(.+)$/.exec(path))) return world.inspections.get(hit[1]) ?? missing();
  if ((hit = /^\/shipments\/(.+)\/position$/.exec(path))) return position(world, world.shipments.get(hit[1]) ?? missing());
  if ((hit = /^\/shipments\/(.+)$/.exec(path))) return world.shipments.get(hit[1]) ?? missing();
  if (path === '/ports/EETLL/playback') return playback(world, url.searchParams);
  if ((hit = /^\/trackers\/(.+)\/history$/.exec(path))) return history(world.tracks.get(hit[1]) ?? missing(), url.searchParams);
  if ((hit = /^\/trackers\/(.+)$/.exec(path))) {
    const t = world.tracks.get(hit[1]) ?? missing();
    return { tracker: t.id, kind: t.kind, description: { label: t.label, callSign: 'ESAB', destination: 'TALLINN', lengthMetres: 180, beamMetres: 27 }, receivedAt: new Date(t.at).toISOString(), reportIntervalSeconds: t.interval, geofences: ['Approach channel'] };
  }
  return missing();
}

/** The ship it came with, as long as it was only discharged. */
function position(world, shipment) {
  const t = [...world.tracks.values()][0];
  return { shipment: shipment.id, source: 'movement', tracker: t.id, kind: t.kind, name: t.label, latitudeDegrees: t.lat, longitudeDegrees: t.lon, at: new Date(t.at).toISOString(), ageSeconds: 1 };
}

const missing = () => { throw new Refused(404, 'Unknown', 'There is no such thing.'); };

function find(world, q) {
  const has = (...texts) => texts.some((t) => t?.toLowerCase().includes(q));
  return [
    ...world.recent.filter((s) => has(s.id, s.importerId, ...s.containers)).map((s) => ({ kind: 'shipment', id: s.id, label: s.id.slice(6) })),
    ...[...world.officers.values()].filter((o) => has(o.profile.name, o.profile.officer)).map((o) => ({ kind: 'officer', id: o.profile.officer, label: o.profile.name })),
    ...world.trackRows().filter((t) => has(t.id, t.label)).map((t) => ({ kind: 'tracker', id: t.id, label: t.label, latitudeDegrees: t.latitudeDegrees, longitudeDegrees: t.longitudeDegrees })),
  ].slice(0, 20);
}

function run(world, path, body, session) {
  let hit;
  if ((hit = /^\/inspections\/(.+)\/(accept|decline|start|finish)$/.exec(path))) return world.answer(hit[1], hit[2], body, session.user);
  if (path.startsWith('/officers/me/')) return world.shift(session.user, path.slice(13), body);
  if (path === '/ports/EETLL/moves') return world.moveCase(body);
  if (path.startsWith('/ports/EETLL/alarms/')) return alarms.answer(world, path.slice('/ports/EETLL/alarms/'.length), body, session.user) ?? missing();
  return missing();
}

function evidence(world, sha, request, raw, response) {
  const [, first, , total] = /bytes (\d+)-(\d+)\/(\d+)/.exec(request.headers['content-range'] ?? '') ?? [];
  if (total === undefined) throw new Refused(422, 'RangeRefused', 'The chunk does not say where it belongs.');
  let upload = world.uploads.get(request.headers['upload-id']);
  if (!upload && Number(first) !== 0) throw new Refused(409, 'UploadUnknown', 'There is no such upload, or it has ended.');
  if (!upload) world.uploads.set((upload = { id: randomUUID(), bytes: Buffer.alloc(0) }).id, upload);
  if (upload.bytes.length !== Number(first)) throw new Refused(409, 'OffsetMismatch', 'The chunk does not start where the upload stands.');
  upload.bytes = Buffer.concat([upload.bytes, raw]);
  const isWhole = upload.bytes.length === Number(total);
  if (isWhole && createHash('sha256').update(upload.bytes).digest('hex') !== sha) throw new Refused(422, 'HashMismatch', 'The bytes do not have that SHA-256.');
  if (isWhole) world.evidence.set(sha, upload.bytes);
  response.writeHead(isWhole ? 201 : 202, { 'upload-id': upload.id, 'upload-offset': String(upload.bytes.length) });
  response.end();
}

function file(path, response) {
  let name = join(DIST, normalize(path).replace(/^(\.\.[/\\])+/, ''));
  if (!existsSync(name) || statSync(name).isDirectory()) {
    if (extname(path)) { response.writeHead(404); return response.end(); }
    name = join(DIST, 'index.html');
  }
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache' });
  createReadStream(name).pipe(response);
}
