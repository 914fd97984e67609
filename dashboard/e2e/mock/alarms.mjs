// The alarm doors of the mock: what the boards exercise, not the whole of the rules.
import { Refused } from './world.mjs';

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;
const iso = (ms) => new Date(ms).toISOString();
const isWaiting = (a) => a.status === 'unacknowledged' || a.status === 'returnedUnacknowledged';
const causeOf = (a) => a.rootCause ?? (a.subject ? `subject/${a.subject}` : a.id);

export function health(world) {
  const all = [...world.alarms.values()];
  const now = Date.now();
  const count = (test) => all.filter(test).length;
  const raises = world.raises.filter((r) => now - r.at < DAY_MS);
  const recent = raises.filter((r) => now - r.at < TEN_MINUTES_MS);
  const often = Map.groupBy ? Map.groupBy(raises, (r) => r.id) : raises.reduce((map, r) => map.set(r.id, [...(map.get(r.id) ?? []), r]), new Map());
  world.flood = world.flood ? recent.length >= 5 : recent.length > 10;
  return {
    active: count((a) => !a.returnedAt), unacknowledged: count(isWaiting), shelved: count((a) => a.status === 'shelved'), chattering: count((a) => a.chattering),
    stale: count((a) => now - Date.parse(a.raisedAt) > DAY_MS), raisedLast10Minutes: recent.length, raisedLast24Hours: raises.length, flood: world.flood,
    suppressed: count((a) => a.status === 'suppressedByDesign'), outOfService: count((a) => a.status === 'outOfService'), operators: 1, acceptablePerDay: 150, manageablePerDay: 300,
    raisedP1: raises.filter((r) => r.priority === 'p1').length, raisedP2: raises.filter((r) => r.priority === 'p2').length, raisedP3: raises.filter((r) => r.priority === 'p3').length,
    ...(world.answered.length ? { acknowledgeSeconds: world.answered.reduce((sum, s) => sum + s, 0) / world.answered.length } : {}),
    mostFrequent: [...often].map(([alarm, list]) => ({ alarm, title: list[0].title, count: list.length })).sort((a, b) => b.count - a.count).slice(0, 10),
    ...(world.flood ? { floodSince: iso(recent[Math.min(10, recent.length - 1)].at) } : {}),
  };
}

