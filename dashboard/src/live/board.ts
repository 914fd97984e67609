// What the boards show, as a value: a snapshot, then events in order. Nothing here knows a screen or a socket.
import { endedMs } from '../common/instants';
import type {
  AlarmView, CargoMovement, Declaration, InspectionView, Kpis, Lane, LaneDecision, MovementRow, OfficerView, PortConfiguration,
  PortSnapshot, ShipmentRow,
} from '../contracts';
import type { TopicEvent } from './protocol';

export interface Board {
  readonly port: PortConfiguration;
  readonly kpis: Kpis;
  readonly alarms: ReadonlyMap<string, AlarmView>;
  /** Open cases, and those closed within {@link CLOSED_KEPT_MS}. */
  readonly inspections: ReadonlyMap<string, InspectionView>;
  readonly officers: ReadonlyMap<string, OfficerView>;
  /** Newest first, at most 100. */
  readonly movements: readonly MovementRow[];
  /** Newest first, at most 50. */
  readonly shipments: readonly ShipmentRow[];
  /** Server time of the snapshot, Unix ms: finished work is known from here on, snapshots carry open work only. */
  readonly since: number;
  /** Server time of the snapshot or the newest event, Unix ms. */
  readonly at: number;
}

const MOVEMENTS_MAX = 100;
const SHIPMENTS_MAX = 50;
/** Finished work stays on the flow panel for an hour. */
export const CLOSED_KEPT_MS = 3_600_000;

export function boardOf(snapshot: PortSnapshot): Board {
  return {
    port: snapshot.port,
    kpis: snapshot.kpis,
    alarms: new Map(snapshot.alarms.map((a) => [a.id, a])),
    inspections: new Map(snapshot.inspections.map((i) => [i.id, i])),
    officers: new Map(snapshot.officers.map((o) => [o.profile.officer, o])),
    movements: snapshot.movements.slice(0, MOVEMENTS_MAX),
    shipments: snapshot.recentShipments.slice(0, SHIPMENTS_MAX),
    since: Date.parse(snapshot.serverTime),
    at: Date.parse(snapshot.serverTime),
  };
}

/** Applies events in order; each collection is copied at most once per batch, untouched ones are kept as they are. */
export function applyEvents(board: Board, events: readonly TopicEvent[]): Board {
  if (events.length === 0) return board;
  const draft = new Draft(board);
  for (const event of events) draft.apply(event);
  return draft.result();
}

type Versioned = { version: number };

/** A view is whole, so the newest version wins whatever the order; the same version twice is harmless. */
const isNewer = (old: Versioned | undefined, next: Versioned): boolean => !old || next.version >= old.version;

class Draft {
  #alarms: Map<string, AlarmView> | null = null;
  #inspections: Map<string, InspectionView> | null = null;
  #officers: Map<string, OfficerView> | null = null;
  #movements: MovementRow[] = [];
  #shipments: ShipmentRow[] | null = null;
  #at: number;
  #port: PortConfiguration;

  constructor(readonly board: Board) {
    this.#at = board.at;
    this.#port = board.port;
  }

  apply(event: TopicEvent): void {
    this.#at = Math.max(this.#at, Date.parse(event.at));
    const after = event.data['after'];
    switch (event.topic) {
      case 'alarms':
        return this.#alarm(after as AlarmView | undefined);
      case 'officers':
        return this.#officer(after as OfficerView | undefined);
      case 'shipments':
        return this.#shipment(event);
      case 'port':
        if (event.type === 'portConfigured') this.#port = { ...this.#port, ...(event.data['configuration'] as PortConfiguration) };
        return;
      default:
        if (event.topic === 'inspections' || event.topic.startsWith('assignments/')) this.#inspection(after as InspectionView | undefined);
    }
  }

  result(): Board {
    const { board } = this;
    return {
      ...board,
      port: this.#port,
      alarms: this.#alarms ?? board.alarms,
      inspections: this.#inspections ?? board.inspections,
      officers: this.#officers ?? board.officers,
      movements: this.#movements.length ? [...this.#movements.reverse(), ...board.movements].slice(0, MOVEMENTS_MAX) : board.movements,
      shipments: this.#shipments?.slice(0, SHIPMENTS_MAX) ?? board.shipments,
      at: this.#at,
    };
  }

  #alarm(after: AlarmView | undefined): void {
    if (!after || !isNewer((this.#alarms ?? this.board.alarms).get(after.id), after)) return;
    this.#alarms ??= new Map(this.board.alarms);
    // A normal alarm is kept as such, so that an older event that comes late does not bring it back; views filter it.
    this.#alarms.set(after.id, after);
  }

  #officer(after: OfficerView | undefined): void {
    if (!after || !isNewer((this.#officers ?? this.board.officers).get(after.profile.officer), after)) return;
    this.#officers ??= new Map(this.board.officers);
    this.#officers.set(after.profile.officer, after);
  }

  #inspection(after: InspectionView | undefined): void {
    if (!after || !isNewer((this.#inspections ?? this.board.inspections).get(after.id), after)) return;
    if (!this.#inspections) {
      this.#inspections = new Map(this.board.inspections);
      const oldest = this.#at - CLOSED_KEPT_MS;
      for (const [id, i] of this.#inspections) if (isOver(i) && endedMs(i) < oldest) this.#inspections.delete(id);
    }
    this.#inspections.set(after.id, after);
  }

  #shipment({ type, data, at }: TopicEvent): void {
    const id = data['shipment'] as string;
    switch (type) {
      case 'declarationLodged':
        return this.#lodged(id, data['declaration'] as Declaration, at);
      case 'laneAssigned': {
        const decision = data['decision'] as LaneDecision;
        return this.#change(id, { lane: decision.lane, explanation: decision.explanation });
      }
      case 'laneOverridden':
        return this.#change(id, { lane: data['to'] as Lane });
      case 'movementRecorded':
        this.#movements.push({ shipment: id, movement: data['movement'] as CargoMovement });
        if ((data['movement'] as CargoMovement).kind === 'gateOut') this.#change(id, { status: 'gateOut' });
        return;
      case 'shipmentReleased':
        return this.#change(id, { status: 'released', releasedAt: at });
      case 'shipmentHeld':
      case 'holdPlaced':
        return this.#change(id, { status: 'held' });
    }
  }

  #lodged(id: string, d: Declaration, at: string): void {
    this.#shipments ??= [...this.board.shipments];
    const row: ShipmentRow = {
      id, status: 'lodged', lane: 'green', importerId: d.importerId, goodsHs: d.items?.[0]?.hsCode ?? '',
      countryOfOrigin: d.countryOfOrigin, lodgedAt: at, containers: d.containers ?? [], explanation: '',
    };
    this.#shipments = [row, ...this.#shipments.filter((s) => s.id !== id)];
    if (this.#shipments.length > SHIPMENTS_MAX * 4) this.#shipments.length = SHIPMENTS_MAX;
  }

  #change(id: string, change: Partial<ShipmentRow>): void {
    const rows = this.#shipments ?? this.board.shipments;
    const i = rows.findIndex((s) => s.id === id);
    if (i < 0) return;
    this.#shipments ??= [...this.board.shipments];
    this.#shipments[i] = { ...this.#shipments[i]!, ...change };
  }
}

export const isOver = (i: InspectionView): boolean => i.status === 'closed' || i.status === 'cancelled';
