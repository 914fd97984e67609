// The port's geofences on this board: loaded once, and again whenever the lossless lane says that they changed.
import { get, segment } from '../../api/http';
import type { AlarmPriority, AlarmView } from '../../contracts';
import type { Live } from '../../live/live.svelte';
import type { TopicEvent } from '../../live/protocol';
import { readFence, type Fence, type FenceCollection } from './fences';

const RETRY_MS = 3_000;

/** Whose geofence is being edited, if any: a board that is made anew (another language, another face) takes it up again. */
export const underway: { port: string | null } = { port: null };

export interface FenceChange {
  by: string;
  /** Server time, Unix ms. */
  at: number;
}

export class Fences {
  list = $state.raw<readonly Fence[]>([]);
  isLoaded = $state(false);
  /** Who changed a geofence last, of the changes seen from here. */
  changes = $state.raw<ReadonlyMap<string, FenceChange>>(new Map());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | null = null;

  constructor(readonly port: string, readonly meridian: number) {}

  /** Follows a live board; call the answer to stop. */
  follow(live: Live): () => void {
    const stop = live.onEvents((events) => this.#events(events));
    void this.load();
    return () => (stop(), clearTimeout(this.#timer), this.#controller?.abort());
  }

  find(name: string | null): Fence | undefined {
    return this.list.find((fence) => fence.name === name);
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    try {
      const collection = await get<FenceCollection>(`/ports/${segment(this.port)}/geofences`, controller.signal);
      this.list = collection.features.map((feature) => readFence(feature, this.meridian));
      this.isLoaded = true;
    } catch {
      // The last known stay; a change that could not be fetched is fetched later.
      if (!controller.signal.aborted) this.#timer = setTimeout(() => void this.load(), RETRY_MS);
    }
  }

  #events(events: readonly TopicEvent[]): void {
    const changed = events.filter((event) => event.topic === 'port' && event.type === 'geofencesChanged');
    if (changed.length === 0) return;
    const changes = new Map(this.changes);
    for (const { by, at, data } of changed)
      for (const name of [...(data['put'] as string[]), ...(data['removed'] as string[])]) changes.set(name, { by, at: Date.parse(at) });
    this.changes = changes;
    void this.load();
  }
}

const RANK: Record<AlarmPriority, number> = { p1: 0, p2: 1, p3: 2, diagnostic: 3 };

/** The geofence an alarm is about; null for any other alarm. Names may hold slashes, conditions and ids do not. */
export function fenceOf(alarm: { id: string }): string | null {
  return /^geofence\/(.+)\/(enter|leave|dwell|speed|silence|loitering|deviation|meeting|seal)\/[^/]+$/.exec(alarm.id)?.[1] ?? null;
}

/** The highest alarm that stands at each geofence. */
export function alarmedFences(alarms: Iterable<AlarmView>): Map<string, AlarmPriority> {
  const found = new Map<string, AlarmPriority>();
  for (const alarm of alarms) {
    const name = alarm.status === 'normal' || alarm.status === 'shelved' || alarm.status === 'returnedUnacknowledged' ? null : fenceOf(alarm);
    const known = name === null ? undefined : found.get(name);
    if (name !== null && (!known || RANK[alarm.priority] < RANK[known])) found.set(name, alarm.priority);
  }
  return found;
}
