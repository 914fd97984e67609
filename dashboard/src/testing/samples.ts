// Views as the server sends them, for unit tests: only what a test is about is named there.
import type { AlarmView, InspectionView, OfficerView, PortSnapshot, TrackRow } from '../contracts';
import type { TopicEvent } from '../live/protocol';

/** The moment the tests happen. */
export const NOW = Date.parse('2026-03-02T10:00:00Z');
export const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

export function alarm(id: string, change: Partial<AlarmView> = {}): AlarmView {
  return {
    id, status: 'unacknowledged', priority: 'p2', title: id, cause: 'cause', consequence: '', response: '', owner: 'commander', timeToRespondSeconds: 60,
    raisedAt: at(-60), count: 1, version: 1, ...change,
  };
}

export function inspection(id: string, change: Partial<InspectionView> = {}): InspectionView {
  return {
    id, version: 1, status: 'queued', kind: 'intensive', lane: 'red', priority: 'p2', loadMinutes: 20, openedAt: at(-30), dueAt: at(60), zone: 'Yard', briefing: '', skills: ['physical'],
    containers: [], epoch: 1, checklist: [], importerId: 'I', declarantId: 'D', ...change,
  };
}

export function officer(id: string, change: Partial<OfficerView> = {}): OfficerView {
  return {
    profile: { officer: id, name: id, homePort: 'EETLL', skills: ['physical'], capacityMinutes: 100, zone: 'Yard' }, version: 1, status: 'available', shiftEndsAt: at(240), loadMinutes: 0,
    assignments: [], finishedThisShift: 0, ...change,
  };
}

export function track(id: string, change: Partial<TrackRow> = {}): TrackRow {
  return { id, kind: 'vessel', label: id, latitudeDegrees: 59.5, longitudeDegrees: 24.9, at: at(0), interval: 10, ...change };
}

export function snapshot(change: Partial<PortSnapshot> = {}): PortSnapshot {
  const kpi = { spark: [] };
  return {
    epoch: 'e1', serverTime: at(0), topics: [],
    port: { port: 'EETLL', name: 'Tallinn', timeZone: 'Europe/Tallinn', latitudeDegrees: 59.5, longitudeDegrees: 24.9, zoom: 12, places: [], offerSeconds: 120, queueLimit: 40 },
    kpis: {
      queue: kpi, medianClearanceMinutes: kpi, overdueHolds: kpi, officersFree: kpi, officersBusy: kpi, gateWaitMinutes: kpi, predictedPeak: kpi,
      lanes: { red: 0, yellow: 0, blue: 0, green: 0 },
    },
    alarms: [], inspections: [], officers: [], movements: [], recentShipments: [], tracks: [], ...change,
  };
}

let seq = 0;

export function event(topic: string, type: string, data: Record<string, unknown>): TopicEvent {
  return { topic, seq: ++seq, type, at: at(1), subject: 's', by: 'x', data: { type, ...data } };
}
