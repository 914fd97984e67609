// The agreed views of src/OpsHub.Contracts as they arrive: camelCase, enums as camelCase strings, ids bare strings,
// nulls left out, instants ISO 8601 UTC.

export type Role = 'commander' | 'supervisor' | 'officer' | 'analyst' | 'agency' | 'auditor' | 'trader' | 'device' | 'administrator';
export type Lane = 'red' | 'yellow' | 'blue' | 'green';
export type TrackKind =
  | 'unknown' | 'vessel' | 'vesselClassB' | 'truck' | 'officer' | 'cargo' | 'aidToNavigation' | 'baseStation' | 'aircraft';
export type ShipmentStatus = 'lodged' | 'underInspection' | 'held' | 'released' | 'gateOut' | 'cancelled';
export type MovementKind =
  | 'arrived' | 'discharged' | 'movedToYard' | 'movedToInspection' | 'scanned' | 'gateIn' | 'gateOut' | 'loaded';
export type InspectionStatus = 'queued' | 'offered' | 'accepted' | 'examining' | 'findingsSubmitted' | 'closed' | 'cancelled';
export type InspectionKind = 'documents' | 'scan' | 'tailgate' | 'intensive';
export type InspectionOutcome = 'released' | 'query' | 'detained' | 'seized';
export type CasePriority = 'p1' | 'p2' | 'p3';
export type AlarmPriority = CasePriority | 'diagnostic';
export type AlarmStatus = 'unacknowledged' | 'acknowledged' | 'returnedUnacknowledged' | 'shelved' | 'normal' | 'suppressedByDesign' | 'outOfService';
export type OfficerStatus = 'offShift' | 'available' | 'busy' | 'onBreak';
export type AssignmentStage = 'reserved' | 'offered' | 'held' | 'examining' | 'gone';

export interface SessionAnswer {
  accessToken: string;
  expiresAt: string;
  roles: Role[];
  /** Ports in scope; `*` = all. */
  ports: string[];
  user: string;
  displayName: string;
}

export interface Refusal {
  name: string;
  detail: string;
  field?: string;
  expected?: string;
}

export interface CommandResult {
  version: number;
  refusal?: Refusal;
  repeated?: boolean;
}

export interface PortPlace {
  name: string;
  kind: string;
  latitudeDegrees: number;
  longitudeDegrees: number;
  capacity?: number;
}

export interface PortConfiguration {
  port: string;
  name: string;
  timeZone: string;
  latitudeDegrees: number;
  longitudeDegrees: number;
  zoom: number;
  places: PortPlace[];
  offerSeconds: number;
  queueLimit: number;
}

export interface KpiValue {
  value?: number;
  targetLow?: number;
  targetHigh?: number;
  /** Last 2 h, one value each 5 minutes, oldest first, at most 24. */
  spark: (number | null)[];
}

export type LaneMix = Record<Lane, number>;

export interface Kpis {
  queue: KpiValue;
  medianClearanceMinutes: KpiValue;
  overdueHolds: KpiValue;
  officersFree: KpiValue;
  officersBusy: KpiValue;
  gateWaitMinutes: KpiValue;
  predictedPeak: KpiValue;
  lanes: LaneMix;
}

export interface AlarmView {
  id: string;
  status: AlarmStatus;
  priority: AlarmPriority;
  title: string;
  cause: string;
  consequence: string;
  response: string;
  owner: string;
  timeToRespondSeconds: number;
  raisedAt: string;
  count: number;
  acknowledgedBy?: string;
  acknowledgedAt?: string;
  returnedAt?: string;
  shelvedUntil?: string;
  shelvedReason?: string;
  subject?: string;
  latitudeDegrees?: number;
  longitudeDegrees?: number;
  neverShelve?: boolean;
  version: number;
  /** 0, 1 after 60 s without an answer, 2 after 180 s; P1 only. */
  escalationLevel?: number;
  /** Came and went three times within a minute; held in the list until it has been calm for one. */
  chattering?: boolean;
  class?: string;
  /** What it has in common with others, such as `zone/Gate 3`. */
  rootCause?: string;
  /** Last announcement, from which escalation counts. */
  announcedAt?: string;
  zone?: string;
  shelvedBy?: string;
  suppressedBy?: string;
  outOfServiceBy?: string;
  outOfServiceAt?: string;
  outOfServiceReason?: string;
}

/** The board in the terms of EEMUA 191. */
export interface AlarmBoardHealth {
  active: number;
  unacknowledged: number;
  shelved: number;
  chattering: number;
  /** Active for more than 24 h. */
  stale: number;
  raisedLast10Minutes: number;
  raisedLast24Hours: number;
  flood: boolean;
  suppressed: number;
  outOfService: number;
  operators: number;
  acceptablePerDay: number;
  manageablePerDay: number;
  raisedP1: number;
  raisedP2: number;
  raisedP3: number;
  /** Mean over 24 h; absent when none was acknowledged. */
  acknowledgeSeconds?: number;
  /** Most often first, at most 10. */
  mostFrequent: { alarm: string; title: string; count: number }[];
  floodSince?: string;
}

