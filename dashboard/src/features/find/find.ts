// `/`: one box for any container, declaration, vessel, truck or officer. What the board holds answers at once, the server adds
// what it knows beyond it.
import type { OfficerView, ShipmentRow, TrackKind } from '../../contracts';
import type { Board } from '../../live/board';
import type { TrackStore } from '../../live/tracks';

export interface Found {
  kind: 'shipment' | 'track' | 'officer';
  id: string;
  label: string;
  note: string;
  trackKind?: TrackKind;
  /** Where the server knows it, beyond what the map shows. */
  latitudeDegrees?: number;
  longitudeDegrees?: number;
}

const MAX = 12;

export function findLocally(query: string, board: Board | null, tracks: TrackStore): Found[] {
  const q = query.trim().toLowerCase();
  if (q.length < 2) return [];
  const has = (...texts: (string | undefined)[]): boolean => texts.some((t) => t?.toLowerCase().includes(q));
  const found: Found[] = [];
  for (const s of board?.shipments ?? []) if (has(s.id, s.importerId, ...s.containers)) found.push(ofShipment(s));
  for (const i of board?.inspections.values() ?? []) {
    const id = i.id.slice(0, i.id.lastIndexOf('~'));
    if (has(i.id, ...i.containers) && !found.some((f) => f.id === id)) found.push({ kind: 'shipment', id, label: id, note: i.containers.join(', ') });
  }
  for (const o of board?.officers.values() ?? []) if (has(o.profile.officer, o.profile.name)) found.push(ofOfficer(o));
  for (const t of tracks.byId.values()) {
    if (found.length >= MAX) break;
    if (has(t.id, t.label)) found.push({ kind: 'track', id: t.id, label: t.label, note: t.id, trackKind: t.kind });
  }
  return found.slice(0, MAX);
}

const ofShipment = (s: ShipmentRow): Found => ({ kind: 'shipment', id: s.id, label: s.id, note: [s.importerId, ...s.containers].join(' · ') });
const ofOfficer = (o: OfficerView): Found => ({ kind: 'officer', id: o.profile.officer, label: o.profile.name, note: o.profile.officer });

/** One line of the server's answer. */
export interface FoundRow {
  kind: 'shipment' | 'tracker' | 'officer';
  id: string;
  label: string;
  latitudeDegrees?: number;
  longitudeDegrees?: number;
}

/** What the board holds says more about a thing than the server's line; what only the server knows comes after. */
export function merge(local: readonly Found[], answer: readonly FoundRow[]): Found[] {
  const all = new Map(local.map((f) => [`${f.kind}|${f.id}`, f]));
  for (const row of answer) {
    const kind = row.kind === 'tracker' ? 'track' : row.kind;
    const key = `${kind}|${row.id}`;
    if (!all.has(key)) all.set(key, { ...row, kind, note: row.id });
  }
  return [...all.values()].slice(0, MAX);
}
