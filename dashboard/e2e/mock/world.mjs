// A small, seeded port for tests and for working on the screens without a server: state, rules just deep enough for the
// boards to be exercised, and the lossless log. No product code; it follows src/OpsHub.Contracts/Live/README.md.
import { initial } from './geofences.mjs';
import { plan, zones } from './plan.mjs';

const RING = 1_000;

export class Refused extends Error {
  constructor(status, name, detail, more = {}) {
    super(detail);
    Object.assign(this, { status, refusalName: name, more });
  }
}

/** mulberry32 */
export function chance(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const iso = (ms) => new Date(ms).toISOString();
const MIN = 60_000;

export class World {
  constructor({ seed = 7, vessels = 60, trucks = 40 } = {}) {
    this.random = chance(seed);
    this.epoch = `e${Date.now().toString(36)}`;
    this.listeners = new Set();
    this.topics = new Map(['shipments', 'inspections', 'officers', 'alarms', 'port'].map((t) => [t, []]));
    this.newest = new Map([...this.topics.keys()].map((t) => [t, 0]));
    this.alarms = new Map();
    this.suppressions = new Map();
    /** What was announced, and how long answers took, for the board's health. */
    this.raises = [];
    this.answered = [];
    this.inspections = new Map();
    this.officers = new Map();
    this.shipments = new Map();
    this.movements = [];
    this.recent = [];
    this.tracks = new Map();
    this.geofences = initial();
    this.reasons = new Map();
    this.seen = new Map();
    this.evidence = new Map();
    this.uploads = new Map();
    this.version = 1;
    this.nextShipment = 97061800;
    this.port = {
      port: 'EETLL', name: 'Tallinn', timeZone: 'Europe/Tallinn', latitudeDegrees: 59.492, longitudeDegrees: 24.955, zoom: 13, offerSeconds: 120, queueLimit: 40,
      places: plan.features.filter((f) => f.properties.name).map((f) => ({ name: f.properties.name, kind: f.properties.kind, latitudeDegrees: 59.48, longitudeDegrees: 24.95 })),
    };
    this.#people();
    this.#traffic(vessels, trucks);
    for (let i = 0; i < 26; i++) this.lodge(Date.now() - (26 - i) * 4 * MIN);
    for (const i of [...this.inspections.values()].slice(0, 8)) this.assign(i, this.pickOfficer(), 'accepted');
    this.#firstAlarms();
  }

  #people() {
    const names = ['Mari Tamm', 'Jaan Kask', 'Liis Saar', 'Peeter Mägi', 'Anna Ivanova', 'Karl Rebane', 'Triin Org', 'Rasmus Kuusk'];
    const skills = [['documents', 'physical'], ['physical', 'dangerous-goods'], ['documents'], ['physical'], ['documents', 'physical'], ['physical'], ['documents'], ['documents', 'physical']];
    names.forEach((name, n) => {
      const officer = `officer${n + 1}`;
      this.officers.set(officer, {
        profile: { officer, name, homePort: 'EETLL', skills: skills[n], conflicts: [], capacityMinutes: 120, zone: zones[n % 2], tracker: `dev:${officer}` },
        version: 1,
        status: n === 7 ? 'offShift' : n === 6 ? 'onBreak' : 'available',
        ...(n === 7 ? {} : { shiftEndsAt: iso(Date.now() + (5 + (n % 3)) * 60 * MIN) }),
        ...(n === 6 ? { breakEndsAt: iso(Date.now() + 12 * MIN) } : {}),
        loadMinutes: 0, assignments: [], finishedThisShift: n,
      });
    });
  }

  #traffic(vessels, trucks) {
    const add = (id, kind, label, lat, lon, speed, course, interval) =>
      this.tracks.set(id, { id, kind, label, lat, lon, speed, course, interval, at: Date.now(), silent: false });
    const names = ['AAVA', 'FINLANDIA', 'MEGASTAR', 'VICTORIA I', 'STAR', 'SILJA EUROPA', 'BALTIC QUEEN', 'TALLINK', 'NORDIC LINK', 'KATRIN', 'TRANSUND', 'ESTRADEN', 'BORE SONG', 'AUTO BALTIC'];
    for (let n = 0; n < vessels; n++) {
      const moving = n % 3 !== 0;
      add(`mmsi:${276000000 + n * 137}`, n % 6 === 5 ? 'vesselClassB' : 'vessel', `${names[n % names.length]}${n >= names.length ? ` ${Math.floor(n / names.length) + 1}` : ''}`,
        59.502 + this.random() * 0.09, 24.82 + this.random() * 0.28, moving ? 4 + this.random() * 14 : 0.1, this.random() * 360, moving ? 6 : 180);
    }
    for (let n = 0; n < trucks; n++) add(`dev:truck${n + 1}`, 'truck', `Truck ${n + 1}`, 59.475 + this.random() * 0.019, 24.937 + this.random() * 0.045, 5 + this.random() * 20, this.random() * 360, 10);
    [...this.officers.values()].slice(0, 7).forEach((o, n) => add(`dev:${o.profile.officer}`, 'officer', o.profile.name, 59.477 + n * 0.0024, 24.942 + n * 0.005, 2, 90 * n, 15));
    [...this.tracks.values()].filter((_, n) => n % 11 === 4).forEach((t) => { t.silent = true; t.at = Date.now() - 15 * MIN; });
  }

  #firstAlarms() {
    this.raise('scanner-down/Scanner', 'p1', 'Scanner out of service', 'scanner', 'Red cases wait for the scanner', 'Send Red cases to Bay 1', { lat: 59.4855, lon: 24.972 });
    this.raise('queue-long/EETLL', 'p2', 'Queue above limit: 41 cases wait', 'queue', 'Clearance slows down', 'Call the second shift', {});
    this.raise('silent/mmsi:276000548', 'p3', 'Tracker silent: STAR', 'silent', 'The vessel is not seen', 'Call the vessel', { subject: 'mmsi:276000548' });
    this.raise('clock-skew/gw1', 'diagnostic', 'A device clock is 40 s ahead', 'clock', 'Order of its reports may be wrong', 'Check the time source', {});
  }

  // ---- the log

  publish(topic, type, subject, data, by = 'opshub') {
    if (!this.topics.has(topic)) { this.topics.set(topic, []); this.newest.set(topic, 0); }
    const seq = this.newest.get(topic) + 1;
    this.newest.set(topic, seq);
    const event = { topic, seq, type, at: iso(Date.now()), subject, by, data: { type, ...data } };
    const ring = this.topics.get(topic);
    ring.push(event);
    if (ring.length > RING) ring.shift();
    for (const listener of this.listeners) listener(event);
    return event;
  }

  positions() {
    return [...this.newest].map(([t, seq]) => ({ t, seq }));
  }

  /** Events from a sequence on, or null where the ring does not reach. */
  from(topic, seq) {
    const ring = this.topics.get(topic) ?? [];
    if (seq > (this.newest.get(topic) ?? 0)) return [];
    return ring.length && ring[0].seq <= seq ? ring.filter((e) => e.seq >= seq) : null;
  }

  /** Another life of the server: sequences start again. */
  restart() {
    this.epoch = `e${Math.floor(this.random() * 1e9).toString(36)}`;
    for (const t of this.topics.keys()) { this.topics.set(t, []); this.newest.set(t, 0); }
  }

  #inspectionEvent(type, i, more = {}) {
    i.version++;
    this.version++;
    const after = structuredClone(i);
    this.publish('inspections', type, i.id, { inspection: i.id, after, ...more });
    for (const holder of new Set([i.officer, more.officer, more.was].filter(Boolean)))
      this.publish(`assignments/${holder}`, type, i.id, { inspection: i.id, after, ...more });
  }

  #officerEvent(type, o, more = {}) {
    o.version++;
    this.version++;
    o.loadMinutes = o.assignments.reduce((n, a) => n + a.minutes, 0);
    if (o.status === 'available' || o.status === 'busy') o.status = o.assignments.some((a) => a.stage === 'examining') ? 'busy' : 'available';
    this.publish('officers', type, o.profile.officer, { officer: o.profile.officer, after: structuredClone(o), ...more });
  }

  // ---- what happens

  lodge(at = Date.now()) {
    const number = this.nextShipment++;
    const id = `EETLL-${number}`;
    const r = this.random();
    const lane = r < 0.3 ? 'red' : r < 0.6 ? 'yellow' : r < 0.7 ? 'blue' : 'green';
    const container = ['MWCU6059784', 'CSQU3054383', 'CBHU3202732'][number % 3];
    const hs = ['851712', '640399', '240220', '870323', '300490'][number % 5];
    const declaration = {
      declarationId: String(number), version: 1, port: 'EETLL', regime: 'import', date: iso(at).slice(0, 10), declarantId: 'DEC-4711', importerId: `IMP-${100 + (number % 17)}`,
      countryOfDeparture: 'FI', countryOfOrigin: ['CN', 'VN', 'TR', 'US', 'IN'][number % 5], netMassKilograms: 1200 + (number % 9) * 350, price: 48000 + (number % 7) * 5100, currency: 'EUR',
      items: [{ line: 1, hsCode: hs, description: 'As invoiced', netMassKilograms: 1200, value: 48000 }], containers: [container],
      documents: [{ kind: 'invoice', number: `INV-${number}`, sha256: 'ab'.repeat(32), receivedAt: iso(at) }, { kind: 'packing-list', number: `PL-${number}` }],
    };
    const score = lane === 'red' ? 72 : lane === 'yellow' ? 44 : 12;
    const decision = {
      lane, source: score > 40 ? 'profile' : 'none', score, loadMinutes: 10 + 5 + (lane === 'red' ? 15 : 0), snapshotVersion: 3, decidedAt: iso(at),
      hits: score > 40 ? [{ profile: 'EETLL/undervaluation', version: 2, title: 'Undervaluation, electronics', weight: score - 10, lane, why: 'Price per kilogram below 60 % of the usual' }] : [],
      explanation: score > 40 ? 'Price per kilogram is unusually low for this heading.' : 'Nothing speaks for a check.',
    };
    const shipment = {
      id, version: 1, status: lane === 'red' || lane === 'yellow' ? 'underInspection' : 'released', declaration, decision, lane, lodgedAt: iso(at), holds: [], story: [
        { at: iso(at), type: 'declarationLodged', text: 'Declaration lodged', actor: { user: 'trader', role: 'trader' } },
        { at: iso(at), type: 'laneAssigned', text: `Lane ${lane}: ${decision.explanation}`, actor: { user: 'selectivity', role: 'system' } },
      ],
      movements: [],
    };
    this.shipments.set(id, shipment);
    this.recent.unshift({
      id, status: shipment.status, lane, importerId: declaration.importerId, goodsHs: hs, countryOfOrigin: declaration.countryOfOrigin, lodgedAt: iso(at),
      containers: [container], explanation: decision.explanation, ...(shipment.status === 'released' ? { releasedAt: iso(at) } : {}),
    });
    this.recent.length = Math.min(this.recent.length, 50);
    this.publish('shipments', 'declarationLodged', id, { shipment: id, declaration });
    this.publish('shipments', 'laneAssigned', id, { shipment: id, decision });
    this.move(id, 'discharged', 'Berth 2', container, at);
    if (shipment.status === 'released') this.publish('shipments', 'shipmentReleased', id, { shipment: id, lane, clearanceMinutes: 0.1 });
    else shipment.inspection = this.open(shipment, at).id;
    return shipment;
  }

  move(id, kind, place, container, at = Date.now()) {
    const movement = { kind, at: iso(at), place, container };
    this.shipments.get(id)?.movements.push(movement);
    this.movements.unshift({ shipment: id, movement });
    this.movements.length = Math.min(this.movements.length, 100);
    this.publish('shipments', 'movementRecorded', id, { shipment: id, movement });
  }

  open(shipment, at) {
    const red = shipment.lane === 'red';
    const i = {
      id: `${shipment.id}~1`, version: 0, status: 'queued', kind: red ? 'intensive' : 'documents', lane: shipment.lane, priority: red ? (this.random() < 0.3 ? 'p1' : 'p2') : 'p3',
      loadMinutes: shipment.decision.loadMinutes, openedAt: iso(at), dueAt: iso(at + (red ? 60 : 120) * MIN), zone: zones[this.inspections.size % 2], briefing: shipment.decision.explanation,
      skills: [red ? 'physical' : 'documents'], containers: shipment.declaration.containers, epoch: 0, notAgain: [],
      checklist: red ? ['Seal number compared', 'Container opened', 'Goods compared with documents'] : ['Invoice checked', 'Packing list checked'],
      importerId: shipment.declaration.importerId, declarantId: 'DEC-4711',
    };
    this.inspections.set(i.id, i);
    this.#inspectionEvent('inspectionOpened', i);
    return i;
  }

  pickOfficer() {
    const free = [...this.officers.values()].filter((o) => o.status !== 'offShift' && o.status !== 'onBreak').sort((a, b) => a.loadMinutes - b.loadMinutes);
    return free[0];
  }

  assign(i, o, status = 'offered') {
    this.take(i);
    i.officer = o.profile.officer;
    i.status = status;
    i.epoch++;
    if (status === 'offered') i.offerExpiresAt = iso(Date.now() + 120_000);
    else delete i.offerExpiresAt;
    o.assignments.push({ inspection: i.id, stage: status === 'offered' ? 'offered' : 'held', epoch: i.epoch, minutes: i.loadMinutes });
    this.reasons.set(i.id, {
      inspection: i.id, decidedAt: iso(Date.now()), chosen: o.profile.officer, decidedBy: 'balancer',
      candidates: [...this.officers.values()].map((c, n) => c.status === 'offShift' ? { officer: c.profile.officer, terms: [], exclusion: 'OffShift', exclusionDetail: 'Not on shift' }
        : !i.skills.every((s) => c.profile.skills.includes(s)) ? { officer: c.profile.officer, terms: [], exclusion: 'MissingSkill', exclusionDetail: `Needs ${i.skills.join(', ')}` }
        : { officer: c.profile.officer, cost: 4 + n * 3.5, terms: [{ name: 'lateness', minutes: n * 2 }, { name: 'travel', minutes: 4 }, { name: 'fairness', minutes: n * 1.5 }] }),
    });
    this.#inspectionEvent(status === 'offered' ? 'inspectionOffered' : 'inspectionAccepted', i, { officer: o.profile.officer });
    this.#officerEvent('officerLoadChanged', o);
  }

  /** Takes a case from whoever has it. */
  take(i) {
    const o = this.officers.get(i.officer);
    if (!o) return;
    o.assignments = o.assignments.filter((a) => a.inspection !== i.id);
    const was = i.officer;
    delete i.officer;
    delete i.offerExpiresAt;
    i.status = 'queued';
    this.#officerEvent('officerLoadChanged', o);
    return was;
  }

  withdraw(id, reason = 'Moved by the supervisor') {
    const i = this.inspections.get(id);
    const was = this.take(i);
    i.epoch++;
    this.#inspectionEvent('inspectionWithdrawn', i, { was, officer: was, reason });
  }

  raise(id, priority, title, cause, consequence, response, { lat, lon, subject, neverShelve = false, at = Date.now(), ...more } = {}) {
    const old = this.alarms.get(id);
    this.raises.push({ id, title, priority, at });
    const alarm = {
      id, status: 'unacknowledged', announcedAt: iso(at), rootCause: cause, ...more, priority, title, cause, consequence, response, owner: 'commander', timeToRespondSeconds: 300, raisedAt: old?.raisedAt ?? iso(at), count: (old?.count ?? 0) + 1,
      ...(lat === undefined ? {} : { latitudeDegrees: lat, longitudeDegrees: lon }), ...(subject ? { subject } : {}), neverShelve, version: ++this.version,
    };
    this.alarms.set(id, alarm);
    this.publish('alarms', 'alarmRaised', id, { alarm: id, after: { ...alarm } });
    return alarm;
  }

  changeAlarm(id, type, change) {
    const alarm = this.alarms.get(id);
    if (!alarm) throw new Refused(409, 'AlarmUnknown', `There is no alarm ${id}.`);
    Object.assign(alarm, change, { version: ++this.version });
    this.publish('alarms', type, id, { alarm: id, after: { ...alarm } });
    if (alarm.status === 'normal') this.alarms.delete(id);
  }

  // ---- officers' answers

  answer(id, what, body, user) {
    const i = this.inspections.get(id);
    if (!i) throw new Refused(404, 'InspectionUnknown', `There is no inspection ${id}.`);
    if (i.officer !== user || i.epoch !== body.epoch) throw new Refused(409, 'NotTheHolder', `The case went to ${i.officer ?? 'the queue'} meanwhile.`, { current: i });
    const o = this.officers.get(user);
    const stage = o.assignments.find((a) => a.inspection === id);
    const need = (status) => { if (i.status !== status) throw new Refused(409, 'WrongStage', `The case is ${i.status}.`, { expected: status, current: i }); };
    if (what === 'accept') { need('offered'); i.status = 'accepted'; delete i.offerExpiresAt; stage.stage = 'held'; this.#inspectionEvent('inspectionAccepted', i, { officer: user }); }
    if (what === 'decline') { this.take(i); i.epoch++; i.notAgain.push(user); this.#inspectionEvent('inspectionDeclined', i, { officer: user, was: user, reason: body.reason, recused: !!body.recuse }); }
    if (what === 'start') { need('accepted'); i.status = 'examining'; i.startedAt = iso(Date.now()); stage.stage = 'examining'; this.#inspectionEvent('inspectionStarted', i, { officer: user }); }
    if (what === 'finish') {
      need('examining');
      const missing = i.checklist.filter((c) => !(body.checklist ?? []).includes(c));
      if (missing.length) throw new Refused(422, 'ChecklistIncomplete', `Not ticked: ${missing.join(', ')}.`, { field: 'checklist', expected: 'every mandatory item' });
      for (const sha of body.evidence ?? []) if (!this.evidence.has(sha)) throw new Refused(422, 'EvidenceMissing', `Evidence ${sha.slice(0, 8)} was not uploaded.`, { field: 'evidence' });
      Object.assign(i, { status: 'closed', finishedAt: iso(Date.now()), outcome: body.outcome, findings: body.findings });
      o.assignments = o.assignments.filter((a) => a.inspection !== id);
      o.finishedThisShift++;
      this.#inspectionEvent('findingsSubmitted', i, { officer: user, outcome: body.outcome, findings: body.findings, evidence: body.evidence ?? [] });
    }
    this.#officerEvent('officerLoadChanged', o);
    return { version: i.version };
  }

  shift(user, what, body) {
    const o = this.officers.get(user);
    if (what === 'shift/start') { Object.assign(o, { status: 'available', shiftEndsAt: body.endsAt, finishedThisShift: 0 }); this.#officerEvent('shiftStarted', o); }
    if (what === 'shift/end') {
      for (const a of [...o.assignments]) if (a.stage !== 'examining') this.withdraw(a.inspection, 'Shift ended');
      o.status = 'offShift'; delete o.shiftEndsAt; this.#officerEvent('shiftEnded', o, { reason: body.reason });
    }
    if (what === 'break/start') { o.status = 'onBreak'; o.breakEndsAt = iso(Date.now() + body.minutes * MIN); this.#officerEvent('breakTaken', o); }
    if (what === 'break/end') { o.status = 'available'; delete o.breakEndsAt; this.#officerEvent('breakEnded', o); }
    if (what === 'duress') {
      o.duress = true;
      this.raise(`duress/${user}`, 'p1', `Duress: ${o.profile.name}`, 'duress', 'An officer is in danger', 'Send help at once', { lat: body.latitudeDegrees, lon: body.longitudeDegrees, subject: user, neverShelve: true });
      this.#officerEvent('duressRaised', o);
    }
    return { version: o.version };
  }

  // ---- supervisor

  effect(id, to) {
    const i = this.inspections.get(id);
    const percent = (o, minutes) => (100 * minutes) / o.profile.capacityMinutes;
    const from = this.officers.get(i.officer);
    const target = to ? this.officers.get(to) : undefined;
    const missing = target && !i.skills.every((s) => target.profile.skills.includes(s));
    const refusal = target?.status === 'offShift' ? { name: 'OfficerOffShift', detail: `${target.profile.name} is not on shift.` }
      : missing ? { name: 'MissingSkill', detail: `${target.profile.name} lacks ${i.skills.join(', ')}.` } : undefined;
    return {
      inspection: id, ...(from ? { from: i.officer, fromLoadPercentBefore: percent(from, from.loadMinutes), fromLoadPercentAfter: percent(from, from.loadMinutes - i.loadMinutes) } : {}),
      ...(target ? { to, toLoadPercentBefore: percent(target, target.loadMinutes), toLoadPercentAfter: percent(target, target.loadMinutes + i.loadMinutes) } : {}),
      lateCases: target && target.loadMinutes > 60 ? 2 : 0, ...(refusal ? { refusal } : {}),
    };
  }

  moveCase(body) {
    const i = this.inspections.get(body.inspection);
    if (!i) throw new Refused(404, 'InspectionUnknown', 'There is no such inspection.');
    if (i.version !== body.basedOnVersion) throw new Refused(409, 'Conflict', `Taken by ${this.officers.get(i.officer)?.profile.name ?? 'the queue'} meanwhile.`, { current: structuredClone(i) });
    const { refusal } = this.effect(i.id, body.to);
    if (refusal) throw new Refused(409, refusal.name, refusal.detail);
    if (body.to) this.assign(i, this.officers.get(body.to));
    else this.withdraw(i.id);
    return { version: i.version };
  }

  workload() {
    return { port: 'EETLL', version: this.version, at: iso(Date.now()), officers: [...this.officers.values()], cases: [...this.inspections.values()].filter((i) => i.status !== 'closed' && i.status !== 'cancelled') };
  }

  // ---- views

  kpis() {
    const open = [...this.inspections.values()];
    const queue = open.filter((i) => i.status === 'queued').length;
    const wave = (base, size) => Array.from({ length: 24 }, (_, n) => (n < 2 ? null : Math.round((base + size * Math.sin(n / 3) + (n % 4)) * 10) / 10));
    const officers = [...this.officers.values()];
    const lanes = { red: 0, yellow: 0, blue: 0, green: 0 };
    for (const s of this.shipments.values()) lanes[s.lane]++;
    return {
      queue: { value: queue, targetLow: 0, targetHigh: 12, spark: wave(queue, 4) },
      medianClearanceMinutes: { value: 34.5, targetLow: 0, targetHigh: 45, spark: wave(34, 8) },
      overdueHolds: { value: open.filter((i) => i.status !== 'closed' && Date.parse(i.dueAt) < Date.now()).length, targetHigh: 2, spark: wave(1, 1) },
      officersFree: { value: officers.filter((o) => o.status === 'available').length, targetLow: 2, spark: wave(3, 2) },
      officersBusy: { value: officers.filter((o) => o.status === 'busy').length, spark: wave(3, 1) },
      gateWaitMinutes: { value: 11.2, targetHigh: 20, spark: wave(11, 5) },
      predictedPeak: { value: queue + 6, targetHigh: 30, spark: wave(queue + 5, 5) },
      lanes,
    };
  }

  trackRows() {
    return [...this.tracks.values()].map((t) => ({
      id: t.id, kind: t.kind, label: t.label, latitudeDegrees: t.lat, longitudeDegrees: t.lon, speedKnots: t.speed, courseDegrees: t.course, at: iso(t.at), interval: t.interval,
    }));
  }

  snapshot() {
    return {
      epoch: this.epoch, serverTime: iso(Date.now()), topics: this.positions(), port: this.port, kpis: this.kpis(), alarms: [...this.alarms.values()],
      inspections: [...this.inspections.values()].filter((i) => i.status !== 'cancelled'), officers: [...this.officers.values()], movements: this.movements, recentShipments: this.recent,
      tracks: this.trackRows(),
    };
  }

  // ---- time

  /** Moves everything that moves by `ms` milliseconds. */
  tick(ms) {
    for (const t of this.tracks.values()) {
      if (t.silent) continue;
      if (Date.now() - t.at < Math.min(t.interval, 2) * 500) continue;
      const hours = Math.max(ms, Date.now() - t.at) / 3_600_000;
      const miles = t.speed * hours;
      t.lat += (miles / 60) * Math.cos((t.course * Math.PI) / 180);
      t.lon += (miles / 60 / Math.cos((t.lat * Math.PI) / 180)) * Math.sin((t.course * Math.PI) / 180);
      const land = t.kind === 'truck' || t.kind === 'officer';
      const [south, north, west, east] = land ? [59.4745, 59.4945, 24.937, 24.983] : [59.501, 59.6, 24.78, 25.12];
      if (t.lat < south || t.lat > north || t.lon < west || t.lon > east) t.course = (t.course + 170 + this.random() * 20) % 360;
      else if (this.random() < 0.02) t.course = (t.course + (this.random() - 0.5) * 60 + 360) % 360;
      t.lat = Math.max(south, Math.min(north, t.lat));
      t.lon = Math.max(west, Math.min(east, t.lon));
      t.at = Date.now();
    }
  }

  /** One thing that happens at the port. */
  happen() {
    const r = this.random();
    const all = [...this.inspections.values()];
    const pick = (status) => all.find((i) => i.status === status && i.officer !== 'officer1');
    if (r < 0.35) this.lodge();
    else if (r < 0.55) { const i = pick('queued'); const o = this.pickOfficer(); if (i && o && o.loadMinutes < 100) this.assign(i, o); }
    else if (r < 0.7) { const i = pick('offered'); if (i) this.answer(i.id, 'accept', { epoch: i.epoch }, i.officer); }
    else if (r < 0.8) { const i = pick('accepted'); if (i) this.answer(i.id, 'start', { epoch: i.epoch }, i.officer); }
    else if (r < 0.9) { const i = pick('examining'); if (i) this.answer(i.id, 'finish', { epoch: i.epoch, checklist: i.checklist, outcome: 'released', findings: 'As declared' }, i.officer); }
    else { const s = [...this.shipments.values()][Math.floor(this.random() * this.shipments.size)]; this.move(s.id, this.random() < 0.5 ? 'movedToYard' : 'gateOut', 'Gate A', s.declaration.containers[0]); }
  }
}
