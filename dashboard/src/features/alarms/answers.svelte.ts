import { command, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import { toasts } from '../../common/toasts.svelte';
import type { AlarmView } from '../../contracts';
import { isUnacknowledged, rootCauseOf, type AlarmRow } from './rows';

/** What people do with alarms. What was sent is marked until the server has answered; the state comes back as an event. */
export class Answers {
  /** Sent, not yet answered. */
  sent = $state.raw<ReadonlySet<string>>(new Set());

  constructor(readonly port: string) {}

  /** One by one; in bulk only for one root cause, which is what a grouped row is: named one by one, so that none is answered unseen. */
  acknowledge(row: AlarmRow): Promise<void> {
    const waiting = [row.alarm, ...row.others].filter(isUnacknowledged);
    if (waiting.length === 0) return Promise.resolve();
    const one = waiting.length === 1 ? waiting[0] : undefined;
    // Twelve P1 of different causes can share a last row: those are answered one by one.
    const cause = rootCauseOf(row.alarm);
    const same = waiting.filter((a) => rootCauseOf(a) === cause);
    const body = one ? { alarm: one.id } : same.length > 1 ? { rootCause: cause, alarms: same.map((a) => a.id) } : { alarm: (same[0] ?? waiting[0]!).id };
    return this.#send(row.alarm, 'acknowledge', body);
  }

  shelve(alarm: AlarmView, minutes: number, reason: string): Promise<void> {
    return this.#send(alarm, 'shelve', { alarm: alarm.id, minutes, reason });
  }

  takeOut(alarm: AlarmView, reason: string): Promise<void> {
    return this.#send(alarm, 'out-of-service', { alarm: alarm.id, reason });
  }

  /** Off the shelf, or back in service. */
  bringBack(alarm: AlarmView): Promise<void> {
    return this.#send(alarm, alarm.status === 'shelved' ? 'unshelve' : 'in-service', { alarm: alarm.id });
  }

  async #send(alarm: AlarmView, what: string, body: Record<string, unknown>): Promise<void> {
    this.sent = new Set(this.sent).add(alarm.id);
    try {
      await command(`/ports/${segment(this.port)}/alarms/${what}`, body);
    } catch (problem) {
      toasts.refused(alarm.title, problem instanceof ApiProblem ? problem : null);
    } finally {
      const rest = new Set(this.sent);
      rest.delete(alarm.id);
      this.sent = rest;
    }
  }
}
