// The lossless lane, as a pure function: what came in, what to apply in order, what to ask for.
//
// Per topic the sequence is dense within an epoch. Lower or equal: a duplicate, dropped. Next: applied. Higher: held, and
// the hole is asked for. Until a snapshot (or a resumed welcome) says where to begin, everything is buffered.
import type { TopicPosition } from '../contracts';
import type { ReplayAnswer, TopicEvent, Welcome } from './protocol';

interface Position {
  readonly seq: number;
  /** Came before its time, by sequence. */
  readonly held: ReadonlyMap<number, TopicEvent>;
  /** A replay from here is under way; 0 = none. */
  readonly asked: number;
  /** A heartbeat already said that more exists, when we stood at this sequence; -1 = no. */
  readonly behindAt: number;
}

export interface SyncState {
  readonly epoch: string | null;
  readonly phase: 'buffering' | 'following';
  readonly positions: ReadonlyMap<string, Position>;
  readonly buffer: readonly TopicEvent[];
}

export type SyncInput =
  | { kind: 'connected' }
  | { kind: 'welcome'; welcome: Pick<Welcome, 'epoch' | 'resumed' | 'topics'> }
  /** `epoch` and `topics` of a snapshot, or of the welcome where the caller has no snapshot (an officer). */
  | { kind: 'snapshot'; epoch: string; topics: readonly TopicPosition[] }
  | { kind: 'event'; event: TopicEvent }
  | { kind: 'replayed'; topic: string; answer: ReplayAnswer }
  | { kind: 'heartbeat'; epoch: string; topics: readonly TopicPosition[] }
  | { kind: 'reset' };

export interface SyncStep {
  readonly state: SyncState;
  readonly apply: readonly TopicEvent[];
  readonly ask: readonly { topic: string; from: number }[];
  readonly snapshot: boolean;
}

/** More than a ring's worth of held events cannot be closed by a replay any more. */
const HELD_MAX = 1_000;
/** Buffer while a snapshot is fetched; beyond it a newer snapshot is cheaper. */
const BUFFER_MAX = 20_000;

export const initialSync: SyncState = { epoch: null, phase: 'buffering', positions: new Map(), buffer: [] };

export function positionsOf(state: SyncState): TopicPosition[] {
  return [...state.positions].map(([t, p]) => ({ t, seq: p.seq }));
}

export function sync(state: SyncState, input: SyncInput): SyncStep {
  switch (input.kind) {
    case 'connected':
      return idle({ ...state, phase: 'buffering', buffer: [], positions: forgetQuestions(state.positions) });
    case 'welcome':
      if (input.welcome.resumed && input.welcome.epoch === state.epoch) return drain({ ...state, phase: 'following' });
      return { ...idle({ ...state, epoch: input.welcome.epoch, phase: 'buffering', positions: new Map() }), snapshot: true };
    case 'snapshot':
      // A snapshot of another epoch than the connection's: the server restarted in between, and what is buffered cannot be
      // placed in it.
      if (state.epoch !== null && input.epoch !== state.epoch) return needSnapshot({ ...state, epoch: input.epoch, buffer: [] });
      return drain({ ...state, epoch: input.epoch, phase: 'following', positions: startAt(input.topics) });
    case 'event':
      return receive(state, [input.event]);
    case 'replayed': {
      if (input.answer.snapshotNeeded) return needSnapshot(state);
      const cleared = withPosition(state, input.topic, (p) => ({ ...p, asked: 0, behindAt: -1 }));
      return receive(cleared, input.answer.events);
    }
    case 'heartbeat':
      return heartbeat(state, input.epoch, input.topics);
    case 'reset':
      return needSnapshot(state);
  }
}

const idle = (state: SyncState): SyncStep => ({ state, apply: [], ask: [], snapshot: false });

function needSnapshot(state: SyncState): SyncStep {
  const held = [...state.positions.values()].flatMap((p) => [...p.held.values()]);
  const buffer = [...state.buffer, ...held];
  return { ...idle({ ...state, phase: 'buffering', buffer, positions: new Map() }), snapshot: true };
}

function startAt(topics: readonly TopicPosition[]): Map<string, Position> {
  return new Map(topics.map(({ t, seq }) => [t, { seq, held: new Map(), asked: 0, behindAt: -1 }]));
}

function forgetQuestions(positions: SyncState['positions']): SyncState['positions'] {
  return new Map([...positions].map(([t, p]) => [t, { ...p, held: new Map(), asked: 0, behindAt: -1 }]));
}

function withPosition(state: SyncState, topic: string, change: (p: Position) => Position): SyncState {
  const old = state.positions.get(topic);
  if (!old) return state;
  return { ...state, positions: new Map(state.positions).set(topic, change(old)) };
}

function drain(state: SyncState): SyncStep {
  return receive({ ...state, buffer: [] }, state.buffer);
}

function receive(state: SyncState, events: readonly TopicEvent[]): SyncStep {
  if (state.phase === 'buffering') {
    const buffer = [...state.buffer, ...events];
    return buffer.length > BUFFER_MAX ? needSnapshot({ ...state, buffer: [] }) : idle({ ...state, buffer });
  }
  const positions = new Map(state.positions);
  const apply: TopicEvent[] = [];
  for (const event of events) {
    // A topic granted after the welcome (an officer's own, say) begins with its first event.
    const at = positions.get(event.topic) ?? { seq: event.seq - 1, held: new Map(), asked: 0, behindAt: -1 };
    positions.set(event.topic, place(at, event, apply));
  }
  const ask: { topic: string; from: number }[] = [];
  for (const [topic, p] of positions) {
    if (p.held.size > HELD_MAX) return { ...needSnapshot({ ...state, positions }), apply };
    if (p.held.size > 0 && p.asked !== p.seq + 1) {
      ask.push({ topic, from: p.seq + 1 });
      positions.set(topic, { ...p, asked: p.seq + 1 });
    }
  }
  return { state: { ...state, positions }, apply, ask, snapshot: false };
}

/** Puts one event where it belongs and appends everything that is now in order to `apply`. */
function place(at: Position, event: TopicEvent, apply: TopicEvent[]): Position {
  if (event.seq <= at.seq || at.held.has(event.seq)) return at;
  if (event.seq > at.seq + 1) return { ...at, held: new Map(at.held).set(event.seq, event) };
  apply.push(event);
  let seq = event.seq;
  if (at.held.size === 0) return { ...at, seq, asked: 0, behindAt: -1 };
  const held = new Map(at.held);
  for (let next = held.get(seq + 1); next; next = held.get(seq + 1)) {
    apply.push(next);
    held.delete(++seq);
  }
  return { seq, held, asked: held.size > 0 ? at.asked : 0, behindAt: -1 };
}

/** A lost last event shows only in the heartbeat. One that says more may have overtaken the event: ask at the second. */
function heartbeat(state: SyncState, epoch: string, topics: readonly TopicPosition[]): SyncStep {
  if (state.phase === 'buffering') return idle(state);
  if (epoch !== state.epoch) return needSnapshot({ ...state, epoch, buffer: [] });
  const positions = new Map(state.positions);
  const ask: { topic: string; from: number }[] = [];
  for (const { t, seq } of topics) {
    const p = positions.get(t);
    if (!p || seq <= p.seq) continue;
    if (p.behindAt !== p.seq) positions.set(t, { ...p, behindAt: p.seq });
    else if (p.asked === 0) {
      ask.push({ topic: t, from: p.seq + 1 });
      positions.set(t, { ...p, asked: p.seq + 1 });
    }
  }
  return { ...idle({ ...state, positions }), ask };
}
