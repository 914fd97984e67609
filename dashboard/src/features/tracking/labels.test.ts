import { expect, test } from 'vitest';
import { beside, Placement, type Label } from './labels';

const label = (text: string, places: number[], more: Partial<Label> = {}): Label => ({ text, font: '', colour: '', places, ...more });

test('Label_OnAnother_TakesItsNextPlace_OrIsLeftOut', () => {
  const placement = new Placement();
  expect(placement.place(label('Zone', [100, 100]), 60)).toEqual([100, 100]);
  expect(placement.place(label('AAVA', [110, 104, 110, 130]), 40)).toEqual([110, 130]);
  expect(placement.place(label('STAR', [90, 96, 120, 126]), 40)).toBeNull();
});

test('Label_ThatMustStand_StandsAtItsFirstPlace_AndTakesIt', () => {
  const placement = new Placement();
  placement.place(label('Zone', [100, 100]), 60);
  expect(placement.place(label('Selected', [100, 100], { always: true }), 60)).toEqual([100, 100]);
  expect(placement.place(label('Other', [160, 100]), 50)).toEqual([160, 100]);
});

test('Label_OverAnAlarmsMark_IsLeftOut', () => {
  const placement = new Placement();
  placement.block({ left: 90, top: 90, right: 112, bottom: 112 });
  expect(placement.place(label('AAVA', [100, 100]), 40)).toBeNull();
});

test('Labels_SideBySide_DoNotTouch', () => {
  const placement = new Placement();
  placement.place(label('a', [100, 100]), 60);
  expect(placement.place(label('b', [163, 100]), 60)).toBeNull();
  expect(placement.place(label('b', [165, 100]), 60)).toEqual([165, 100]);
  expect(placement.place(label('c', [100, 115]), 60)).toEqual([100, 115]);
});

test('Label_AcrossBuckets_IsFoundFromEachSide', () => {
  const placement = new Placement();
  placement.place(label('long', [256, 64]), 300);
  expect(placement.isFree({ left: 395, top: 57, right: 400, bottom: 60 })).toBe(false);
  expect(placement.isFree({ left: 110, top: 70, right: 114, bottom: 80 })).toBe(false);
  expect(placement.isFree({ left: 410, top: 57, right: 420, bottom: 60 })).toBe(true);
});

test('Label_OffTheUpperLeft_IsNotLost', () => {
  const placement = new Placement();
  expect(placement.place(label('a', [-10, -5]), 40)).toEqual([-10, -5]);
  expect(placement.place(label('b', [-12, -5]), 40)).toBeNull();
});

test('Name_ThatStandsAlready_IsNotSaidTwice', () => {
  const placement = new Placement();
  placement.place(label('Old City Harbour', [100, 100]), 60, true);
  expect(placement.place(label('Old City Harbour', [400, 100]), 60, true)).toBeNull();
});

test('Places_BesideAThing_LeaveItFree', () => {
  const places = beside(100, 100, 40, 11);
  expect(places).toEqual([131, 100, 69, 100, 100, 118.5, 100, 81.5]);
});
