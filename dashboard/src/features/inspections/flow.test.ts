import { expect, test } from 'vitest';
import { at, inspection, NOW } from '../../testing/samples';
import { mostUrgentFirst, shipmentOf, shortId, stagesOf, tailOf } from './flow';

test('Stages_CountCasesAndOverdue', () => {
  const stages = stagesOf([inspection('a', { dueAt: at(-1) }), inspection('b'), inspection('c', { status: 'examining' }), inspection('d', { status: 'cancelled' })], NOW, 5);
  expect(stages.map((s) => [s.status, s.count, s.overdue])).toEqual([['queued', 2, 1], ['offered', 0, 0], ['accepted', 0, 0], ['examining', 1, 0], ['findingsSubmitted', 0, 0], ['closed', 0, 0]]);
});

test('Closed_CountsForAnHourNewestFirst', () => {
  const closed = (id: string, minutes: number) => inspection(id, { status: 'closed', finishedAt: at(minutes), dueAt: at(-90) });
  const last = stagesOf([closed('old', -61), closed('a', -30), closed('b', -5)], NOW, 5).at(-1)!;
  expect(last.first.map((i) => i.id)).toEqual(['b', 'a']);
  expect(last.overdue).toBe(0);
});

test('Stages_KeepTheMostUrgentOnly_InOrder_AndCountTheRest', () => {
  const many = Array.from({ length: 40 }, (_, n) => inspection(`i${n}`, { priority: n % 7 === 3 ? 'p1' : 'p2', dueAt: at(100 - n) }));
  const [queued] = stagesOf(many, NOW, 5);
  const inOrder = [...many].sort(mostUrgentFirst).slice(0, 5).map((i) => i.id);
  expect([queued!.count, queued!.first.map((i) => i.id)]).toEqual([40, inOrder]);
});

test('Ids_AreTakenApart', () => {
  expect(shipmentOf('EETLL-97061800~2')).toBe('EETLL-97061800');
  expect(shortId('EETLL-97-1')).toBe('97-1');
  expect(tailOf('26EEA14M00036')).toBe('…M00036');
  expect(tailOf('97061800')).toBe('97061800');
});
