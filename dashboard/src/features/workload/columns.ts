// The supervisor's columns as a value: who has what, how full everybody is, and when each is free again.
import { dueMs } from '../../common/instants';
import type { InspectionView, OfficerView } from '../../contracts';
import { mostUrgentFirst } from '../inspections/flow';

export interface Column {
  readonly officer: OfficerView;
  /** Running work first, then by priority and due time. */
  readonly cases: readonly InspectionView[];
  /** Weighted minutes, with moves that are on their way. */
  readonly loadMinutes: number;
  readonly loadPercent: number;
  readonly late: number;
  /** Unix ms; null = free now, or not working. */
  readonly freeAt: number | null;
}

export interface Workload {
  readonly queue: readonly InspectionView[];
  readonly columns: readonly Column[];
  readonly offShift: readonly OfficerView[];
  readonly overdue: number;
  /** Weighted minutes that officers on shift can still take. */
  readonly freeMinutes: number;
}

/** Moves sent and not yet confirmed: inspection to officer, null = the queue. */
export type Pending = ReadonlyMap<string, string | null>;

/** One for all: each call of `localeCompare` makes another. */
const names = new Intl.Collator();

const OPEN = new Set<InspectionView['status']>(['queued', 'offered', 'accepted', 'examining']);

export const isOpen = (i: InspectionView): boolean => OPEN.has(i.status);
/** Started work is never moved. */
export const canMove = (i: InspectionView): boolean => i.status === 'queued' || i.status === 'offered' || i.status === 'accepted';
export const isLate = (i: InspectionView, now: number): boolean => dueMs(i) < now;

/** @param now Server time, Unix ms. */
export function workloadOf(inspections: Iterable<InspectionView>, officers: Iterable<OfficerView>, pending: Pending, now: number): Workload {
  const queue: InspectionView[] = [];
  const held = new Map<string, InspectionView[]>();
  const moved = new Map<string, number>();
  let overdue = 0;
  for (const i of inspections) {
    if (!isOpen(i)) continue;
    if (isLate(i, now)) overdue++;
    const to = pending.get(i.id);
    const holder = to === undefined ? (i.officer ?? null) : to;
    if (to !== undefined && to !== (i.officer ?? null)) {
      if (i.officer) moved.set(i.officer, (moved.get(i.officer) ?? 0) - i.loadMinutes);
      if (to) moved.set(to, (moved.get(to) ?? 0) + i.loadMinutes);
    }
    if (holder === null) queue.push(i);
    else {
      const cases = held.get(holder);
      if (cases) cases.push(i);
      else held.set(holder, [i]);
    }
  }
  const columns: Column[] = [];
  const offShift: OfficerView[] = [];
  for (const officer of [...officers].sort((a, b) => names.compare(a.profile.name, b.profile.name))) {
    const cases = (held.get(officer.profile.officer) ?? []).sort(runningFirst);
    if (officer.status === 'offShift' && cases.length === 0) offShift.push(officer);
    else columns.push(columnOf(officer, cases, officer.loadMinutes + (moved.get(officer.profile.officer) ?? 0), now));
  }
  return {
    queue: queue.sort(mostUrgentFirst),
    columns,
    offShift,
    overdue,
    freeMinutes: columns.reduce((n, c) => n + (c.officer.status === 'offShift' ? 0 : Math.max(0, c.officer.profile.capacityMinutes - c.loadMinutes)), 0),
  };
}

function columnOf(officer: OfficerView, cases: readonly InspectionView[], loadMinutes: number, now: number): Column {
  const isBack = officer.status === 'onBreak' && officer.breakEndsAt ? Date.parse(officer.breakEndsAt) : now;
  return {
    officer,
    cases,
    loadMinutes,
    loadPercent: (100 * loadMinutes) / Math.max(1, officer.profile.capacityMinutes),
    late: lateOf(cases, now),
    freeAt: officer.status === 'offShift' || (loadMinutes <= 0 && isBack <= now) ? null : isBack + loadMinutes * 60_000,
  };
}

/** Cases that end after their due time when done one after the other; weighted minutes stand for minutes. */
function lateOf(cases: readonly InspectionView[], now: number): number {
  let end = now;
  let late = 0;
  for (const i of cases) {
    end += i.loadMinutes * 60_000;
    if (end > dueMs(i)) late++;
  }
  return late;
}

function runningFirst(a: InspectionView, b: InspectionView): number {
  return Number(b.status === 'examining') - Number(a.status === 'examining') || mostUrgentFirst(a, b);
}
