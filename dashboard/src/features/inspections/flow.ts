import { dueMs, endedMs } from '../../common/instants';
import type { InspectionStatus, InspectionView } from '../../contracts';

/** The stages of an examination as the wall shows them, in order. */
export const STAGES = ['queued', 'offered', 'accepted', 'examining', 'findingsSubmitted', 'closed'] as const satisfies readonly InspectionStatus[];

export interface Stage {
  status: (typeof STAGES)[number];
  count: number;
  /** The first of them: most urgent first; closed ones newest first. */
  first: InspectionView[];
  overdue: number;
}

/**
 * @param now Server time, Unix ms. Closed cases count for an hour.
 * @param shown Of each stage so many are looked for: the rest is counted, not put in order.
 */
export function stagesOf(inspections: Iterable<InspectionView>, now: number, shown: number): Stage[] {
  const byStatus = new Map<InspectionStatus, Stage>(STAGES.map((status) => [status, { status, count: 0, first: [], overdue: 0 }]));
  for (const i of inspections) {
    const stage = byStatus.get(i.status);
    if (!stage || (i.status === 'closed' && now - endedMs(i) > 3_600_000)) continue;
    stage.count++;
    if (i.status !== 'closed' && dueMs(i) < now) stage.overdue++;
    keepFirst(stage.first, i, shown, i.status === 'closed' ? newestFirst : mostUrgentFirst);
  }
  return STAGES.map((status) => byStatus.get(status)!);
}

/** Puts one where it belongs among the first few, or nowhere. */
function keepFirst(first: InspectionView[], i: InspectionView, most: number, order: (a: InspectionView, b: InspectionView) => number): void {
  let at = first.length;
  while (at > 0 && order(i, first[at - 1]!) < 0) at--;
  if (at >= most) return;
  first.splice(at, 0, i);
  if (first.length > most) first.length = most;
}

const newestFirst = (a: InspectionView, b: InspectionView): number => endedMs(b) - endedMs(a);

/** By priority, then due time: the order in which officers are found for them. */
export function mostUrgentFirst(a: InspectionView, b: InspectionView): number {
  if (a.priority !== b.priority) return a.priority < b.priority ? -1 : 1;
  return dueMs(a) - dueMs(b) || (a.id < b.id ? -1 : 1);
}

/** The shipment an inspection is about: `{shipment}~{n}`. */
export const shipmentOf = (inspection: string): string => inspection.slice(0, inspection.lastIndexOf('~'));

/** A short id for narrow places: what tells numbers apart is at their end. */
export const tailOf = (id: string): string => (id.length > 10 ? `…${id.slice(-6)}` : id);

/** An id without the port in front, where the port is plain. */
export const shortId = (id: string): string => id.slice(id.indexOf('-') + 1);
