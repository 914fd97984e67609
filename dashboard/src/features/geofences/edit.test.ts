import { describe, expect, test } from 'vitest';
import { addHole, addPoint, began, blank, centre, differences, draftOf, featureOf, halfway, isSame, isWhole, moveAll, movePoint, redo, removePoint, rule, settle, step, undo } from './edit';
import { fenceAt, readFence, type FenceFeature } from './fences';
import { alarmedFences, fenceOf } from './store.svelte';
import { mercatorX, mercatorY } from '../../live/tiles';

const square: FenceFeature = {
  type: 'Feature', properties: { name: 'Yard', kind: 'yard', hysteresis: 20, rules: [] },
  geometry: { type: 'Polygon', coordinates: [[[24, 59], [24.2, 59], [24.2, 59.2], [24, 59.2], [24, 59]], [[24.05, 59.05], [24.05, 59.15], [24.15, 59.15], [24.15, 59.05], [24.05, 59.05]]] },
};
const across: FenceFeature = {
  type: 'Feature', properties: { name: 'Date line', kind: 'zone', hysteresis: 20, rules: [] },
  geometry: { type: 'Polygon', coordinates: [[[179.9, 10], [-179.9, 10], [-179.9, 10.1], [179.9, 10.1], [179.9, 10]]] },
};
const at = (longitude: number, latitude: number): [number, number] => [mercatorX(longitude), mercatorY(latitude)];

describe('draft', () => {
  test('Feature_ThereAndBack_IsTheSame', () => {
    for (const feature of [square, across]) expect(featureOf(draftOf(feature, feature === across ? 179 : 24))).toEqual(feature);
  });

  test('Rule_OfMeeting_BeginsWithWhatShipToShipTransfersTake_AndOfSealsWithCargo', () => {
    expect(rule('meeting')).toEqual({ on: 'meeting', kinds: [], seconds: 1_800, knots: 3, radiusMetres: 500, exceptIn: ['berth', 'anchorage'] });
    expect(rule('seal')).toEqual({ on: 'seal', kinds: ['cargo'], seconds: 0, knots: 0, radiusMetres: 0 });
    expect(rule('enter')).not.toHaveProperty('exceptIn');
  });

  test('Alarm_OfAMeetingOrASeal_IsOfItsZone', () => {
    expect(fenceOf({ id: 'geofence/Outer/roads/meeting/mmsi:276829000+mmsi:276829001' })).toBe('Outer/roads');
    expect(fenceOf({ id: 'geofence/Warehouse/seal/dev:box-7' })).toBe('Warehouse');
  });

  test('MultiPolygon_KeepsItsHolesWithTheirShells', () => {
    const two: FenceFeature = { ...square, geometry: { type: 'MultiPolygon', coordinates: [square.geometry.coordinates as never, [[[25, 59], [25.1, 59], [25.1, 59.1], [25, 59]]]] } };
    const draft = draftOf(two, 24);
    expect(draft.lines.map((line) => line.isHole)).toEqual([false, true, false]);
    expect(featureOf(draft)).toEqual(two);
  });

  test('Point_Removed_LeavesAShape_AndAHoleGoesAsAWhole', () => {
    let draft = draftOf(square, 24);
    draft = removePoint(draft, { line: 1, point: 0 });
    expect(draft.lines[1]!.points).toHaveLength(3);
    draft = removePoint(draft, { line: 1, point: 0 });
    expect(draft.lines).toHaveLength(1);
    draft = removePoint(draft, { line: 0, point: 0 });
    expect(removePoint(draft, { line: 0, point: 0 })).toBe(draft);
  });

  test('Hole_IsWithinTheShell_AndCanBeMoved', () => {
    const draft = addHole(removePoint(draftOf({ ...square, geometry: { type: 'Polygon', coordinates: [square.geometry.coordinates[0] as never] } }, 24), { line: 0, point: 9 }));
    expect(draft.lines.map((line) => line.isHole)).toEqual([false, true]);
    for (const [x, y] of draft.lines[1]!.points) expect(x > 24 && x < 24.2 && y > 59 && y < 59.2).toBe(true);
    expect(moveAll(draft, 1, 1).lines[1]!.points[0]![0]).toBeCloseTo(draft.lines[1]!.points[0]![0] + 1);
  });

  test('Halfway_OfARingsLastPoint_GoesToItsFirst_OfALines_Nowhere', () => {
    const ring = draftOf(square, 24);
    expect(halfway(ring, { line: 0, point: 3 })).toEqual([24, 59.1]);
    const line = addPoint(addPoint(blank('corridor', 'x'), { line: 0, point: -1 }, [24, 59]), { line: 0, point: 0 }, [25, 59]);
    expect(halfway(line, { line: 0, point: 1 })).toBeNull();
    expect(halfway(line, { line: 0, point: 0 })).toEqual([24.5, 59]);
    expect(isWhole(line)).toBe(true);
    expect(isWhole(blank('corridor', 'x'))).toBe(false);
  });

  test('Centre_OfASmallFarRing_IsExact', () => {
    const [x, y] = centre([[179.9, 59], [179.902, 59], [179.902, 59.002], [179.9, 59.002]]);
    expect(x).toBeCloseTo(179.901, 9);
    expect(y).toBeCloseTo(59.001, 9);
  });

  test('Differences_NameWhatAPersonHasToChooseBetween', () => {
    const mine = draftOf(square, 24);
    expect(differences(mine, mine)).toEqual([]);
    expect(differences(mine, { ...movePoint(mine, { line: 0, point: 0 }, [23.9, 59]), hysteresis: 5 })).toEqual(['lines', 'hysteresis']);
  });
});

