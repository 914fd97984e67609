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
    default:
      return null;
  }
}
