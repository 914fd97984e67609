import { describe, expect, test } from 'vitest';
import { alarm, at, NOW } from '../../testing/samples';
import { Attention, escalation } from './attention';
import { alarmRows, ROWS_MAX } from './rows';

const many = (n: number, change: Parameters<typeof alarm>[1] = {}, prefix = 'x') => Array.from({ length: n }, (_, i) => alarm(`${prefix}${i}`, { raisedAt: at(-1 + i / 1000), ...change }));

describe('alarmRows', () => {
  test('Rows_AreByPriorityThenOldestFirst', () => {
    const rows = alarmRows([alarm('p3', { priority: 'p3', raisedAt: at(-90) }), alarm('young', { priority: 'p1', raisedAt: at(-15) }), alarm('old', { priority: 'p1', raisedAt: at(-50) }), alarm('p2')], NOW, false);
    expect(rows.rows.map((r) => r.alarm.id)).toEqual(['old', 'young', 'p2', 'p3']);
  });

  test('Rows_AreAtMostTwelveAndTheRestIsCounted', () => {
    const rows = alarmRows(many(15, { raisedAt: at(-60) }), NOW, false);
    expect(rows.rows).toHaveLength(ROWS_MAX);
    expect(rows.behind).toBe(3);
  });

  test('ShelvedAndNormal_HaveNoRow', () => {
    const rows = alarmRows([alarm('s', { status: 'shelved' }), alarm('n', { status: 'normal' }), alarm('a')], NOW, false);
    expect(rows.rows.map((r) => r.alarm.id)).toEqual(['a']);
    expect(rows.shelved).toBe(1);
  });

  test('Flood_StartsAboveTenInTenMinutesAndEndsBelowFive', () => {
    expect(alarmRows(many(10), NOW, false).isFlood).toBe(false);
    expect(alarmRows(many(11), NOW, false).isFlood).toBe(true);
    expect(alarmRows(many(5), NOW, true).isFlood).toBe(true);
    expect(alarmRows(many(4), NOW, true).isFlood).toBe(false);
  });

  test('Flood_GroupsByCauseAndHidesP3BehindTheCount', () => {
    const rows = alarmRows([...many(8, { rootCause: 'power' }, 'a'), ...many(2, { rootCause: 'fire', priority: 'p1' }, 'b'), ...many(3, { priority: 'p3' }, 'c')], NOW, false);
    expect(rows.rows.map((r) => [r.alarm.rootCause, 1 + r.others.length])).toEqual([['fire', 2], ['power', 8]]);
    expect(rows.behind).toBe(3);
  });

  test('Flood_P3OfAShownCause_StandBehindIt_NotBehindTheCount', () => {
    const rows = alarmRows([...many(8, { rootCause: 'power' }, 'a'), ...many(5, { rootCause: 'power', priority: 'p3' }, 'c')], NOW, false);
    expect([rows.rows.length, rows.rows[0]!.others.length, rows.behind]).toEqual([1, 12, 0]);
  });

  test('Flood_IsWhatTheServerSaysToo', () => {
    expect(alarmRows(many(2), NOW, false, true).isFlood).toBe(true);
  });

  test('WhatIsKeptQuiet_HasNoRowAndIsCountedByItsKind', () => {
    const rows = alarmRows([alarm('s', { status: 'shelved' }), alarm('d', { status: 'suppressedByDesign' }), alarm('o', { status: 'outOfService' }), alarm('a')], NOW, false);
    expect([rows.rows.length, rows.shelved, rows.suppressed, rows.outOfService]).toEqual([1, 1, 1, 1]);
  });

  test('Flood_OfP3Only_StillShowsThem', () => {
    expect(alarmRows(many(11, { priority: 'p3' }), NOW, false).rows.length).toBeGreaterThan(0);
  });

  test('P1_IsNeverDropped', () => {
    const causes = Array.from({ length: 20 }, (_, i) => alarm(`p1-${i}`, { priority: 'p1', cause: `c${i}`, raisedAt: at(-1) }));
    const rows = alarmRows(causes, NOW, false);
    expect(rows.rows.length).toBeLessThanOrEqual(ROWS_MAX);
    expect(rows.behind).toBe(0);
    expect(rows.rows.flatMap((r) => [r.alarm.id, ...r.others.map((o) => o.id)]).sort()).toEqual(causes.map((a) => a.id).sort());
  });
});

describe('attention', () => {
  test('First_Look_IsSilent', () => {
    expect(new Attention().look([alarm('a', { priority: 'p1' })], NOW)).toMatchObject({ chime: null, urgent: [], others: 0 });
  });

  test('New_Alarm_ChimesOnce', () => {
    const attention = new Attention();
    attention.look([], NOW);
    const a = alarm('a', { priority: 'p1', raisedAt: at(0) });
    expect(attention.look([a, alarm('b')], NOW)).toMatchObject({ chime: 'p1', others: 1 });
    expect(attention.look([a, alarm('b')], NOW)).toMatchObject({ chime: null, urgent: [], others: 0 });
  });

  test('Alarm_RaisedAgainAfterItWasNormal_ChimesAgain', () => {
    const attention = new Attention();
    attention.look([alarm('a')], NOW);
    attention.look([alarm('a', { status: 'acknowledged' })], NOW);
    expect(attention.look([alarm('a', { raisedAt: at(0) })], NOW).chime).toBe('p2');
  });

  test('P1_NobodyAcknowledged_CallsAgainAt60And180Seconds', () => {
    const attention = new Attention();
    const a = alarm('a', { priority: 'p1', raisedAt: at(0) });
    const calls = [0, 30, 59, 60, 61, 179, 180, 181, 600].map((s) => attention.look([a], NOW + s * 1000).chime !== null);
    expect(calls).toEqual([false, false, false, true, false, false, true, false, false]);
  });

  test('Escalation_CountsFromTheLastAnnouncement_AndTakesTheServersWord', () => {
    expect(escalation(alarm('a', { priority: 'p1', raisedAt: at(-60), announcedAt: at(0) }), NOW)).toBe(0);
    expect(escalation(alarm('a', { priority: 'p1', raisedAt: at(0), announcedAt: at(0), escalationLevel: 2 }), NOW)).toBe(2);
  });

  test('Alarm_AnnouncedAgainWhileItWaits_ChimesAgain', () => {
    const attention = new Attention();
    attention.look([alarm('a', { announcedAt: at(-5) })], NOW);
    expect(attention.look([alarm('a', { announcedAt: at(-5), count: 2 })], NOW).chime).toBe(null);
    expect(attention.look([alarm('a', { announcedAt: at(0), count: 3 })], NOW).chime).toBe('p2');
  });

  test('Escalation_IsForUnacknowledgedP1Only', () => {
    expect(escalation(alarm('a', { priority: 'p1', raisedAt: at(-2) }), NOW)).toBe(1);
    expect(escalation(alarm('a', { priority: 'p2', raisedAt: at(-20) }), NOW)).toBe(0);
    expect(escalation(alarm('a', { priority: 'p1', raisedAt: at(-20), status: 'acknowledged' }), NOW)).toBe(0);
  });
});
