// The mock is plain JavaScript (it also runs by itself, `npm run mock`); its doors for the tests are typed here.
export const PASSWORD: string;
export interface Command { path: string; body: Record<string, unknown>; user: string }
export interface MockInspection { id: string; version: number; status: string; officer?: string; epoch: number; checklist: string[]; loadMinutes: number; kind: string }
export interface MockWorld {
  epoch: string;
  inspections: Map<string, MockInspection>;
  officers: Map<string, { profile: { officer: string; name: string; skills: string[] }; status: string; loadMinutes: number; duress?: boolean }>;
  alarms: Map<string, { id: string; status: string; shelvedReason?: string; outOfServiceReason?: string; acknowledgedBy?: string }>;
  shipments: Map<string, unknown>;
  suppressions: Map<string, { suppression: Record<string, unknown>; setBy: string }>;
  move(shipment: string, kind: string, place: string, container: string): void;
  evidence: Map<string, Uint8Array>;
  tracks: Map<string, { id: string; label: string; lat: number; lon: number; speed: number; interval: number; silent: boolean; at: number }>;
  geofences: { properties: { name: string; radius?: number; width?: number; rules: Record<string, unknown>[] }; geometry: { coordinates: any[] } }[];
  lodge(at?: number): { id: string; lane: string; inspection?: string };
  assign(inspection: MockInspection, officer: unknown, status?: string): void;
  withdraw(id: string, reason?: string): void;
  listeners: Set<(event: { topic: string; seq: number; subject: string }) => void>;
  publish(topic: string, type: string, subject: string, data: Record<string, unknown>): void;
  raise(id: string, priority: string, title: string, cause: string, consequence: string, response: string, more?: Record<string, unknown>): void;
  changeAlarm(id: string, type: string, change: Record<string, unknown>): void;
  answer(inspection: string, what: 'accept' | 'decline' | 'start' | 'finish', body: Record<string, unknown>, user: string): void;
  restart(): void;
}
export interface Mock {
  url: string;
  world: MockWorld;
  hub: { heartbeats: boolean; proto: number; clients: Set<{ topics: Set<string>; drop?: (event: { topic: string; seq: number; subject: string }) => boolean }>; dropAll(): void };
  log: Command[];
  context: { fail: ((method: string, path: string) => number | undefined) | null };
  sessions: Map<string, unknown>;
  close(): Promise<void>;
}
export function startMock(options?: { port?: number; lively?: boolean; world?: unknown; tickMs?: number }): Promise<Mock>;
