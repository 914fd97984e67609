// Wire records of /hubs/operations, see src/OpsHub.Contracts/Live/LiveProtocol.cs.
import type { Kpis, TopicPosition, TrackKind } from '../contracts';

export const PROTO = 2;
/** A board is stale after this long without a heartbeat, ms. */
export const STALE_AFTER_MS = 3_000;
/** A connection is given up after this long without a byte, ms. */
export const DEAD_AFTER_MS = 6_000;

export interface HelloRequest {
  proto: number;
  port: string;
  lastEpoch?: string;
  topics: TopicPosition[];
}

export interface Welcome {
  epoch: string;
  resumed: boolean;
  serverTime: string;
  tickMs: number;
  topics: TopicPosition[];
  runtime: string;
  version: string;
}

export interface TopicEvent {
  topic: string;
  seq: number;
  type: string;
  at: string;
  subject: string;
  by: string;
  data: Record<string, unknown>;
}

export interface ReplayAnswer {
  snapshotNeeded: boolean;
  events: TopicEvent[];
}

export interface LiveHeartbeat {
  serverTime: string;
  epoch: string;
  topics: TopicPosition[];
  fixAgeMs?: number;
  kpis?: Kpis;
}

export interface RosterEntry {
  tile: string;
  slot: number;
  id: string;
  kind: TrackKind;
  label: string;
  interval: number;
}

export interface TileFrame {
  /** The tile, `x/y` of zoom 12. */
  t: string;
  /** The tile's whole state; left out: changes. */
  key?: boolean;
  /** Base64 of 9-byte records. */
  r: string;
  leave?: number[];
}

export interface TilesChanged {
  frame: number;
  at: number;
  tiles: TileFrame[];
}

export interface RosterChanged {
  entries: RosterEntry[];
}

export interface AggregatesChanged {
  at: number;
  cells: { cell: string; count: number; latitudeDegrees: number; longitudeDegrees: number }[];
}

export interface ResetNotice {
  reason: string;
}
