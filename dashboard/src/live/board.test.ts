import { describe, expect, test } from 'vitest';
import { alarm, at, event, inspection, officer, snapshot } from '../testing/samples';
import { applyEvents, boardOf, CLOSED_KEPT_MS } from './board';

const declaration = { importerId: 'IMP-1', items: [{ hsCode: '851712' }], countryOfOrigin: 'CN', containers: ['MWCU6059784'] };

describe('board', () => {
  test('Inspection_WhenNewer_Replaces', () => {
    const board = boardOf(snapshot({ inspections: [inspection('A~1')] }));
    const next = applyEvents(board, [event('inspections', 'inspectionAccepted', { after: inspection('A~1', { version: 2, status: 'accepted', officer: 'officer1' }) })]);
    expect(next.inspections.get('A~1')?.status).toBe('accepted');
    expect(board.inspections.get('A~1')?.status).toBe('queued');
  });

  test('Inspection_WhenOlder_ChangesNothing', () => {
    const board = boardOf(snapshot({ inspections: [inspection('A~1', { version: 5, status: 'examining' })] }));
    const next = applyEvents(board, [event('inspections', 'inspectionAccepted', { after: inspection('A~1', { version: 4, status: 'accepted' }) })]);
    expect(next.inspections.get('A~1')?.status).toBe('examining');
  });

  test('Inspection_WhenTheSameEventComesTwice_IsTheSame', () => {
    const e = event('inspections', 'inspectionOpened', { after: inspection('B~1') });
    const once = applyEvents(boardOf(snapshot()), [e]);
    expect(applyEvents(once, [e]).inspections).toEqual(once.inspections);
  });

  test('Inspection_WhenClosedForMoreThanAnHour_IsForgottenWithTheNextEvent', () => {
    const old = inspection('A~1', { status: 'closed', finishedAt: new Date(Date.parse(at(0)) - CLOSED_KEPT_MS - 60_000).toISOString() });
    const recent = inspection('B~1', { status: 'closed', finishedAt: at(-10) });
    const next = applyEvents(boardOf(snapshot({ inspections: [old, recent] })), [event('inspections', 'inspectionOpened', { after: inspection('C~1') })]);
    expect([...next.inspections.keys()]).toEqual(['B~1', 'C~1']);
  });

  test('Alarm_WhenNormal_StaysAsNormalSoThatALateEventDoesNotRaiseItAgain', () => {
    const board = boardOf(snapshot({ alarms: [alarm('a', { version: 3 })] }));
    const gone = applyEvents(board, [event('alarms', 'alarmReturned', { after: alarm('a', { version: 5, status: 'normal' }) })]);
    const late = applyEvents(gone, [event('alarms', 'alarmAcknowledged', { after: alarm('a', { version: 4, status: 'acknowledged' }) })]);
    expect(late.alarms.get('a')?.status).toBe('normal');
  });

  test('Officer_LoadChanged_IsShown', () => {
    const next = applyEvents(boardOf(snapshot({ officers: [officer('o1')] })), [event('officers', 'officerLoadChanged', { after: officer('o1', { version: 2, loadMinutes: 40 }) })]);
    expect(next.officers.get('o1')?.loadMinutes).toBe(40);
  });

  test('Assignments_OfAnOfficer_CarryTheCaseToo', () => {
    const next = applyEvents(boardOf(snapshot()), [event('assignments/officer1', 'inspectionOffered', { after: inspection('A~1', { officer: 'officer1', status: 'offered' }) })]);
    expect(next.inspections.get('A~1')?.officer).toBe('officer1');
  });

  test('Shipment_FromLodgementToRelease', () => {
    const board = applyEvents(boardOf(snapshot()), [
      event('shipments', 'declarationLodged', { shipment: 'EETLL-1', declaration }),
      event('shipments', 'laneAssigned', { shipment: 'EETLL-1', decision: { lane: 'red', explanation: 'Because' } }),
      event('shipments', 'movementRecorded', { shipment: 'EETLL-1', movement: { kind: 'discharged', at: at(0), place: 'Berth 1' } }),
      event('shipments', 'shipmentReleased', { shipment: 'EETLL-1', lane: 'red', clearanceMinutes: 12 }),
    ]);
    expect(board.shipments[0]).toMatchObject({ id: 'EETLL-1', lane: 'red', status: 'released', explanation: 'Because', goodsHs: '851712', releasedAt: at(1) });
    expect(board.movements).toEqual([{ shipment: 'EETLL-1', movement: { kind: 'discharged', at: at(0), place: 'Berth 1' } }]);
  });

  test('Movements_AreNewestFirstAndAtMost100', () => {
    const events = Array.from({ length: 120 }, (_, n) => event('shipments', 'movementRecorded', { shipment: `S${n}`, movement: { kind: 'gateIn', at: at(n), place: '' } }));
    const { movements } = applyEvents(boardOf(snapshot()), events);
    expect(movements).toHaveLength(100);
    expect(movements[0]!.shipment).toBe('S119');
  });

  test('Shipments_AreAtMost50', () => {
    const events = Array.from({ length: 300 }, (_, n) => event('shipments', 'declarationLodged', { shipment: `S${n}`, declaration }));
    const { shipments } = applyEvents(boardOf(snapshot()), events);
    expect(shipments).toHaveLength(50);
    expect(shipments[0]!.id).toBe('S299');
  });

  test('Collections_ThatNothingTouched_AreKept', () => {
    const board = boardOf(snapshot({ officers: [officer('o1')], alarms: [alarm('a')] }));
    const next = applyEvents(board, [event('inspections', 'inspectionOpened', { after: inspection('A~1') })]);
    expect(next.officers).toBe(board.officers);
    expect(next.alarms).toBe(board.alarms);
    expect(next.movements).toBe(board.movements);
  });

  test('Event_OfAKindNobodyKnowsYet_IsPassedOver', () => {
    const board = boardOf(snapshot());
    expect(applyEvents(board, [event('inspections', 'inspectionTeleported', {}), event('weather', 'rain', {})]).inspections).toBe(board.inspections);
  });
});
