import type { InspectionStatus, InspectionView } from '../../contracts';

/** The stages of an examination as the wall shows them, in order. */
export const STAGES = ['queued', 'offered', 'accepted', 'examining', 'findingsSubmitted', 'closed'] as const satisfies readonly InspectionStatus[];

export interface Stage {
  status: (typeof STAGES)[number];
  /** Most urgent first; closed ones newest first. */
  cases: InspectionView[];
  overdue: number;
}

/** @param now Server time, Unix ms. Closed cases count for an hour. */
export function stagesOf(inspections: Iterable<InspectionView>, now: number): Stage[] {
  const byStatus = new Map<InspectionStatus, InspectionView[]>();
  for (const i of inspections) {
    if (i.status === 'closed' && now - Date.parse(i.finishedAt ?? i.openedAt) > 3_600_000) continue;
    let list = byStatus.get(i.status);
    if (!list) byStatus.set(i.status, (list = []));
    list.push(i);
  }
  return STAGES.map((status) => {
    const cases = byStatus.get(status) ?? [];
    cases.sort(status === 'closed' ? newestFirst : mostUrgentFirst);
    return { status, cases, overdue: status === 'closed' ? 0 : cases.filter((i) => Date.parse(i.dueAt) < now).length };
  });
}

const newestFirst = (a: InspectionView, b: InspectionView): number => Date.parse(b.finishedAt ?? b.openedAt) - Date.parse(a.finishedAt ?? a.openedAt);

/** By priority, then due time: the order in which officers are found for them. */
export function mostUrgentFirst(a: InspectionView, b: InspectionView): number {
  return a.priority.localeCompare(b.priority) || Date.parse(a.dueAt) - Date.parse(b.dueAt) || (a.id < b.id ? -1 : 1);
}

/** The shipment an inspection is about: `{shipment}~{n}`. */
export const shipmentOf = (inspection: string): string => inspection.slice(0, inspection.lastIndexOf('~'));

/** A short id for narrow places: what tells numbers apart is at their end. */
export const tailOf = (id: string): string => (id.length > 10 ? `…${id.slice(-6)}` : id);

/** An id without the port in front, where the port is plain. */
export const shortId = (id: string): string => id.slice(id.indexOf('-') + 1);
