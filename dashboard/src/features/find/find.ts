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

/** The server's answer: three lists, as snapshot rows. */
export interface FindAnswer {
  shipments?: ShipmentRow[];
  trackers?: { id: string; kind: TrackKind; label: string }[];
  officers?: OfficerView[];
}

export function merge(local: readonly Found[], answer: FindAnswer): Found[] {
  const all = new Map(local.map((f) => [`${f.kind}|${f.id}`, f]));
  for (const s of answer.shipments ?? []) all.set(`shipment|${s.id}`, ofShipment(s));
  for (const o of answer.officers ?? []) all.set(`officer|${o.profile.officer}`, ofOfficer(o));
  for (const t of answer.trackers ?? []) all.set(`track|${t.id}`, { kind: 'track', id: t.id, label: t.label, note: t.id, trackKind: t.kind });
  return [...all.values()].slice(0, MAX);
}