/** Exactly one condition: `from` and `until`, `weekly`, or `whileAlarm`. */
export interface AlarmSuppression {
  name: string;
  /** Of the catalogue, 1 to 32. */
  classes: string[];
  reason: string;
  zone?: string;
  rootCause?: string;
  from?: string;
  until?: string;
  /** Day 1 Monday to 7 Sunday, times as `HH:mm:ss`; an end that is not after the beginning is on the next day. */
  weekly?: { day: number; from: string; until: string }[];
  /** IANA zone of the weekly hours. */
  timeZone?: string;
  whileAlarm?: string;
}

export interface AlarmSuppressionView {
  suppression: AlarmSuppression;
  setBy: string;
  setAt: string;
  isActive: boolean;
  changesAt?: string;
  /** Alarms it keeps quiet now. */
  suppressed: number;
}

/** As far as the screens use it. */
export interface AlarmCatalogueRow {
  class: string;
  zone?: string;
  priority: AlarmPriority;
  rule: string;
  neverShelve?: boolean;
}

export interface InspectionView {
  id: string;
  version: number;
  status: InspectionStatus;
  kind: InspectionKind;
  lane: Lane;
  priority: CasePriority;
  loadMinutes: number;
  openedAt: string;
  dueAt: string;
  zone: string;
  briefing: string;
  skills: string[];
  containers: string[];
  officer?: string;
  epoch: number;
  offerExpiresAt?: string;
  startedAt?: string;
  finishedAt?: string;
  outcome?: InspectionOutcome;
  findings?: string;
  checklist: string[];
  importerId: string;
  declarantId: string;
  notAgain?: string[];
}

export interface OfficerView {
  profile: {
    officer: string;
    name: string;
    homePort: string;
    skills: string[];
    conflicts?: string[];
    capacityMinutes: number;
    zone: string;
    tracker?: string;
  };
  version: number;
  status: OfficerStatus;
  shiftEndsAt?: string;
  breakEndsAt?: string;
  loadMinutes: number;
  assignments: { inspection: string; stage: AssignmentStage; epoch: number; minutes: number; expiresAt?: string }[];
  finishedThisShift: number;
  duress?: boolean;
}

export interface WorkloadView {
  port: string;
  version: number;
  at: string;
  officers: OfficerView[];
  cases: InspectionView[];
}

export interface MoveEffect {
  inspection: string;
  from?: string;
  fromLoadPercentBefore?: number;
  fromLoadPercentAfter?: number;
  to?: string;
  toLoadPercentBefore?: number;
  toLoadPercentAfter?: number;
  lateCases: number;
  refusal?: Refusal;
}

export interface AssignmentReasons {
  inspection: string;
  decidedAt: string;
  chosen?: string;
  decidedBy: string;
  candidates: {
    officer: string;
    cost?: number;
    terms: { name: string; minutes: number }[];
    exclusion?: string;
    exclusionDetail?: string;
  }[];
}

export interface CargoMovement {
  kind: MovementKind;
  at: string;
  place: string;
  container?: string;
  carriedBy?: string;
}

export interface MovementRow {
  shipment: string;
  movement: CargoMovement;
}

export interface ShipmentRow {
  id: string;
  status: ShipmentStatus;
  lane: Lane;
  importerId: string;
  goodsHs: string;
  countryOfOrigin: string;
  lodgedAt: string;
  releasedAt?: string;
  containers: string[];
  explanation: string;
}

export interface TrackRow {
  id: string;
  kind: TrackKind;
  label: string;
  latitudeDegrees: number;
  longitudeDegrees: number;
  speedKnots?: number;
  courseDegrees?: number;
  at: string;
  /** Report interval, seconds; 0 = not known. */
  interval: number;
  carries?: string;
}

export interface TrackView {
  tracker: string;
  kind: TrackKind;
  fix?: {
    atUnixMs: number;
    latitudeDegrees: number;
    longitudeDegrees: number;
    speedKnots?: number;
    courseDegrees?: number;
    headingDegrees?: number;
  };
  description: {
    label?: string;
    callSign?: string;
    imo?: number;
    shipType?: number;
    lengthMetres?: number;
    beamMetres?: number;
    draughtMetres?: number;
    destination?: string;
    estimatedArrivalAt?: string;
    carries?: string;
  };
  receivedAt: string;
  reportIntervalSeconds: number;
  geofences: string[];
}

export interface Actor {
  user: string;
  role: string;
}

export interface LaneDecision {
  lane: Lane;
  source: 'profile' | 'score' | 'agencyHold' | 'random' | 'fill' | 'none' | 'manual';
  score: number;
  hits: { profile: string; version: number; title: string; weight: number; lane: Lane; why: string }[];
  draw?: { commitment: string; rate: number; value: number; drawn: boolean };
  loadMinutes: number;
  snapshotVersion: number;
  explanation: string;
  decidedAt: string;
}

