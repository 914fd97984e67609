import { expect, test } from 'vitest';
import { at, inspection, NOW } from '../../testing/samples';
import { shipmentOf, shortId, stagesOf, tailOf } from './flow';

test('Stages_CountCasesAndOverdue', () => {
  const stages = stagesOf([inspection('a', { dueAt: at(-1) }), inspection('b'), inspection('c', { status: 'examining' }), inspection('d', { status: 'cancelled' })], NOW);
  expect(stages.map((s) => [s.status, s.cases.length, s.overdue])).toEqual([['queued', 2, 1], ['offered', 0, 0], ['accepted', 0, 0], ['examining', 1, 0], ['findingsSubmitted', 0, 0], ['closed', 0, 0]]);
});

test('Closed_CountsForAnHourNewestFirst', () => {
  const closed = (id: string, minutes: number) => inspection(id, { status: 'closed', finishedAt: at(minutes), dueAt: at(-90) });
  const last = stagesOf([closed('old', -61), closed('a', -30), closed('b', -5)], NOW).at(-1)!;
  expect(last.cases.map((i) => i.id)).toEqual(['b', 'a']);
  expect(last.overdue).toBe(0);
});

test('Ids_AreTakenApart', () => {
  expect(shipmentOf('EETLL-97061800~2')).toBe('EETLL-97061800');
  expect(shortId('EETLL-97-1')).toBe('97-1');
  expect(tailOf('26EEA14M00036')).toBe('…M00036');
  expect(tailOf('97061800')).toBe('97061800');
});
