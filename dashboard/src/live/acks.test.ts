import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameAcks } from './acks';

describe('FrameAcks', () => {
  const sent: number[] = [];
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    sent.length = 0;
  });

  test('Take_TwoInARow_IsOneAcknowledgementAtOnce', () => {
    const acks = new FrameAcks((frame) => sent.push(frame));
    acks.take(1);
    expect(sent).toEqual([]);
    acks.take(2);
    expect(sent).toEqual([2]);
    vi.advanceTimersByTime(1_000);
    expect(sent).toEqual([2]);
  });

  test('Take_OneAlone_IsAcknowledgedAMomentLater', () => {
    const acks = new FrameAcks((frame) => sent.push(frame));
    acks.take(1);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([1]);
    acks.take(2);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([1, 2]);
  });

  test('Restart_ForgetsTheOldConnection', () => {
    const acks = new FrameAcks((frame) => sent.push(frame));
    acks.take(1);
    acks.take(2);
    acks.take(3);
    acks.restart();
    vi.advanceTimersByTime(1_000);
    expect(sent).toEqual([2]);
    acks.take(1);
    acks.take(2);
    expect(sent).toEqual([2, 2]);
  });
});