export interface Declaration {
  declarationId: string;
  version: number;
  port: string;
  regime: 'import' | 'export' | 'transit' | 'transshipment';
  date: string;
  declarantId: string;
  importerId: string;
  countryOfDeparture: string;
  countryOfOrigin: string;
  netMassKilograms: number;
  price: number;
  currency: string;
  items: { line: number; hsCode: string; description?: string; quantity?: number; unit?: string; netMassKilograms: number; value: number }[];
  containers: string[];
  documents: { kind: string; number: string; sha256?: string; receivedAt?: string }[];
  voyage?: string;
  expectedArrivalAt?: string;
}

export interface ShipmentView {
  id: string;
  version: number;
  status: ShipmentStatus;
  declaration: Declaration;
  /** Left out for callers without targeting rights. */
  decision?: LaneDecision;
  lane: Lane;
  lodgedAt: string;
  releasedAt?: string;
  movements: CargoMovement[];
  holds: { agency: string; reason: string; placedAt: string; placedBy: Actor; dueAt?: string }[];
  inspection?: string;
  outcome?: InspectionOutcome;
  story: { at: string; type: string; text: string; actor: Actor }[];
}

export interface TopicPosition {
  t: string;
  seq: number;
}

export interface PortSnapshot {
  epoch: string;
  serverTime: string;
  topics: TopicPosition[];
  port: PortConfiguration;
  kpis: Kpis;
  alarms: AlarmView[];
  inspections: InspectionView[];
  officers: OfficerView[];
  movements: MovementRow[];
  recentShipments: ShipmentRow[];
  tracks: TrackRow[];
}

/** `GET /trackers/{id}/history`, as far as the screens use it. */
export interface TrackHistoryAnswer {
  keptFrom?: string;
  points: { at: string; latitudeDegrees: number; longitudeDegrees: number }[];
}

/** `GET /shipments/{id}/position` */
export interface ShipmentPosition {
  source: 'carrier' | 'movement' | 'place';
  tracker?: string;
  name: string;
  latitudeDegrees: number;
  longitudeDegrees: number;
  at: string;
}

/** `GET /ports/{port}/playback`: the board as it was. */
export interface PlaybackAnswer {
  from: string;
  to: string;
  keptFrom?: string;
  trackers: { id: string; kind: TrackKind; label: string; interval: number }[];
  frames: PlaybackFrame[];
}

/** Columns of equal length, see src/OpsHub.Contracts/Tracking/TrackPlayback.cs. */
export interface PlaybackFrame {
  /** End of the bucket, Unix ms. */
  at: number;
  /** Index of the tracker. */
  i: number[];
  /** Web Mercator times 2^28, minus what the tracker's was when it was last told. */
  x: number[];
  y: number[];
  /** Half knots, -1 = not available. */
  s: number[];
  /** Degrees, -1 = not available. */
  c: number[];
  /** Age of the fix at `at`, s. */
  a: number[];
  gone: number[];
}

export type ReviewReason = 'belowRandom' | 'expired' | 'expiresSoon' | 'neverHit';

export interface ProfileDefinition {
  profile: string;
  version: number;
  title: string;
  when: string;
  weight: number;
  lane: Lane;
  supplementMinutes: number;
  author: string;
  validFrom: string;
  validUntil: string;
}

export interface ProfileDay {
  /** `2026-03-01`, UTC. */
  date: string;
  hits: number;
  confirmed: number;
  falseAlerts: number;
}

export interface RiskProfileView {
  definition: ProfileDefinition;
  retired: boolean;
  hits: number;
  confirmed: number;
  falseAlerts: number;
  hitRateLow: number;
  hitRateHigh: number;
  days: ProfileDay[];
}

export interface ProfileStanding {
  profile: RiskProfileView;
  lift?: number;
  liftLow?: number;
  liftHigh?: number;
  review: ReviewReason[];
}

export interface SelectivityDay {
  date: string;
  red: number;
  yellow: number;
  blue: number;
  green: number;
  drawn: number;
  examined: number;
  confirmed: number;
  randomExamined: number;
  randomConfirmed: number;
}

export interface SelectivityStanding {
  randomRate: number;
  redAtScore: number;
  yellowAtScore: number;
  blueAtScore: number;
  counted: { days: SelectivityDay[]; randomExamined: number; randomConfirmed: number; countedUpTo: number };
  profiles: ProfileStanding[];
}

export interface ConditionField {
  name: string;
  kind: 'text' | 'number';
  ofItems: boolean;
  meaning: string;
}

export interface ConditionCheck {
  isUnderstood: boolean;
  finding?: { field: string; problem: string; value?: string; expected: string };
}

export interface TrialHit {
  shipment: string;
  at: string;
  lane: Lane;
  why: string;
  outcome?: InspectionOutcome;
}

export interface TrialResult {
  declarations: number;
  hits: number;
  confirmed: number;
  falseAlerts: number;
  hitRateLow: number;
  hitRateHigh: number;
  randomExamined: number;
  randomConfirmed: number;
  lift?: number;
  liftLow?: number;
  liftHigh?: number;
  notExamined: number;
  addedMinutes: number;
  from?: string;
  until?: string;
  days: ProfileDay[];
  newest: TrialHit[];
}

export interface ProfileTrialView {
  id: string;
  when: string;
  by: string;
  status: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  read: number;
  of: number;
  result: TrialResult;
}
