// Which alarms the board shows, in which order, and what a flood does to it (ISA-18.2, EEMUA 191).
import type { AlarmPriority, AlarmView } from '../../contracts';

export const ROWS_MAX = 12;
/** More than this many raised in the window is a flood; it ends below the second figure. */
const FLOOD_ABOVE = 10;
const FLOOD_ENDS_BELOW = 5;
const FLOOD_WINDOW_MS = 600_000;

export interface AlarmRow {
  readonly alarm: AlarmView;
  /** Others of the same root cause behind this one, only in a flood. */
  readonly others: readonly AlarmView[];
}

export interface AlarmRows {
  readonly rows: readonly AlarmRow[];
  /** Alarms that have no row of their own: beyond the twelfth, or P3 in a flood. */
  readonly behind: number;
  readonly shelved: number;
  readonly suppressed: number;
  readonly outOfService: number;
  readonly unacknowledged: number;
  readonly isFlood: boolean;
}

const RANK: Record<AlarmPriority, number> = { p1: 1, p2: 2, p3: 3, diagnostic: 4 };

export const isUnacknowledged = (a: AlarmView): boolean => a.status === 'unacknowledged' || a.status === 'returnedUnacknowledged';

/** Kept quiet: by a person for a while, by a condition, or until somebody puts it back. Never without being counted. */
export const isQuiet = (a: AlarmView): boolean => a.status === 'shelved' || a.status === 'suppressedByDesign' || a.status === 'outOfService';

/** What it has in common with others; alarms of earlier versions name none. */
export const rootCauseOf = (a: AlarmView): string => a.rootCause ?? (a.subject ? `subject/${a.subject}` : a.id);

/** By priority, then the oldest first: what waits longest is next. */
export function inOrder(a: AlarmView, b: AlarmView): number {
  return RANK[a.priority] - RANK[b.priority] || Date.parse(a.raisedAt) - Date.parse(b.raisedAt) || (a.id < b.id ? -1 : 1);
}

/**
 * @param wasFlood The answer's `isFlood` of the time before: a flood starts and ends at different figures.
 * @param isToldFlood What the server says, which counts those that are gone by now too.
 */
export function alarmRows(alarms: Iterable<AlarmView>, now: number, wasFlood: boolean, isToldFlood = false): AlarmRows {
  const active = [...alarms].filter((a) => a.status !== 'normal');
  const shown = active.filter((a) => !isQuiet(a)).sort(inOrder);
  const count = (status: AlarmView['status']): number => active.filter((a) => a.status === status).length;
  const recent = shown.filter((a) => now - Date.parse(a.announcedAt ?? a.raisedAt) <= FLOOD_WINDOW_MS).length;
  const isFlood = isToldFlood || recent > FLOOD_ABOVE || (wasFlood && recent >= FLOOD_ENDS_BELOW);
  const rows = isFlood ? grouped(shown) : shown.map((alarm) => ({ alarm, others: [] as AlarmView[] }));
  const visible = fitted(rows);
  const inRows = visible.reduce((n, row) => n + 1 + row.others.length, 0);
  return {
    rows: visible,
    behind: shown.length - inRows,
    shelved: count('shelved'),
    suppressed: count('suppressedByDesign'),
    outOfService: count('outOfService'),
    unacknowledged: shown.filter(isUnacknowledged).length,
    isFlood,
  };
}

/**
 * One row per root cause, the first of it shown; P1 stand in rows of their own. P3 and diagnostics of other causes go behind
 * the count as long as anything higher stands.
 */
function grouped(shown: readonly AlarmView[]): { alarm: AlarmView; others: AlarmView[] }[] {
  const hasHigher = shown.some((a) => RANK[a.priority] <= 2);
  const groups = new Map<string, { alarm: AlarmView; others: AlarmView[] }>();
  for (const alarm of shown) {
    const key = `${alarm.priority === 'p1'}|${rootCauseOf(alarm)}`;
    const group = groups.get(key);
    if (group) group.others.push(alarm);
    else if (!hasHigher || RANK[alarm.priority] <= 2) groups.set(key, { alarm, others: [] });
  }
  return [...groups.values()];
}

/** The first twelve. They are sorted by priority, so a P1 is left out only behind twelve other P1; then P1 rows of one cause join. */
function fitted(rows: readonly { alarm: AlarmView; others: AlarmView[] }[]): AlarmRow[] {
  const p1 = rows.filter((r) => r.alarm.priority === 'p1');
  if (p1.length <= ROWS_MAX) return rows.slice(0, ROWS_MAX);
  const joined = grouped(p1.flatMap((r) => [r.alarm, ...r.others]));
  const last = joined[ROWS_MAX - 1];
  // Even twelve different causes do not lose one: the rest stand behind the last row.
  return joined.slice(0, ROWS_MAX).map((r) => (r === last ? { alarm: r.alarm, others: [...r.others, ...joined.slice(ROWS_MAX).flatMap((x) => [x.alarm, ...x.others])] } : r));
}
