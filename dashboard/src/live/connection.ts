// One connection to /hubs/operations that never gives up. It knows the order of things (open, hello, snapshot, follow) and
// hands out what is in order; it keeps no board.
import { HttpTransportType, HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { TopicPosition } from '../contracts';
import { FrameAcks } from './acks';
import {
  DEAD_AFTER_MS, PROTO, STALE_AFTER_MS, type AggregatesChanged, type LiveHeartbeat, type ReplayAnswer, type ResetNotice, type RosterChanged,
  type TilesChanged, type TopicEvent, type Welcome,
} from './protocol';
import { retryDelay } from './retry';
import { initialSync, positionsOf, sync, type SyncInput, type SyncState } from './sync';

export type Phase = 'connecting' | 'live' | 'stale' | 'disconnected';

export interface Status {
  phase: Phase;
  /** `performance.now()` of the last message; 0 = none yet. */
  heardAt: number;
  /** `performance.now()` of the next attempt, when disconnected. */
  retryAt: number;
  attempt: number;
  /** Server clock minus ours, ms. */
  clockOffset: number;
  fixAgeMs: number | null;
  runtime: string;
  version: string;
  /** The server speaks a newer protocol than this page: only a newer page can follow it. */
  outdated: boolean;
}

/** Before anything was heard. */
export const noStatus: Status = {
  phase: 'connecting', heardAt: 0, retryAt: 0, attempt: 0, clockOffset: 0, fixAgeMs: null, runtime: '', version: '', outdated: false,
};

export interface LiveListener {
  /** Fetches where to begin; resolves to the epoch and positions of what was fetched, after it has been shown. */
  load(welcome: Welcome): Promise<{ epoch: string; topics: TopicPosition[] }>;
  events(events: readonly TopicEvent[]): void;
  roster(message: RosterChanged): void;
  tiles(message: TilesChanged): void;
  aggregates(message: AggregatesChanged): void;
  heartbeat(message: LiveHeartbeat): void;
  status(status: Status): void;
  /** A new connection is up: slots of the old one mean nothing. */
  opened(): void;
  /** True when the sign-in still stands; asked after a failed attempt, since a socket does not say why it was refused. */
  mayReconnect(): Promise<boolean>;
}

export interface LiveOptions {
  url: string;
  port: string;
  token: () => string;
  topics: readonly string[];
}

const CONNECT_TIMEOUT_MS = 5_000;
const WATCH_MS = 250;
/** How the server's refusal of this page's protocol begins. */
const NOT_SPOKEN = 'ProtocolNotSpoken';

export class LiveConnection {
  #hub: HubConnection | null = null;
  #sync: SyncState = initialSync;
  #status: Status = { ...noStatus };
  #beatAt = 0;
  readonly #acks = new FrameAcks((frame) => this.#send('AckFrame', { frame }));
  #view: { z: number; tiles: string[] } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #stopped = false;

  constructor(readonly options: LiveOptions, readonly listener: LiveListener) {}

  start(): void {
    this.#watch = setInterval(() => this.#watchHeartbeat(), WATCH_MS);
    globalThis.addEventListener?.('online', this.retryNow);
    void this.#open();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    globalThis.removeEventListener?.('online', this.retryNow);
    void this.#hub?.stop();
  }

  retryNow = (): void => {
    if (this.#status.phase !== 'disconnected') return;
    clearTimeout(this.#timer);
    void this.#open();
  };

  /** The window the map shows; sent again after every reconnect. */
  view(z: number, tiles: string[]): void {
    this.#view = { z, tiles };
    if (this.#hub && this.#status.phase !== 'disconnected' && this.#status.phase !== 'connecting') this.#send('View', this.#view);
  }

  async #open(): Promise<void> {
    const hub = this.#build();
    this.#hub = hub;
    this.#step({ kind: 'connected' });
    try {
      await within(CONNECT_TIMEOUT_MS, hub.start());
      const positions = new Map(positionsOf(this.#sync).map((p) => [p.t, p.seq]));
      const welcome = await within(CONNECT_TIMEOUT_MS, hub.invoke<Welcome>('Hello', {
        proto: PROTO,
        port: this.options.port,
        // Without positions there is no state to resume, whatever epoch was seen last.
        ...(this.#sync.epoch !== null && positions.size > 0 ? { lastEpoch: this.#sync.epoch } : {}),
        topics: this.options.topics.map((t) => ({ t, seq: positions.get(t) ?? 0 })),
      }));
      if (hub !== this.#hub) return;
      this.listener.opened();
      const clockOffset = Date.parse(welcome.serverTime) - Date.now();
      this.#set({ clockOffset, runtime: welcome.runtime, version: welcome.version, outdated: false });
      this.#step({ kind: 'welcome', welcome });
      if (this.#sync.phase === 'buffering') await this.#load(welcome);
      if (hub !== this.#hub) return;
      this.#beatAt = performance.now();
      this.#set({ phase: 'live', attempt: 0, heardAt: this.#beatAt });
      if (this.#view) this.#send('View', this.#view);
    } catch (error) {
      // Tried again all the same: a server can be put back to what it was.
      if (String(error).includes(NOT_SPOKEN)) this.#set({ outdated: true });
      this.#lost(hub);
    }
  }

  #build(): HubConnection {
    this.#acks.restart();
    const hub = new HubConnectionBuilder()
      .withUrl(this.options.url, {
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true,
        accessTokenFactory: this.options.token,
      })
      .configureLogging(LogLevel.None)
      .withKeepAliveInterval(2_000)
      .withServerTimeout(DEAD_AFTER_MS)
      .build();
    // A connection that was given up may still deliver: it is not listened to any more.
    const on = <T>(name: string, take: (message: T) => void) =>
      hub.on(name, (message: T) => {
        if (hub !== this.#hub) return;
        this.#status.heardAt = performance.now();
        take(message);
      });
    on<TopicEvent>('Event', (event) => this.#step({ kind: 'event', event }));
    on<RosterChanged>('Roster', (m) => this.listener.roster(m));
    on<TilesChanged>('Tiles', (m) => {
      this.listener.tiles(m);
      this.#acks.take(m.frame);
    });
    on<AggregatesChanged>('Aggregates', (m) => this.listener.aggregates(m));
    on<LiveHeartbeat>('Heartbeat', (m) => this.#heartbeat(m));
    on<ResetNotice>('Reset', () => this.#step({ kind: 'reset' }));
    hub.onclose(() => this.#lost(hub));
    return hub;
  }

  #heartbeat(message: LiveHeartbeat): void {
    this.#beatAt = performance.now();
    const clockOffset = Date.parse(message.serverTime) - Date.now();
    this.#set({
      clockOffset,
      fixAgeMs: message.fixAgeMs ?? null,
      ...(this.#status.phase === 'stale' ? { phase: 'live' as const } : {}),
    });
    this.listener.heartbeat(message);
    this.#step({ kind: 'heartbeat', epoch: message.epoch, topics: message.topics });
  }

  #step(input: SyncInput): void {
    const step = sync(this.#sync, input);
    this.#sync = step.state;
    if (step.apply.length > 0) this.listener.events(step.apply);
    for (const question of step.ask) void this.#replay(question.topic, question.from);
    // The snapshot after a welcome is awaited by #open itself.
    if (step.snapshot && input.kind !== 'welcome') this.#reload();
  }

  async #replay(topic: string, from: number): Promise<void> {
    const hub = this.#hub;
    try {
      const answer = await hub!.invoke<ReplayAnswer>('Replay', { topic, from });
      if (hub === this.#hub) this.#step({ kind: 'replayed', topic, answer });
    } catch {
      // Without the missing events the board would be wrong for good; a new connection settles it.
      if (hub) this.#lost(hub);
    }
  }

  async #load(welcome: Welcome): Promise<void> {
    const start = await this.listener.load(welcome);
    this.#step({ kind: 'snapshot', ...start });
  }

  /** The connection stands, the board does not: another epoch, a reset, or a hole the ring does not reach. */
  #reload(): void {
    if (this.#hub) this.#lost(this.#hub);
  }

  #lost(hub: HubConnection): void {
    if (hub !== this.#hub || this.#stopped) return;
    this.#hub = null;
    void hub.stop().catch(() => undefined);
    const wait = retryDelay(this.#status.attempt);
    this.#set({ phase: 'disconnected', attempt: this.#status.attempt + 1, retryAt: performance.now() + wait });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#retry(), wait);
  }

  async #retry(): Promise<void> {
    if (this.#status.attempt > 1 && !(await this.listener.mayReconnect())) return this.stop();
    if (!this.#stopped && this.#hub === null) await this.#open();
  }

  #watchHeartbeat(): void {
    if (this.#status.phase !== 'live' && this.#status.phase !== 'stale') return;
    const silent = performance.now() - this.#beatAt;
    if (silent > STALE_AFTER_MS && this.#status.phase === 'live') this.#set({ phase: 'stale' });
    // SignalR's own time limit counts pings as life too; this one does not wait for a hub that only pings.
    if (performance.now() - this.#status.heardAt > DEAD_AFTER_MS && this.#hub) this.#lost(this.#hub);
  }

  #send(method: string, argument: unknown): void {
    this.#hub?.send(method, argument).catch(() => undefined);
  }

  #set(change: Partial<Status>): void {
    this.#status = { ...this.#status, ...change };
    this.listener.status(this.#status);
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
