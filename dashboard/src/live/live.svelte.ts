// The board of the signed-in person as the components see it: connection, board and tracks in one place.
import { get, segment } from '../api/http';
import { ApiProblem } from '../api/problem';
import { session } from '../api/session.svelte';
import { clock } from '../common/clock.svelte';
import type { PortSnapshot } from '../contracts';
import { applyEvents, boardOf, type Board } from './board';
import { LiveConnection, type LiveListener, noStatus } from './connection';
import type { AggregatesChanged, TopicEvent } from './protocol';
import { lastKnown, remember } from './remembered';
import { TrackStore } from './tracks';

const BOARD_TOPICS = ['shipments', 'inspections', 'officers', 'alarms', 'port'] as const;
/** So many waiting are a burst. It is over when nothing came for a while, and waited for no longer than nobody notices. */
const BURST = 30;
const STILL_COMING_MS = 12;
const BURST_WAIT_MS = 60;
/** How often the board is put aside for the next start, ms. */
const REMEMBER_MS = 30_000;

export class Live {
  board = $state.raw<Board | null>(null);
  /** Not null while the board is one from an earlier visit: Unix ms of its age. */
  rememberedAt = $state.raw<number | null>(null);
  status = $state.raw(noStatus);
  aggregates = $state.raw<AggregatesChanged | null>(null);
  /** Why there is no board, in the server's words. */
  problem = $state.raw<ApiProblem | null>(null);
  readonly tracks = new TrackStore();

  readonly #connection: LiveConnection;
  readonly #eventListeners = new Set<(events: readonly TopicEvent[]) => void>();
  #saver: ReturnType<typeof setInterval> | undefined;
  /** Events in order, waiting for the next drawn frame: a burst of 500 costs one new board, not 500. */
  #pending: TopicEvent[] = [];
  #arrivedAt = 0;

  constructor(readonly port: string, extraTopics: readonly string[] = []) {
    this.#connection = new LiveConnection(
      { url: '/hubs/operations', port, token: () => session.token, topics: [...BOARD_TOPICS, ...extraTopics] },
      this.#listener(),
    );
  }

  start(): void {
    void lastKnown(this.port).then((known) => {
      if (!known || this.board) return;
      this.board = boardOf(known.snapshot);
      this.rememberedAt = known.savedAt;
      this.tracks.replace(known.snapshot.tracks);
    });
    this.#connection.start();
    this.#saver = setInterval(() => this.#remember(), REMEMBER_MS);
  }

  stop(): void {
    clearInterval(this.#saver);
    this.#connection.stop();
  }

  view(z: number, tiles: string[]): void {
    this.#connection.view(z, tiles);
  }

  retryNow = (): void => this.#connection.retryNow();

  /** Called with every batch that was applied, after the board has it. */
  onEvents(listener: (events: readonly TopicEvent[]) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** True when what is shown is current enough to act on. */
  get canAct(): boolean {
    return this.board !== null && this.rememberedAt === null && (this.status.phase === 'live' || this.status.phase === 'stale');
  }

  #listener(): LiveListener {
    return {
      load: async () => {
        const snapshot = await this.#fetchSnapshot();
        this.#pending = [];
        this.board = boardOf(snapshot);
        this.rememberedAt = null;
        this.tracks.replace(snapshot.tracks);
        void remember(this.port, snapshot);
        return snapshot;
      },
      events: (events) => {
        if (this.#pending.length === 0) this.#flushSoon(performance.now());
        this.#pending.push(...events);
        this.#arrivedAt = performance.now();
      },
      roster: (message) => this.tracks.roster(message.entries),
      tiles: (message) => this.tracks.tiles(message),
      aggregates: (message) => (this.aggregates = message),
      heartbeat: (message) => {
        if (message.kpis && this.board) this.board = { ...this.board, kpis: message.kpis };
      },
      status: (status) => {
        this.status = status;
        clock.offset = status.clockOffset;
      },
      opened: () => this.tracks.forgetSlots(),
      mayReconnect: async () => {
        try {
          await get('/me');
          return true;
        } catch (problem) {
          return !(problem instanceof ApiProblem && problem.status === 401);
        }
      },
    };
  }

  /** With the next frame; a burst that is still coming in is let in first, and shown once instead of in parts. */
  #flushSoon(since: number): void {
    nextFrame(() => {
      const now = performance.now();
      const isComing = this.#pending.length >= BURST && now - this.#arrivedAt < STILL_COMING_MS;
      if (isComing && now - since < BURST_WAIT_MS) this.#flushSoon(since);
      else this.#flush();
    });
  }

  #flush(): void {
    const events = this.#pending;
    if (events.length === 0 || !this.board) return;
    this.#pending = [];
    this.board = applyEvents(this.board, events);
    for (const listener of this.#eventListeners) listener(events);
  }

  async #fetchSnapshot(): Promise<PortSnapshot> {
    try {
      const snapshot = await get<PortSnapshot>(`/ports/${segment(this.port)}/snapshot`);
      this.problem = null;
      return snapshot;
    } catch (problem) {
      this.problem = problem instanceof ApiProblem ? problem : null;
      throw problem;
    }
  }

  #remember(): void {
    const { board } = this;
    if (!board || this.rememberedAt !== null || this.status.phase !== 'live') return;
    void remember(this.port, {
      epoch: '', serverTime: new Date(board.at).toISOString(), topics: [], port: board.port, kpis: board.kpis,
      alarms: [...board.alarms.values()], inspections: [...board.inspections.values()], officers: [...board.officers.values()],
      movements: [...board.movements], recentShipments: [...board.shipments], tracks: [],
    });
  }
}

/** The next animation frame, or 100 ms in a window that is not drawn. */
function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