describe('history', () => {
  const one = draftOf(square, 24);
  const named = (name: string) => ({ ...one, name });

  test('Undo_GoesBack_RedoForth_AndAStepForgetsWhatWasUndone', () => {
    let history = step(step(began(one), named('a')), named('b'));
    history = undo(history)!;
    expect(history.now.name).toBe('a');
    expect(redo(history)!.now.name).toBe('b');
    expect(redo(step(history, named('c')))).toBeNull();
    expect(undo(undo(history)!)).toBeNull();
    expect(isSame(undo(history)!.now, one)).toBe(true);
  });

  test('Drag_IsOneStep_AndTheNextDragAnother', () => {
    let history = step(step(began(one), named('a'), 'drag'), named('b'), 'drag');
    expect(history.past).toHaveLength(1);
    history = step(settle(history), named('c'), 'drag');
    expect(history.past).toHaveLength(2);
  });
});

describe('fences', () => {
  test('Pick_HitsTheSmallest_AndNotTheHole', () => {
    const fences = [readFence(square, 24), readFence({ ...square, properties: { ...square.properties, name: 'Buoy', radius: 500 }, geometry: { type: 'Point', coordinates: [24.02, 59.02] } }, 24)];
    expect(fenceAt(fences, ...at(24.02, 59.02))?.name).toBe('Buoy');
    expect(fenceAt(fences, ...at(24.18, 59.1))?.name).toBe('Yard');
    expect(fenceAt(fences, ...at(24.1, 59.1))).toBeNull();
  });

  test('Fence_AcrossTheAntimeridian_IsPickedOnBothSides_AndNowhereElse', () => {
    const fences = [readFence(across, 179)];
    expect(fences[0]!.box[2] - fences[0]!.box[0]).toBeCloseTo(0.2 / 360, 9);
    expect(fenceAt(fences, ...at(179.95, 10.05))?.name).toBe('Date line');
    expect(fenceAt(fences, ...at(-179.95, 10.05))?.name).toBe('Date line');
    expect(fenceAt(fences, ...at(0, 10.05))).toBeNull();
  });

  test('Corridor_IsAsWideAsItSays', () => {
    const corridor: FenceFeature = { ...square, properties: { ...square.properties, width: 1_000 }, geometry: { type: 'LineString', coordinates: [[24, 59], [25, 59]] } };
    const fences = [readFence(corridor, 24)];
    expect(fenceAt(fences, ...at(24.5, 59 + 490 / 111_320))?.name).toBe('Yard');
    expect(fenceAt(fences, ...at(24.5, 59 + 510 / 111_320))).toBeNull();
  });

  test('Alarms_AreFoundByTheirFence_TheHighestFirst', () => {
    expect(fenceOf({ id: 'geofence/Dock / west/speed/mmsi:1' })).toBe('Dock / west');
    expect(fenceOf({ id: 'silent/mmsi:1' })).toBeNull();
    const alarm = (id: string, priority: string, status = 'unacknowledged') => ({ id, priority, status }) as never;
    expect([...alarmedFences([alarm('geofence/A/enter/x', 'p3'), alarm('geofence/A/speed/x', 'p2'), alarm('geofence/B/enter/x', 'p1', 'normal')])]).toEqual([['A', 'p2']]);
  });
});
