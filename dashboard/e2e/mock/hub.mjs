// SignalR's JSON protocol over a WebSocket, and OpsHub's live protocol on it: hello, view, tiles, acknowledgements, replay.
import { WebSocketServer } from 'ws';

const END = '\u001e';
const TILES = 4096;
const mercatorX = (lon) => lon / 360 + 0.5;
const mercatorY = (lat) => { const s = Math.sin((lat * Math.PI) / 180); return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI); };
const iso = () => new Date().toISOString();

export class Hub {
  constructor(world, sessions, { tickMs = 250 } = {}) {
    Object.assign(this, { world, sessions, tickMs, clients: new Set(), heartbeats: true, proto: 2, slots: new Map() });
    this.server = new WebSocketServer({ noServer: true });
    world.listeners.add((event) => { for (const c of this.clients) if (c.topics.has(event.topic) && !c.drop?.(event)) c.invoke('Event', event); });
    this.tickTimer = setInterval(() => { world.tick(tickMs); for (const c of this.clients) c.frame(); }, tickMs);
    this.beatTimer = setInterval(() => this.heartbeats && this.beat(), 1000);
  }

  upgrade(request, socket, head) {
    const token = new URL(request.url, 'http://x').searchParams.get('access_token');
    const session = this.sessions.get(token);
    if (!session) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    this.server.handleUpgrade(request, socket, head, (ws) => this.clients.add(new Client(this, ws, session)));
  }

  beat() {
    for (const c of this.clients)
      if (c.topics.size) c.invoke('Heartbeat', { serverTime: iso(), epoch: this.world.epoch, topics: this.world.positions().filter((p) => c.topics.has(p.t)), fixAgeMs: 400, kpis: this.world.kpis() });
  }

  /** Ends every connection the way a restart does. */
  dropAll() {
    for (const c of this.clients) c.ws.terminate();
  }

  close() {
    clearInterval(this.tickTimer);
    clearInterval(this.beatTimer);
    this.dropAll();
    this.server.close();
  }

  /** A tile's slot of a thing: given once, kept. */
  slot(tile, id) {
    let slots = this.slots.get(tile);
    if (!slots) this.slots.set(tile, (slots = new Map()));
    if (!slots.has(id)) slots.set(id, slots.size);
    return slots.get(id);
  }
}

class Client {
  constructor(hub, ws, session) {
    Object.assign(this, { hub, ws, session, topics: new Set(), shaken: false, view: null, told: new Set(), sent: new Map(), acknowledged: 0, frameNumber: 0 });
    ws.on('message', (data) => { for (const part of String(data).split(END)) if (part) this.receive(JSON.parse(part)); });
    ws.on('close', () => hub.clients.delete(this));
    ws.on('error', () => undefined);
  }

  send(message) {
    if (this.ws.readyState === 1) this.ws.send(JSON.stringify(message) + END);
  }

  invoke(target, argument) {
    this.send({ type: 1, target, arguments: [argument] });
  }

  receive(message) {
    if (!this.shaken) { this.shaken = true; return this.ws.send(`{}${END}`); }
    if (message.type === 6) return this.send({ type: 6 });
    if (message.type !== 1) return;
    const answer = {};
    try {
      answer.result = this[`on${message.target}`]?.(message.arguments[0]) ?? null;
    } catch (error) {
      answer.error = error.message;
    }
    if (message.invocationId !== undefined) this.send({ type: 3, invocationId: message.invocationId, ...answer });
  }

  onHello({ proto, lastEpoch, topics }) {
    const { world } = this.hub;
    if (proto !== this.hub.proto) throw new Error(`ProtocolNotSpoken: this server speaks protocol ${this.hub.proto}; load the page again.`);
    const isOfficer = !this.session.roles.some((r) => r !== 'officer');
    const granted = topics.filter(({ t }) => (isOfficer ? t === `assignments/${this.session.user}` : !t.startsWith('assignments/')));
    for (const { t } of granted) if (!world.topics.has(t)) { world.topics.set(t, []); world.newest.set(t, 0); }
    const missed = lastEpoch === world.epoch ? granted.map(({ t, seq }) => world.from(t, seq + 1)) : [null];
    const resumed = missed.every((m) => m !== null);
    this.topics = new Set(granted.map(({ t }) => t));
    if (resumed) for (const event of missed.flat()) this.invoke('Event', event);
    return {
      epoch: world.epoch, resumed, serverTime: iso(), tickMs: this.hub.tickMs, runtime: 'Mock', version: '0.0.0-mock',
      topics: granted.map(({ t }) => ({ t, seq: world.newest.get(t) })),
    };
  }

