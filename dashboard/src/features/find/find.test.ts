import { expect, test } from 'vitest';
import { boardOf } from '../../live/board';
import { TrackStore } from '../../live/tracks';
import { inspection, officer, snapshot, track } from '../../testing/samples';
import { findLocally, merge } from './find';

const tracks = new TrackStore();
tracks.replace([track('mmsi:276829000', { label: 'MEGASTAR' })]);
const board = boardOf(snapshot({ inspections: [inspection('EETLL-77~1', { containers: ['MWCU6059784'] })], officers: [officer('officer1', { profile: { ...officer('officer1').profile, name: 'Mari Tamm' } })] }));

test.each([['mega', 'mmsi:276829000'], ['tamm', 'officer1'], ['mwcu605', 'EETLL-77'], ['eetll-77', 'EETLL-77'], ['276829', 'mmsi:276829000']])('Find_%s_Gives%s', (query, id) => {
  expect(findLocally(query, board, tracks).map((f) => f.id)).toEqual([id]);
});

test('Find_OfOneLetter_GivesNothing', () => {
  expect(findLocally('m', board, tracks)).toEqual([]);
});

test('Merge_KeepsTheBoardsLineAndAddsTheServers', () => {
  const merged = merge(findLocally('mega', board, tracks), [
    { kind: 'tracker', id: 'mmsi:276829000', label: 'MEGASTAR' }, { kind: 'tracker', id: 'mmsi:1', label: 'MEGALODON', latitudeDegrees: 1, longitudeDegrees: 2 },
  ]);
  expect(merged.map((f) => [f.kind, f.id, f.trackKind, f.latitudeDegrees])).toEqual([['track', 'mmsi:276829000', 'vessel', undefined], ['track', 'mmsi:1', undefined, 1]]);
});
