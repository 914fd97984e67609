import type { InspectionView } from '../../contracts';
import type { UnsentCommand } from './outbox';

/** The officer's cases as they will be once what waits is taken. What was refused changes nothing. */
export function withUnsent(cases: readonly InspectionView[], unsent: readonly UnsentCommand[]): InspectionView[] {
  const byId = new Map(cases.map((c) => [c.id, c]));
  for (const { kind, inspection, refusal, body, at } of unsent) {
    const view = inspection === undefined ? undefined : byId.get(inspection);
    // Another epoch: the case changed hands since, the command will be refused.
    if (!view || refusal || body['epoch'] !== view.epoch) continue;
    switch (kind) {
      case 'accept': {
        const { offerExpiresAt: _, ...rest } = view;
        byId.set(view.id, { ...rest, status: 'accepted' });
        break;
      }
      case 'start':
        byId.set(view.id, { ...view, status: 'examining', startedAt: new Date(at).toISOString() });
        break;
      case 'decline':
      case 'finish':
        byId.delete(view.id);
    }
  }
  return [...byId.values()];
}

const RANK: Partial<Record<InspectionView['status'], number>> = { examining: 0, accepted: 1, offered: 2 };

/** The job at hand first: what is being examined, then what was accepted, then offers, each by priority and due time. */
export function jobsInOrder(cases: readonly InspectionView[]): InspectionView[] {
  return cases
    .filter((c) => RANK[c.status] !== undefined)
    .sort((a, b) => RANK[a.status]! - RANK[b.status]! || a.priority.localeCompare(b.priority) || Date.parse(a.dueAt) - Date.parse(b.dueAt));
}
