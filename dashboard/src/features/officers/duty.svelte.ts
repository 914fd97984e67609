// An officer's duty: own view, own cases, what is unsent. Works from what the phone knows when there is no network.
import { command, get, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import { session } from '../../api/session.svelte';
import { uuid7 } from '../../api/uuid';
import { clock } from '../../common/clock.svelte';
import type { InspectionView, OfficerView, PortConfiguration } from '../../contracts';
import { LiveConnection, noStatus } from '../../live/connection';
import type { TopicEvent } from '../../live/protocol';
import { jobsInOrder, withUnsent } from './optimistic';
import { Outbox, type CommandKind, type UnsentCommand } from './outbox';
import { uploadPhoto } from './photo';
import { replay } from './replay';

interface Known {
  me: OfficerView | null;
  cases: InspectionView[];
  at: number;
}

const RETRY_MS = 5_000;

export class Duty {
  me = $state.raw<OfficerView | null>(null);
  cases = $state.raw<readonly InspectionView[]>([]);
  unsent = $state.raw<readonly UnsentCommand[]>([]);
  status = $state.raw(noStatus);
  /** Unix ms of what is shown; null = nothing is. */
  shownAt = $state.raw<number | null>(null);
  problem = $state.raw<ApiProblem | null>(null);
  /** The newest offer, to be said aloud once. */
  offered = $state.raw<InspectionView | null>(null);
  port = $state.raw<PortConfiguration | null>(null);
  readonly outbox = new Outbox();
  readonly user = session.current!.user;

  readonly jobs = $derived(jobsInOrder(withUnsent(this.cases, this.unsent)));
  readonly waiting = $derived(this.unsent.filter((c) => !c.refusal));
  readonly refused = $derived(this.unsent.filter((c) => c.refusal));

  readonly #connection: LiveConnection;
  #timer: ReturnType<typeof setInterval> | undefined;
  #refetch: ReturnType<typeof setTimeout> | undefined;
  #isLoaded = false;
  #isFlushing = false;
  #flushAgain = false;

  constructor(readonly portId: string) {
    this.#connection = new LiveConnection(
      { url: '/hubs/operations', port: portId, token: () => session.token, topics: [`assignments/${this.user}`, 'alarms'] },
      {
        load: async (welcome) => {
          await this.#load();
          return { epoch: welcome.epoch, topics: welcome.topics };
        },
        events: (events) => this.#events(events),
        roster: () => undefined,
        tiles: () => undefined,
        aggregates: () => undefined,
        heartbeat: () => undefined,
        opened: () => undefined,
        status: (status) => {
          const isBack = status.phase === 'live' && this.status.phase !== 'live';
          this.status = status;
          clock.offset = status.clockOffset;
          if (isBack) void this.flush();
        },
        mayReconnect: async () => {
          try {
            await get('/me');
            return true;
          } catch (problem) {
            return !(problem instanceof ApiProblem && problem.status === 401);
          }
        },
      },
    );
  }

  async start(): Promise<void> {
    this.unsent = await this.outbox.commands(this.user);
    const known = await this.outbox.known<Known>(this.user);
    if (known && !this.#isLoaded) this.#show(known);
    this.#connection.start();
    this.#timer = setInterval(() => this.waiting.length > 0 && void this.flush(), RETRY_MS);
    addEventListener('online', this.flush);
    get<PortConfiguration[]>('/ports').then((ports) => (this.port = ports.find((p) => p.port === this.portId) ?? null), () => undefined);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#refetch);
    removeEventListener('online', this.flush);
    this.#connection.stop();
  }

  retryNow = (): void => this.#connection.retryNow();

  /** An answer to a case: carries its epoch, and when it was decided. */
  async answer(view: InspectionView, kind: 'accept' | 'decline' | 'start' | 'finish', body: Record<string, unknown> = {}, evidence: string[] = []): Promise<void> {
    await this.#add(kind, `/inspections/${segment(view.id)}/${kind}`, {
      officer: this.user, epoch: view.epoch, decidedAt: new Date(clock.server).toISOString(), ...body,
    }, view.id, evidence);
  }

  startShift = (endsAt: Date): Promise<void> => this.#add('shiftStart', '/officers/me/shift/start', { endsAt: endsAt.toISOString() });
  endShift = (reason: string): Promise<void> => this.#add('shiftEnd', '/officers/me/shift/end', { reason });
  startBreak = (minutes: number): Promise<void> => this.#add('breakStart', '/officers/me/break/start', { minutes });
  endBreak = (): Promise<void> => this.#add('breakEnd', '/officers/me/break/end', {});

  /**
   * A call for help is kept like everything else, and sent past the line: it does not wait for a photo on its way. Should the
   * line send it too, its id makes that harmless.
   */
  async duress(at: { latitudeDegrees?: number; longitudeDegrees?: number }): Promise<void> {
    const call = await this.#keepCommand('duress', '/officers/me/duress', at);
    try {
      await command(call.path, call.body, call.id);
      await this.outbox.remove(call.id);
      await this.#refreshUnsent();
    } catch {
      await this.flush();
    }
  }

  /** The officer has read the refusal. */
  async dismiss(id: string): Promise<void> {
    await this.outbox.remove(id);
    await this.#refreshUnsent();
  }

  /** Sends what waits; one tab at a time. What is decided while this runs goes out right after. */
  flush = async (): Promise<void> => {
    if (this.#isFlushing) {
      this.#flushAgain = true;
      return;
    }
    this.#isFlushing = true;
    try {
      do {
        this.#flushAgain = false;
        await this.#flushOnce();
      } while (this.#flushAgain);
    } finally {
      this.#isFlushing = false;
    }
  };

  async #flushOnce(): Promise<void> {
    const run = async (): Promise<void> => {
      const result = await replay(this.outbox, this.user, {
        upload: uploadPhoto,
        send: (c) => command(c.path, c.body, c.id),
      });
      if (result.sent.length > 0 || result.refused.length > 0) await this.#load().catch(() => undefined);
      await this.#refreshUnsent();
    };
    if (!navigator.locks) return run();
    await navigator.locks.request('opshub-outbox', { ifAvailable: true }, (lock) => (lock ? run() : undefined));
  }

  async #add(kind: CommandKind, path: string, body: Record<string, unknown>, inspection?: string, evidence: string[] = []): Promise<void> {
    await this.#keepCommand(kind, path, body, inspection, evidence);
    await this.flush();
  }

  async #keepCommand(kind: CommandKind, path: string, body: Record<string, unknown>, inspection?: string, evidence: string[] = []): Promise<UnsentCommand> {
    const kept: UnsentCommand = { id: uuid7(), user: this.user, kind, path, body, evidence, at: Date.now(), ...(inspection ? { inspection } : {}) };
    await this.outbox.add(kept);
    await this.#refreshUnsent();
    return kept;
  }

  async #refreshUnsent(): Promise<void> {
    this.unsent = await this.outbox.commands(this.user);
  }

  async #load(): Promise<void> {
    try {
      const [me, cases] = await Promise.all([get<OfficerView>('/officers/me'), get<InspectionView[]>('/officers/me/cases')]);
      this.#isLoaded = true;
      this.problem = null;
      this.#show({ me, cases, at: clock.server });
      this.#keep();
    } catch (problem) {
      this.problem = problem instanceof ApiProblem ? problem : null;
      throw problem;
    }
  }

  #show({ me, cases, at }: Known): void {
    this.me = me;
    // Events may have come while the answer was on its way: of the same case the newer version stands.
    const before = new Map(this.cases.map((c) => [c.id, c]));
    this.cases = cases.map((c) => ((before.get(c.id)?.version ?? -1) > c.version ? before.get(c.id)! : c));
    this.shownAt = at;
  }

  #events(events: readonly TopicEvent[]): void {
    const cases = new Map(this.cases.map((c) => [c.id, c]));
    for (const event of events) {
      if (!event.topic.startsWith('assignments/')) continue;
      const after = event.data['after'] as InspectionView | undefined;
      if (!after || (cases.get(after.id)?.version ?? -1) > after.version) continue;
      if (after.officer !== this.user) cases.delete(after.id);
      else {
        if (after.status === 'offered' && cases.get(after.id)?.epoch !== after.epoch) this.offered = after;
        cases.set(after.id, after);
      }
    }
    this.cases = [...cases.values()];
    this.shownAt = clock.server;
    this.#keep();
    // The load and the shift are not on this topic; one question after a burst is enough.
    clearTimeout(this.#refetch);
    this.#refetch = setTimeout(() => void get<OfficerView>('/officers/me').then((me) => (this.me = me), () => undefined), 300);
  }

  #keep(): void {
    void this.outbox.keepKnown(this.user, { me: this.me, cases: [...this.cases], at: this.shownAt ?? clock.server } satisfies Known);
  }
}
