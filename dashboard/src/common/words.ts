// The contract's enums in the reader's language.
import type {
  AlarmPriority, AlarmStatus, CasePriority, InspectionKind, InspectionOutcome, InspectionStatus, Lane, MovementKind, OfficerStatus,
  ShipmentStatus, TrackKind,
} from '../contracts';
import { m } from './messages';

export const laneText = (lane: Lane): string => m.lane({ lane });
export const inspectionStatusText = (status: InspectionStatus): string => m.inspection_status({ status });
export const inspectionKindText = (kind: InspectionKind): string => m.inspection_kind({ kind });
/** The codes are those of the server's checklists; one it has and we do not is shown as it is. */
export const checklistText = (item: string): string => m.checklist_item({ item });
export const outcomeText = (outcome: InspectionOutcome): string => m.outcome({ outcome });
export const movementText = (kind: MovementKind): string => m.movement({ kind });
export const officerStatusText = (status: OfficerStatus): string => m.officer_status({ status });
export const shipmentStatusText = (status: ShipmentStatus): string => m.shipment_status({ status });
export const trackKindText = (kind: TrackKind): string => m.track_kind({ kind });
export const alarmStatusText = (status: AlarmStatus): string => m.alarm_status({ status });
export const priorityText = (priority: AlarmPriority | CasePriority): string =>
  priority === 'diagnostic' ? m.diagnostic() : priority.toUpperCase();
