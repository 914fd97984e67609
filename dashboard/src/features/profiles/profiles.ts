// What the analysts' face shows, worked out from what the server counted. Pure.
import type { Lane, ProfileDefinition, ProfileStanding, SelectivityDay } from '../../contracts';

export type Tab = 'live' | 'review' | 'retired';

/** Those of a tab: first what asks for somebody, then by how much they do. */
export function rowsOf(profiles: readonly ProfileStanding[], tab: Tab): ProfileStanding[] {
  const belongs = (p: ProfileStanding): boolean =>
    tab === 'retired' ? p.profile.retired : !p.profile.retired && (tab === 'live' || p.review.length > 0);
  return profiles
    .filter(belongs)
    .sort((a, b) => b.review.length - a.review.length || b.profile.hits - a.profile.hits || a.profile.definition.title.localeCompare(b.profile.definition.title));
}

/** Hits of each of the newest `count` days, oldest first; days without any are 0. */
export function daily(days: readonly { date: string; hits: number }[], until: string, count: number): number[] {
  const known = new Map(days.map((d) => [d.date, d.hits]));
  const last = Date.parse(`${until}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => known.get(new Date(last - (count - 1 - i) * 86_400_000).toISOString().slice(0, 10)) ?? 0);
}

export const examined = (p: { confirmed: number; falseAlerts: number }): number => p.confirmed + p.falseAlerts;

export const total = (d: SelectivityDay): number => d.red + d.yellow + d.blue + d.green;

export const LANES: readonly Lane[] = ['red', 'yellow', 'blue', 'green'];

/** What the editor holds; numbers as they are typed. */
export interface Draft {
  name: string;
  title: string;
  when: string;
  lane: Lane;
  weight: number;
  supplementMinutes: number;
  /** `2027-03-01`. */
  until: string;
}

const DAY_MS = 86_400_000;

export function blankDraft(now: number): Draft {
  return { name: '', title: '', when: '', lane: 'yellow', weight: 20, supplementMinutes: 0, until: new Date(now + 180 * DAY_MS).toISOString().slice(0, 10) };
}

/** What is there to be changed. One that has ended is offered half a year more. */
export function draftOf(definition: ProfileDefinition, now: number): Draft {
  const until = Date.parse(definition.validUntil) > now ? definition.validUntil.slice(0, 10) : blankDraft(now).until;
  return {
    name: definition.profile.split('/')[1] ?? '', title: definition.title, when: definition.when, lane: definition.lane,
    weight: definition.weight, supplementMinutes: definition.supplementMinutes, until,
  };
}

export const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/.test(name);

/** The definition that is sent: valid from now to the end of the last day, UTC. */
export function definitionOf(draft: Draft, port: string, now: number): ProfileDefinition {
  return {
    profile: `${port}/${draft.name}`, version: 0, title: draft.title.trim(), when: draft.when.trim(), weight: draft.weight, lane: draft.lane,
    supplementMinutes: draft.supplementMinutes, author: '', validFrom: new Date(now).toISOString(), validUntil: `${draft.until}T23:59:59Z`,
  };
}