/** Null when it is no door of alarms. */
export function answer(world, what, body, user) {
  const done = () => ({ version: world.version });
  const alarm = world.alarms.get(body.alarm);
  const known = () => { if (!alarm) throw new Refused(409, 'UnknownAlarm', 'The alarm is normal: nothing stands under this id.'); };
  const refuse = (name, detail) => { throw new Refused(409, name, detail); };
  switch (what) {
    case 'acknowledge': {
      if (body.rootCause === undefined) known();
      const named = body.rootCause === undefined ? [alarm] : (body.alarms ?? []).map((id) => world.alarms.get(id)).filter(Boolean);
      if (body.rootCause !== undefined && named.some((a) => causeOf(a) !== body.rootCause)) refuse('MixedCauses', 'Alarms of different causes are looked at one by one.');
      for (const a of named.filter(isWaiting)) {
        world.answered.push((Date.now() - Date.parse(a.announcedAt)) / 1000);
        world.changeAlarm(a.id, 'alarmAcknowledged', { status: a.returnedAt ? 'normal' : 'acknowledged', acknowledgedBy: user, acknowledgedAt: iso(Date.now()) });
      }
      return done();
    }
    case 'shelve':
      known();
      if (alarm.neverShelve) refuse('NeverShelve', 'A call for help is never shelved, suppressed or taken out of service.');
      world.changeAlarm(body.alarm, 'alarmShelved', { status: 'shelved', shelvedBy: user, shelvedReason: body.reason, shelvedUntil: iso(Date.now() + body.minutes * 60_000) });
      return done();
    case 'unshelve':
      known();
      if (alarm.status !== 'shelved') refuse('NotShelved', 'The alarm is not shelved.');
      world.changeAlarm(body.alarm, 'alarmUnshelved', { status: alarm.acknowledgedAt ? 'acknowledged' : 'unacknowledged', shelvedBy: undefined, shelvedReason: undefined, shelvedUntil: undefined });
      return done();
    case 'out-of-service':
      known();
      if (alarm.neverShelve) refuse('NeverShelve', 'A call for help is never shelved, suppressed or taken out of service.');
      if (alarm.priority === 'p1' && user !== 'commander') refuse('CommanderNeeded', 'A P1 is taken out of service by a commander only.');
      world.changeAlarm(body.alarm, 'alarmTakenOutOfService', { status: 'outOfService', outOfServiceBy: user, outOfServiceAt: iso(Date.now()), outOfServiceReason: body.reason });
      return done();
    case 'in-service':
      known();
      if (alarm.status !== 'outOfService') refuse('NotOutOfService', 'The alarm is in service.');
      world.changeAlarm(body.alarm, 'alarmPutInService', { status: 'unacknowledged', announcedAt: iso(Date.now()), outOfServiceBy: undefined, outOfServiceAt: undefined, outOfServiceReason: undefined });
      return done();
    case 'suppressions':
      return put(world, body.suppression, user);
    case 'suppressions/remove': {
      if (!world.suppressions.delete(body.name)) refuse('UnknownSuppression', `There is no suppression ${body.name}.`);
      for (const a of [...world.alarms.values()]) if (a.suppressedBy === body.name) world.changeAlarm(a.id, 'alarmUnsuppressed', { status: 'unacknowledged', suppressedBy: undefined, announcedAt: iso(Date.now()) });
      return done();
    }
    default:
      return null;
  }
}

const row = (name, priority, more = {}) => ({ class: name, priority, rule: `While ${name}`, cause: '', consequence: '', response: '', owner: 'supervisor', timeToRespondSeconds: 300, rootCause: name, neverShelve: false, ...more });
export const catalogue = [
  row('duress', 'p1', { neverShelve: true }), row('gate-out-before-release', 'p1'), row('queue-limit', 'p2'), row('officer-silent', 'p2'), row('inspection-overdue', 'p3'), row('device-silent', 'p3'),
  row('geofence-speed', 'p3'), row('geofence-speed', 'p2', { zone: 'Pilot boarding' }),
];

const isActive = (s) => (s.from ? Date.parse(s.from) <= Date.now() && Date.now() < Date.parse(s.until) : false);

export function suppressions(world) {
  return [...world.suppressions.values()].sort((a, b) => (a.suppression.name < b.suppression.name ? -1 : 1)).map((v) => ({
    ...v, isActive: isActive(v.suppression), suppressed: [...world.alarms.values()].filter((a) => a.suppressedBy === v.suppression.name).length,
    ...(v.suppression.until ? { changesAt: isActive(v.suppression) ? v.suppression.until : v.suppression.from } : {}),
  }));
}

function put(world, s, user) {
  const conditions = [s.from !== undefined || s.until !== undefined, (s.weekly ?? []).length > 0, s.whileAlarm !== undefined].filter(Boolean).length;
  const never = s.classes.find((c) => catalogue.some((r) => r.class === c && (r.neverShelve || r.priority === 'p1')));
  if (conditions !== 1 || never || s.classes.length === 0) throw new Refused(422, 'SuppressionInvalid', never ? `${never} is never suppressed` : 'suppression has no condition or more than one');
  world.suppressions.set(s.name, { suppression: { weekly: [], ...s }, setBy: user, setAt: iso(Date.now()) });
  if (isActive(s))
    for (const a of [...world.alarms.values()])
      if (s.classes.includes(a.class) && a.priority !== 'p1' && (!s.zone || a.zone === s.zone)) world.changeAlarm(a.id, 'alarmSuppressed', { status: 'suppressedByDesign', suppressedBy: s.name });
  return { version: world.version };
}
