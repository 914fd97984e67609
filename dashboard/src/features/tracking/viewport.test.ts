import { describe, expect, test } from 'vitest';
import { mercatorX, mercatorY, tileOf } from '../../live/tiles';
import { cellsInView, decodeRing } from './coast';
import { readPlan, zonesOf } from './plan';
import { fit, pan, screenX, screenY, tilesInView, VIEW_TILES_MAX, worldX, worldY, zoomAt, type Viewport } from './viewport';

const view: Viewport = { x: mercatorX(24.95), y: mercatorY(59.49), zoom: 13, width: 1200, height: 700 };

describe('viewport', () => {
  test('Zoom_KeepsWhatIsUnderThePointer', () => {
    const before = [worldX(view, 300), worldY(view, 200)];
    const zoomed = zoomAt(view, 300, 200, 1.7);
    expect(screenX(zoomed, before[0]!)).toBeCloseTo(300, 6);
    expect(screenY(zoomed, before[1]!)).toBeCloseTo(200, 6);
  });

  test('Zoom_StaysWithinItsLimits', () => {
    expect(zoomAt(view, 0, 0, 99).zoom).toBe(18);
    expect(zoomAt(view, 0, 0, -99).zoom).toBe(2);
  });

  test('Pan_MovesByPixels', () => {
    const x = worldX(view, 600);
    expect(screenX(pan(view, 50, 0), x)).toBeCloseTo(650, 6);
  });

  test('Fit_ShowsTheWholeBox', () => {
    const box = [mercatorX(24.9), mercatorY(59.52), mercatorX(25), mercatorY(59.47)] as const;
    const v = fit(view, ...box);
    expect(screenX(v, box[0])).toBeGreaterThanOrEqual(0);
    expect(screenX(v, box[2])).toBeLessThanOrEqual(view.width);
    expect(screenY(v, box[1])).toBeGreaterThanOrEqual(0);
    expect(screenY(v, box[3])).toBeLessThanOrEqual(view.height);
  });

  test('Tiles_ContainTheCentreFirst', () => {
    expect(tilesInView(view)[0]).toBe(tileOf(view.x, view.y));
    expect(new Set(tilesInView(view)).size).toBe(tilesInView(view).length);
  });

  test('Tiles_AreNeverMoreThanTheServerTakes', () => {
    expect(tilesInView({ ...view, zoom: 4 })).toHaveLength(VIEW_TILES_MAX);
  });
});

describe('coast', () => {
  test('Cells_AreThoseOfTheView', () => {
    expect(cellsInView(view)).toEqual(['20_50']);
    expect(cellsInView({ ...view, x: mercatorX(20) })).toEqual(['10_50', '20_50']);
    expect(cellsInView({ ...view, zoom: 4 })).toEqual(['world']);
  });

  test('Ring_IsDecodedFromDifferences', () => {
    const ring = decodeRing([249_000, 594_000, 1_000, -2_000]);
    expect(ring[2]).toBeCloseTo(mercatorX(25.0), 12);
    expect(ring[3]).toBeCloseTo(mercatorY(59.2), 12);
  });
});

describe('plan', () => {
  const polygon = (kind: string, name: string, size: number) => ({
    type: 'Feature' as const, properties: { kind, name }, geometry: { type: 'Polygon' as const, coordinates: [[[24, 59], [24 + size, 59], [24 + size, 59 + size], [24, 59 + size], [24, 59]]] },
  });

  test('Plan_DrawsLargeAreasFirst', () => {
    expect(readPlan({ type: 'FeatureCollection', features: [polygon('yard', 'small', 0.1), polygon('zone', 'large', 1)] }).map((f) => f.name)).toEqual(['large', 'small']);
  });

  test('Plan_TakesPointsAndPassesOverWhatHasNoPlace', () => {
    const features = readPlan({ type: 'FeatureCollection', features: [
      { type: 'Feature', properties: { kind: 'gate', name: 'A' }, geometry: { type: 'Point', coordinates: [24, 59] } },
      { type: 'Feature', properties: null, geometry: { type: 'GeometryCollection', geometries: [] } },
    ] });
    expect(features).toHaveLength(1);
    expect(features[0]).toMatchObject({ kind: 'gate', lines: [] });
  });

  test('Zones_WithAKey_StandAtIt', () => {
    const keyed = (name: string, key: number) => ({ ...polygon('zone', name, 0.5), properties: { kind: 'zone', name, key } });
    expect(zonesOf(readPlan({ type: 'FeatureCollection', features: [keyed('A', 2), keyed('B', 1)] })).map((z) => z.name)).toEqual(['B', 'A']);
  });

  test('Zones_AreAtMostFourInOrderOfTheirName', () => {
    const names = ['E', 'B', 'A', 'D', 'C'];
    expect(zonesOf(readPlan({ type: 'FeatureCollection', features: names.map((n, i) => polygon('zone', n, 1 - i / 10)) })).map((z) => z.name)).toEqual(['A', 'B', 'D', 'E']);
  });
});
