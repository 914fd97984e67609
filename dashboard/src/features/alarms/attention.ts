// What an alarm does besides standing in its row: a chime once, again when nobody answers a P1, and words for a screen reader.
import type { AlarmPriority, AlarmView } from '../../contracts';
import { inOrder, isUnacknowledged } from './rows';

/** A P1 nobody acknowledged calls again after these, ms. */
export const ESCALATE_AFTER_MS = [60_000, 180_000] as const;

export interface Call {
  /** The most urgent one that asks for a chime now. */
  chime: AlarmPriority | null;
  /** P1 to be said at once. */
  urgent: AlarmView[];
  /** New others, for the summary every 10 s. */
  others: number;
}

/** How often a P1 has called again by now: 0, 1 or 2. */
export function escalation(alarm: AlarmView, now: number): number {
  if (alarm.priority !== 'p1' || !isUnacknowledged(alarm)) return 0;
  // Counted here too: a board that has lost the hub goes on calling.
  const age = now - Date.parse(alarm.announcedAt ?? alarm.raisedAt);
  return Math.max(alarm.escalationLevel ?? 0, ESCALATE_AFTER_MS.filter((limit) => age >= limit).length);
}

/** Remembers what has called already, so that a reload or a reconnect does not ring for old ones. */
export class Attention {
  #known: Map<string, number> | null = null;

  look(alarms: Iterable<AlarmView>, now: number): Call {
    const call: Call = { chime: null, urgent: [], others: 0 };
    const next = new Map<string, number>();
    for (const alarm of [...alarms].sort(inOrder)) {
      if (!isUnacknowledged(alarm)) continue;
      const level = escalation(alarm, now);
      const key = `${alarm.id}|${alarm.announcedAt ?? alarm.raisedAt}`;
      next.set(key, level);
      const before = this.#known?.get(key);
      if (this.#known === null || (before !== undefined && before >= level)) continue;
      call.chime ??= alarm.priority;
      if (alarm.priority === 'p1') call.urgent.push(alarm);
      else call.others++;
    }
    this.#known = next;
    return call;
  }
}
