import { expect, test } from 'vitest';
import type { ProfileDefinition, ProfileStanding, ReviewReason } from '../../contracts';
import { daily, definitionOf, draftOf, isName, rowsOf } from './profiles';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const definition = (name: string, more: Partial<ProfileDefinition> = {}): ProfileDefinition => ({
  profile: `EETLL/${name}`, version: 3, title: name, when: "hs2 = '85'", weight: 20, lane: 'red', supplementMinutes: 5, author: 'ana',
  validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-06-30T23:59:59Z', ...more,
});
const standing = (name: string, hits: number, review: ReviewReason[] = [], retired = false): ProfileStanding => ({
  profile: { definition: definition(name), retired, hits, confirmed: 0, falseAlerts: 0, hitRateLow: 0, hitRateHigh: 1, days: [] }, review,
});

test('Rows_OfATab_AreThoseThatBelong_WhatAsksForSomebodyFirst', () => {
  const all = [standing('a', 1), standing('b', 9), standing('c', 0, ['neverHit']), standing('d', 5, [], true)];
  const names = (tab: Parameters<typeof rowsOf>[1]): string[] => rowsOf(all, tab).map((p) => p.profile.definition.title);
  expect(names('live')).toEqual(['c', 'b', 'a']);
  expect(names('review')).toEqual(['c']);
  expect(names('retired')).toEqual(['d']);
});

test('Daily_FillsDaysWithoutHits', () => {
  expect(daily([{ date: '2026-02-27', hits: 4 }, { date: '2026-03-01', hits: 2 }], '2026-03-01', 4)).toEqual([0, 4, 0, 2]);
});

test('Draft_OfWhatIsThere_AndBack_IsTheSameDefinition', () => {
  const sent = definitionOf(draftOf(definition('a'), NOW), 'EETLL', NOW);
  expect(sent).toEqual({ ...definition('a'), version: 0, author: '', validFrom: '2026-03-01T12:00:00.000Z' });
});

test('Draft_OfWhatHasEnded_IsOfferedHalfAYearMore', () => {
  expect(draftOf(definition('a', { validUntil: '2026-02-01T00:00:00Z' }), NOW).until).toBe('2026-08-28');
});

test.each([['low-value', true], ['', false], ['a b', false], ['-a', false], ['ä', false], ['a/b', false]])('Name_%s_IsOne_%s', (name, is) => {
  expect(isName(name)).toBe(is);
});
