import { describe, expect, test } from 'vitest';
import { emptyDraft, faultOf, instantOf, localOf, suppressible, suppressionOf, type Draft } from './suppression';

const ZONE = 'Europe/Tallinn';
const NOW = Date.parse('2026-11-22T08:00:00Z');
const draft = (more: Partial<Draft> = {}): Draft => ({ ...emptyDraft(NOW, ZONE), name: ' Gate 3 works ', classes: ['device-silent'], reason: ' Cables are laid ', ...more });

describe('suppression', () => {
  test('Window_IsSentAsInstants_FromThePortsClock', () => {
    expect(suppressionOf(draft(), ZONE)).toEqual({
      name: 'Gate 3 works', classes: ['device-silent'], reason: 'Cables are laid', from: '2026-11-22T08:00:00.000Z', until: '2026-11-22T12:00:00.000Z',
    });
  });

  test('Weekly_IsSentWithThePortsZone_ADayEach', () => {
    const sent = suppressionOf(draft({ condition: 'weekly', days: [6, 1], zone: 'Gate 3' }), ZONE);
    expect(sent).toMatchObject({ zone: 'Gate 3', timeZone: ZONE, weekly: [{ day: 1, from: '22:00:00', until: '06:00:00' }, { day: 6, from: '22:00:00', until: '06:00:00' }] });
    expect([sent.from, sent.until, sent.whileAlarm]).toEqual([undefined, undefined, undefined]);
  });

  test('WhileAnotherAlarmStands_IsTheOnlyCondition', () => {
    const sent = suppressionOf(draft({ condition: 'alarm', whileAlarm: 'queue-limit' }), ZONE);
    expect(Object.keys(sent).sort()).toEqual(['classes', 'name', 'reason', 'whileAlarm']);
  });

  test('Faults_AreSaidBeforeTheHubRefuses', () => {
    expect(faultOf(draft(), NOW, ZONE)).toBeNull();
    expect(faultOf(draft({ classes: [] }), NOW, ZONE)).toBe('class');
    expect(faultOf(draft({ condition: 'weekly', days: [] }), NOW, ZONE)).toBe('day');
    expect(faultOf(draft({ until: '2026-11-22T09:59' }), NOW, ZONE)).toBe('window');
    expect(faultOf(draft({ from: '2026-11-23T10:00', until: '2026-11-23T10:00' }), NOW, ZONE)).toBe('window');
    expect(faultOf(draft({ until: '2027-02-21T10:01' }), NOW, ZONE)).toBe('window');
    expect(faultOf(draft({ until: '' }), NOW, ZONE)).toBe('window');
  });

  test('Classes_OfP1AndCallsForHelp_AreNotOffered', () => {
    const row = (name: string, more = {}) => ({ class: name, priority: 'p3' as const, rule: '', ...more });
    const catalogue = [row('duress', { priority: 'p1', neverShelve: true }), row('gate-out', { priority: 'p1' }), row('device-silent'), row('geofence-speed'), row('geofence-speed', { zone: 'Gate 3' })];
    expect(suppressible(catalogue)).toEqual(['device-silent', 'geofence-speed']);
  });

  test('PortsClock_InWinterAndSummer', () => {
    expect(localOf(NOW, ZONE)).toBe('2026-11-22T10:00');
    expect(instantOf('2026-07-01T12:00', ZONE)).toBe(Date.parse('2026-07-01T09:00:00Z'));
  });

  test('PortsClock_AtTheChanges', () => {
    // 29 March 2026, 03:00 becomes 04:00; 25 October 2026, 04:00 becomes 03:00.
    expect(instantOf('2026-03-29T03:30', ZONE)).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect(instantOf('2026-03-29T04:30', ZONE)).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect(instantOf('2026-10-25T03:30', ZONE)).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(instantOf('2026-10-25T04:30', ZONE)).toBe(Date.parse('2026-10-25T02:30:00Z'));
  });
});
