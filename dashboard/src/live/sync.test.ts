import { describe, expect, test } from 'vitest';
import type { TopicEvent } from './protocol';
import { initialSync, positionsOf, sync, type SyncInput, type SyncState, type SyncStep } from './sync';

const event = (seq: number, topic = 'alarms'): TopicEvent => ({ topic, seq, type: 'alarmRaised', at: '2026-01-01T00:00:00Z', subject: `s${seq}`, by: 'x', data: {} });
const seqs = (step: SyncStep): number[] => step.apply.map((e) => e.seq);
const take = (seq: number, topic?: string): SyncInput => ({ kind: 'event', event: event(seq, topic) });

/** A state that follows epoch `e1` with alarms at 10. */
function following(): SyncState {
  const welcomed = sync(initialSync, { kind: 'welcome', welcome: { epoch: 'e1', resumed: false, topics: [] } }).state;
  return sync(welcomed, { kind: 'snapshot', epoch: 'e1', topics: [{ t: 'alarms', seq: 10 }] }).state;
}

describe('sync', () => {
  test('Event_WhenNextInSequence_IsApplied', () => {
    const step = sync(following(), take(11));
    expect(seqs(step)).toEqual([11]);
    expect(step.ask).toEqual([]);
    expect(positionsOf(step.state)).toEqual([{ t: 'alarms', seq: 11 }]);
  });

  test('Event_WhenSeenBefore_IsDropped', () => {
    const first = sync(following(), take(11)).state;
    expect(seqs(sync(first, take(11)))).toEqual([]);
    expect(seqs(sync(first, take(3)))).toEqual([]);
  });

  test('Event_WhenOneIsMissing_IsHeldAndTheGapAskedForOnce', () => {
    const step = sync(following(), take(13));
    expect(seqs(step)).toEqual([]);
    expect(step.ask).toEqual([{ topic: 'alarms', from: 11 }]);
    expect(sync(step.state, take(14)).ask).toEqual([]);
  });

  test('Replay_WhenItFillsTheGap_AppliesEverythingInOrder', () => {
    let state = sync(following(), take(13)).state;
    state = sync(state, take(14)).state;
    const step = sync(state, { kind: 'replayed', topic: 'alarms', answer: { snapshotNeeded: false, events: [event(11), event(12), event(13)] } });
    expect(seqs(step)).toEqual([11, 12, 13, 14]);
    expect(step.ask).toEqual([]);
  });

  test('Replay_WhenItIsShort_AsksForTheRest', () => {
    const state = sync(following(), take(14)).state;
    const step = sync(state, { kind: 'replayed', topic: 'alarms', answer: { snapshotNeeded: false, events: [event(11)] } });
    expect(seqs(step)).toEqual([11]);
    expect(step.ask).toEqual([{ topic: 'alarms', from: 12 }]);
  });

  test('Replay_WhenTheRingDoesNotReach_NeedsASnapshotAndKeepsWhatCame', () => {
    const state = sync(following(), take(14)).state;
    const lost = sync(state, { kind: 'replayed', topic: 'alarms', answer: { snapshotNeeded: true, events: [] } });
    expect(lost.snapshot).toBe(true);
    const step = sync(lost.state, { kind: 'snapshot', epoch: 'e1', topics: [{ t: 'alarms', seq: 13 }] });
    expect(seqs(step)).toEqual([14]);
  });

  test('Event_WhenReordered_IsAppliedInOrderWithoutAReplayAnswer', () => {
    const late = sync(following(), take(12)).state;
    const step = sync(late, take(11));
    expect(seqs(step)).toEqual([11, 12]);
    expect(sync(step.state, take(13)).ask).toEqual([]);
  });

  test('Buffer_WhenSnapshotArrives_AppliesOnlyWhatIsAboveIt', () => {
    let state = sync(initialSync, { kind: 'connected' }).state;
    for (const seq of [9, 10, 11, 12]) state = sync(state, take(seq)).state;
    state = sync(state, { kind: 'welcome', welcome: { epoch: 'e1', resumed: false, topics: [] } }).state;
    expect(seqs(sync(state, { kind: 'snapshot', epoch: 'e1', topics: [{ t: 'alarms', seq: 10 }] }))).toEqual([11, 12]);
  });

  test('Welcome_WhenResumed_AppliesTheMissedEventsWithoutASnapshot', () => {
    let state = sync(following(), { kind: 'connected' }).state;
    state = sync(state, take(11)).state;
    state = sync(state, take(12)).state;
    const step = sync(state, { kind: 'welcome', welcome: { epoch: 'e1', resumed: true, topics: [] } });
    expect(step.snapshot).toBe(false);
    expect(seqs(step)).toEqual([11, 12]);
  });

  test('Welcome_WhenTheEpochIsAnother_NeedsASnapshotWhateverItClaims', () => {
    const state = sync(following(), { kind: 'connected' }).state;
    const step = sync(state, { kind: 'welcome', welcome: { epoch: 'e2', resumed: true, topics: [] } });
    expect(step.snapshot).toBe(true);
    expect(positionsOf(step.state)).toEqual([]);
    const started = sync(step.state, { kind: 'snapshot', epoch: 'e2', topics: [{ t: 'alarms', seq: 2 }] });
    expect(seqs(sync(started.state, take(3)))).toEqual([3]);
  });

  test('Heartbeat_WhenTheEpochChanges_NeedsASnapshot', () => {
    expect(sync(following(), { kind: 'heartbeat', epoch: 'e2', topics: [] }).snapshot).toBe(true);
  });

  test('Heartbeat_WhenTheLastEventWasLost_AsksAtTheSecondBeat', () => {
    const beat: SyncInput = { kind: 'heartbeat', epoch: 'e1', topics: [{ t: 'alarms', seq: 12 }] };
    const first = sync(following(), beat);
    expect(first.ask).toEqual([]);
    const second = sync(first.state, beat);
    expect(second.ask).toEqual([{ topic: 'alarms', from: 11 }]);
    expect(sync(second.state, beat).ask).toEqual([]);
  });

  test('Heartbeat_WhenItOnlyOvertookTheEvent_AsksNothing', () => {
    const beat: SyncInput = { kind: 'heartbeat', epoch: 'e1', topics: [{ t: 'alarms', seq: 11 }] };
    const caughtUp = sync(sync(following(), beat).state, take(11)).state;
    expect(sync(caughtUp, beat).ask).toEqual([]);
  });

  test('Snapshot_WhenOfAnotherEpochThanTheConnection_IsNotTaken', () => {
    const state = sync(initialSync, { kind: 'welcome', welcome: { epoch: 'e1', resumed: false, topics: [] } }).state;
    expect(sync(state, { kind: 'snapshot', epoch: 'e2', topics: [] }).snapshot).toBe(true);
  });

  test('Topics_AreIndependent', () => {
    const state = sync(following(), take(12)).state;
    expect(seqs(sync(state, take(1, 'officers')))).toEqual([1]);
  });

  test('Held_WhenMoreThanARing_NeedsASnapshot', () => {
    let state = following();
    let step: SyncStep | null = null;
    for (let seq = 12; seq <= 1_013 && !step?.snapshot; seq++) {
      step = sync(state, take(seq));
      state = step.state;
    }
    expect(step?.snapshot).toBe(true);
  });
});
