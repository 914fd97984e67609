import { expect, test } from 'vitest';
import type { ShipmentView } from '../../contracts';
import { at } from '../../testing/samples';
import { timelineOf } from './timeline';

test('Timeline_JoinsStoryAndMovementsNewestFirst', () => {
  const shipment = {
    story: [
      { at: at(0), type: 'declarationLodged', text: 'Lodged', actor: { user: 'trader', role: 'trader' } },
      { at: at(2), type: 'movementRecorded', text: 'Moved', actor: { user: 'x', role: 'system' } },
      { at: at(3), type: 'shipmentReleased', text: 'Released', actor: { user: 'officer1', role: 'officer' } },
    ],
    movements: [{ kind: 'gateIn', at: at(2), place: 'Gate A', container: 'MWCU6059784' }],
  } as unknown as ShipmentView;
  expect(timelineOf(shipment, (kind) => kind).map((e) => e.text)).toEqual(['Released', 'gateIn · MWCU6059784 · Gate A', 'Lodged']);
});
