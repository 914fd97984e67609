// A suppression by design as the form has it, and as the hub takes it (src/OpsHub.Contracts/Alarms/AlarmSuppression.cs).
import type { AlarmCatalogueRow, AlarmSuppression } from '../../contracts';

export type Condition = 'window' | 'weekly' | 'alarm';

export interface Draft {
  name: string;
  classes: readonly string[];
  /** Empty: any. */
  zone: string;
  reason: string;
  condition: Condition;
  /** `yyyy-MM-ddTHH:mm` on the port's clock. */
  from: string;
  until: string;
  /** 1 Monday to 7 Sunday. */
  days: readonly number[];
  /** `HH:mm` on the port's clock. */
  dayFrom: string;
  dayUntil: string;
  whileAlarm: string;
}

export type Fault = 'class' | 'day' | 'window';

/** Longer is no maintenance but a change of the catalogue: the hub refuses it. */
const LONGEST_MS = 90 * 86_400_000;
/** How long a window is at first. */
const FIRST_MS = 4 * 3_600_000;
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function emptyDraft(now: number, timeZone: string): Draft {
  return {
    name: '', classes: [], zone: '', reason: '', condition: 'window', from: localOf(now, timeZone), until: localOf(now + FIRST_MS, timeZone), days: [1, 2, 3, 4, 5], dayFrom: '22:00',
    dayUntil: '06:00', whileAlarm: '',
  };
}

/** Classes that may be suppressed at all: not P1, no call for help. Once each, though zones have rows of their own. */
export const suppressible = (catalogue: readonly AlarmCatalogueRow[]): string[] =>
  [...new Set(catalogue.filter((row) => !row.zone && row.priority !== 'p1' && !row.neverShelve).map((row) => row.class))];

/** What the hub would refuse and the form can say before; null when nothing. */
export function faultOf(draft: Draft, now: number, timeZone: string): Fault | null {
  if (draft.classes.length === 0) return 'class';
  if (draft.condition === 'weekly' && draft.days.length === 0) return 'day';
  if (draft.condition !== 'window') return null;
  const [from, until] = [instantOf(draft.from, timeZone), instantOf(draft.until, timeZone)];
  return from < until && until > now && until - from <= LONGEST_MS ? null : 'window';
}

export function suppressionOf(draft: Draft, timeZone: string): AlarmSuppression {
  const base = { name: draft.name.trim(), classes: [...draft.classes], reason: draft.reason.trim(), ...(draft.zone ? { zone: draft.zone } : {}) };
  switch (draft.condition) {
    case 'window':
      return { ...base, from: new Date(instantOf(draft.from, timeZone)).toISOString(), until: new Date(instantOf(draft.until, timeZone)).toISOString() };
    case 'weekly':
      return { ...base, weekly: [...draft.days].sort().map((day) => ({ day, from: `${draft.dayFrom}:00`, until: `${draft.dayUntil}:00` })), timeZone };
    case 'alarm':
      return { ...base, whileAlarm: draft.whileAlarm };
  }
}

/** `yyyy-MM-ddTHH:mm` on the clock of a zone. */
export const localOf = (at: number, timeZone: string): string => new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16);

/** The instant of a time on the clock of a zone, Unix ms; NaN when it is none. One that comes twice in autumn is the first. */
export function instantOf(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return NaN;
  // The larger offset first: it leads to the earlier of two instants. In the gap of spring neither fits, and the later one is after it.
  const candidates = [asUtc - offsetAt(asUtc - 86_400_000, timeZone), asUtc - offsetAt(asUtc + 86_400_000, timeZone)];
  return [...candidates].sort((a, b) => a - b).find((at) => at + offsetAt(at, timeZone) === asUtc) ?? Math.max(...candidates);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clock is ahead of UTC, ms. */
function offsetAt(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    formats.set(timeZone, (format = new Intl.DateTimeFormat('en-US', { ...options, timeZone })));
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!, part['second']!) - Math.floor(at / 1_000) * 1_000;
}
