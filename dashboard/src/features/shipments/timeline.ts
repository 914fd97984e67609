import type { ShipmentView } from '../../contracts';

export interface TimelineEntry {
  at: string;
  text: string;
  by: string;
  isMovement: boolean;
}

/**
 * One story: what was decided, and where the cargo went, newest first.
 * @param movement Words for a movement's kind.
 */
export function timelineOf(shipment: ShipmentView, movement: (kind: ShipmentView['movements'][number]['kind']) => string): TimelineEntry[] {
  const told = shipment.story.filter((s) => s.type !== 'movementRecorded');
  return [
    ...told.map((s) => ({ at: s.at, text: s.text, by: s.actor?.user ?? '', isMovement: false })),
    ...shipment.movements.map((x) => ({
      at: x.at,
      text: [movement(x.kind), x.container, x.place].filter(Boolean).join(' · '),
      by: '',
      isMovement: true,
    })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
