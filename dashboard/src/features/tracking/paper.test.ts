import { expect, test } from 'vitest';
import { MARGIN, Paper } from './paper';
import { pan, zoomAt, type Viewport } from './viewport';

const VIEW: Viewport = { x: 0.57, y: 0.29, zoom: 13, width: 800, height: 600 };
const canvas = (): HTMLElement => ({ style: { transform: '' } }) as HTMLElement;

const drawn = (): Paper => {
  const paper = new Paper();
  paper.take(VIEW);
  return paper;
};

test('Paper_IsDrawnOnce_AndThenMoved', () => {
  const [paper, element] = [drawn(), canvas()];
  expect(paper.isDue(VIEW, 0)).toBe(false);
  const dragged = pan(VIEW, 30, -12);
  expect(paper.isDue(dragged, 0)).toBe(false);
  paper.place(element, dragged, 0);
  expect(element.style.transform).toBe('translate(30px, -12px)');
});

test('Paper_TellsItsViewWithMargins', () => {
  expect(new Paper().take(VIEW)).toMatchObject({ x: VIEW.x, y: VIEW.y, zoom: 13, width: 800 + 2 * MARGIN, height: 600 + 2 * MARGIN });
});

test('Paper_SoonUsedUp_IsDue_AndBeyondItsEdgeMustBeDrawn', () => {
  const paper = drawn();
  expect([paper.isDue(pan(VIEW, MARGIN - 1, 0), 0), paper.mustDraw(pan(VIEW, MARGIN - 1, 0))]).toEqual([true, false]);
  expect(paper.mustDraw(pan(VIEW, 0, MARGIN + 1))).toBe(true);
});

test('Paper_OfAnotherZoomOrSize_MustBeDrawn', () => {
  expect(drawn().mustDraw(zoomAt(VIEW, 400, 300, 0.5))).toBe(true);
  expect(drawn().mustDraw({ ...VIEW, width: 801 })).toBe(true);
});

test('Paper_Spoilt_IsDueButMayWaitAFrame', () => {
  const paper = drawn();
  paper.spoil();
  expect([paper.isDue(VIEW, 0), paper.mustDraw(VIEW)]).toEqual([true, false]);
});

test('Paper_AtRestAfterADrag_IsDrawnWhereItStands', () => {
  const [paper, element, dragged] = [drawn(), canvas(), pan(VIEW, 20, 0)];
  paper.place(element, dragged, 1_000);
  expect(paper.isDue(dragged, 1_050)).toBe(false);
  expect(paper.isDue(dragged, 1_500)).toBe(true);
  paper.take(dragged);
  paper.place(element, dragged, 1_500);
  expect([element.style.transform, paper.isDue(dragged, 2_000)]).toEqual(['', false]);
});

test('Point_OfTheWindow_IsFoundOnTheMovedCanvas', () => {
  const [x, y] = drawn().pointAt(pan(VIEW, 30, -12), 100, 100);
  expect([Math.round(x), Math.round(y)]).toEqual([100 + MARGIN - 30, 100 + MARGIN + 12]);
});
