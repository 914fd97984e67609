import { expect, test } from 'vitest';
import { FEW, inSight } from './window';

const sight = (top: number) => ({ top, height: 800, pitch: 100 });

test('AFew_AreAllMade', () => expect(inSight(FEW, sight(0))).toEqual({ from: 0, to: FEW }));

test('Many_AreMadeWhereTheyAreSeen', () => {
  expect(inSight(500, sight(0))).toEqual({ from: 0, to: 11 });
  expect(inSight(500, sight(20_000))).toEqual({ from: 197, to: 211 });
  expect(inSight(500, sight(49_200))).toEqual({ from: 489, to: 500 });
});

test('List_ThatBecameShorter_ShowsItsEnd', () => expect(inSight(30, sight(40_000))).toEqual({ from: 29, to: 30 }));

test('Card_WithTheFocus_StaysForAWhile', () => {
  expect(inSight(500, sight(2_000), 5)).toEqual({ from: 5, to: 31 });
  expect(inSight(500, sight(0), 40)).toEqual({ from: 0, to: 41 });
  expect(inSight(500, sight(20_000), 5)).toEqual({ from: 197, to: 211 });
});
