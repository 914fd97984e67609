import { describe, expect, test } from 'vitest';
import { at, inspection, NOW, officer } from '../../testing/samples';
import { workloadOf } from './columns';

const none = new Map<string, string | null>();

describe('workloadOf', () => {
  test('Cases_StandWithTheirHolderOrInTheQueue', () => {
    const work = workloadOf([inspection('A~1'), inspection('B~1', { officer: 'o1', status: 'accepted' })], [officer('o1', { loadMinutes: 20 })], none, NOW);
    expect(work.queue.map((i) => i.id)).toEqual(['A~1']);
    expect(work.columns[0]!.cases.map((i) => i.id)).toEqual(['B~1']);
    expect(work.columns[0]!.loadPercent).toBe(20);
  });

  test('Queue_IsByPriorityThenDueTime', () => {
    const work = workloadOf([inspection('late', { dueAt: at(10) }), inspection('urgent', { priority: 'p1', dueAt: at(90) }), inspection('soon', { dueAt: at(5) })], [], none, NOW);
    expect(work.queue.map((i) => i.id)).toEqual(['urgent', 'soon', 'late']);
  });

  test('Running_Work_StandsFirst', () => {
    const work = workloadOf([inspection('A~1', { officer: 'o1', status: 'accepted', priority: 'p1' }), inspection('B~1', { officer: 'o1', status: 'examining', priority: 'p3' })], [officer('o1')], none, NOW);
    expect(work.columns[0]!.cases.map((i) => i.id)).toEqual(['B~1', 'A~1']);
  });

  test('Finished_Cases_AreNotOnTheBoard', () => {
    const work = workloadOf([inspection('A~1', { status: 'closed', officer: 'o1' }), inspection('B~1', { status: 'findingsSubmitted', officer: 'o1' })], [officer('o1')], none, NOW);
    expect(work.columns[0]!.cases).toEqual([]);
  });

  test('Pending_Move_IsShownWhereItGoesWithItsLoad', () => {
    const pending = new Map([['A~1', 'o2']]);
    const work = workloadOf([inspection('A~1', { officer: 'o1', status: 'accepted' })], [officer('o1', { loadMinutes: 20 }), officer('o2')], pending, NOW);
    expect(work.columns.map((c) => [c.officer.profile.officer, c.cases.length, c.loadMinutes])).toEqual([['o1', 0, 0], ['o2', 1, 20]]);
  });

  test('Pending_Move_ToTheQueue', () => {
    const work = workloadOf([inspection('A~1', { officer: 'o1', status: 'offered' })], [officer('o1', { loadMinutes: 20 })], new Map([['A~1', null]]), NOW);
    expect(work.queue).toHaveLength(1);
    expect(work.columns[0]!.loadMinutes).toBe(0);
  });

  test('OffShift_OfficersHaveAColumnOnlyWhileTheyHoldCases', () => {
    const work = workloadOf([inspection('A~1', { officer: 'o1', status: 'examining' })], [officer('o1', { status: 'offShift' }), officer('o2', { status: 'offShift' })], none, NOW);
    expect(work.columns.map((c) => c.officer.profile.officer)).toEqual(['o1']);
    expect(work.offShift.map((o) => o.profile.officer)).toEqual(['o2']);
  });

  test('Late_CountsCasesThatEndAfterTheirDueTimeOneAfterTheOther', () => {
    const cases = [inspection('A~1', { officer: 'o1', status: 'accepted', dueAt: at(30), loadMinutes: 20 }), inspection('B~1', { officer: 'o1', status: 'accepted', dueAt: at(35), loadMinutes: 20 })];
    expect(workloadOf(cases, [officer('o1', { loadMinutes: 40 })], none, NOW).columns[0]!.late).toBe(1);
  });

  test('FreeAt_IsNowPlusLoadAndAfterTheBreak', () => {
    const [busy, resting, idle] = workloadOf([], [officer('a', { loadMinutes: 30 }), officer('b', { status: 'onBreak', breakEndsAt: at(15), loadMinutes: 10 }), officer('c')], none, NOW).columns;
    expect(busy!.freeAt).toBe(NOW + 30 * 60_000);
    expect(resting!.freeAt).toBe(NOW + 25 * 60_000);
    expect(idle!.freeAt).toBeNull();
  });

  test('Figures_CountOverdueAndFreeMinutes', () => {
    const work = workloadOf([inspection('A~1', { dueAt: at(-1) }), inspection('B~1')], [officer('o1', { loadMinutes: 30 }), officer('o2', { loadMinutes: 130 }), officer('o3', { status: 'offShift' })], none, NOW);
    expect(work.overdue).toBe(1);
    expect(work.freeMinutes).toBe(70);
  });
});
