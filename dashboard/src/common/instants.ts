// Instants of views as Unix ms, read once per view: orders of hundreds of cases compare them thousands of times a second, and
// reading a date costs more than everything else about a comparison.
import type { InspectionView } from '../contracts';

const dueAt = new WeakMap<InspectionView, number>();

export function dueMs(i: InspectionView): number {
  let ms = dueAt.get(i);
  if (ms === undefined) dueAt.set(i, (ms = Date.parse(i.dueAt)));
  return ms;
}

const endedAt = new WeakMap<InspectionView, number>();

/** When it was finished; of one that was not, when it was opened. */
export function endedMs(i: InspectionView): number {
  let ms = endedAt.get(i);
  if (ms === undefined) endedAt.set(i, (ms = Date.parse(i.finishedAt ?? i.openedAt)));
  return ms;
}