  onView(view) {
    this.view = view;
    this.sent.clear();
  }

  onAckFrame({ frame }) {
    this.acknowledged = Math.max(this.acknowledged, frame);
  }

  onReplay({ topic, from }) {
    const events = this.hub.world.from(topic, from);
    return events ? { snapshotNeeded: false, events } : { snapshotNeeded: true, events: [] };
  }

  frame() {
    if (!this.view || this.frameNumber - this.acknowledged >= 2) return;
    if (this.view.z < 10) return this.aggregates();
    const wanted = new Set(this.view.tiles);
    const byTile = new Map();
    for (const t of this.hub.world.tracks.values()) {
      const x = mercatorX(t.lon) * TILES;
      const y = mercatorY(t.lat) * TILES;
      const tile = `${Math.floor(x)}/${Math.floor(y)}`;
      if (!wanted.has(tile)) continue;
      if (!byTile.has(tile)) byTile.set(tile, []);
      byTile.get(tile).push({ t, x: x - Math.floor(x), y: y - Math.floor(y), slot: this.hub.slot(tile, t.id) });
    }
    const roster = [];
    const tiles = [];
    for (const tile of wanted) {
      const things = byTile.get(tile) ?? [];
      const before = this.sent.get(tile);
      const now = new Map(things.map((r) => [r.slot, r.t.at]));
      for (const r of things) {
        const key = `${tile}#${r.slot}`;
        if (this.told.has(key)) continue;
        this.told.add(key);
        roster.push({ tile, slot: r.slot, id: r.t.id, kind: r.t.kind, label: r.t.label, interval: r.t.interval });
      }
      const leave = before ? [...before.keys()].filter((s) => !now.has(s)) : [];
      const changed = before ? things.filter((r) => before.get(r.slot) !== r.t.at) : things;
      this.sent.set(tile, now);
      if (!before || changed.length || leave.length) tiles.push({ t: tile, key: !before, r: encode(changed), leave });
    }
    if (roster.length) this.invoke('Roster', { entries: roster });
    if (!tiles.length) return;
    this.invoke('Tiles', { frame: ++this.frameNumber, at: Date.now(), tiles });
  }

  aggregates() {
    if (Date.now() - (this.countedAt ?? 0) < 5000) return;
    this.countedAt = Date.now();
    const cells = new Map();
    for (const t of this.hub.world.tracks.values()) {
      const cell = `${Math.floor(mercatorX(t.lon) * 256)}/${Math.floor(mercatorY(t.lat) * 256)}`;
      const c = cells.get(cell) ?? { cell, count: 0, latitudeDegrees: 0, longitudeDegrees: 0 };
      c.count++;
      c.latitudeDegrees += (t.lat - c.latitudeDegrees) / c.count;
      c.longitudeDegrees += (t.lon - c.longitudeDegrees) / c.count;
      cells.set(cell, c);
    }
    this.invoke('Aggregates', { at: Date.now(), cells: [...cells.values()] });
  }
}

export function encode(records) {
  const bytes = Buffer.alloc(records.length * 9);
  records.forEach(({ t, x, y, slot }, n) => {
    const o = n * 9;
    bytes.writeUInt16LE(slot, o);
    bytes.writeUInt16LE(Math.min(65535, Math.floor(x * 65536)), o + 2);
    bytes.writeUInt16LE(Math.min(65535, Math.floor(y * 65536)), o + 4);
    bytes[o + 6] = t.speed == null ? 255 : Math.min(254, Math.round(t.speed * 2));
    bytes[o + 7] = t.course == null ? 255 : Math.round((t.course * 254) / 360) % 254;
    const age = Math.max(0, (Date.now() - t.at) / 1000);
    bytes[o + 8] = age <= 120 ? Math.round(age) : Math.min(255, 121 + Math.floor((age - 120) / 30));
  });
  return bytes.toString('base64');
}
