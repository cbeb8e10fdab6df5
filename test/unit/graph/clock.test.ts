import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/graph/clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T10:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the system clock', () => {
  test('sleeps for the milliseconds that it is told', async () => {
    const awake = vi.fn<() => void>();
    const sleep = systemClock.sleep(1500).then(awake);
    await vi.advanceTimersByTimeAsync(1499);
    expect(awake).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleep;
    expect(systemClock.now()).toEqual(new Date('2026-11-24T10:00:01.500Z'));
  });

  test('wakes at once with the reason when aborted, and leaves no timer', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const sleep = expect(systemClock.sleep(60_000, controller.signal)).rejects.toBe(reason);
    controller.abort(reason);
    await sleep;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin to sleep when aborted before', async () => {
    const reason = new Error('before');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('no longer listens to a signal after it woke', async () => {
    const controller = new AbortController();
    const listen = vi.spyOn(controller.signal, 'addEventListener');
    const forget = vi.spyOn(controller.signal, 'removeEventListener');
    const sleep = systemClock.sleep(10, controller.signal);
    await vi.advanceTimersByTimeAsync(10);
    await sleep;
    expect(forget.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
      listen.mock.calls.map(([type, listener]) => [type, listener]),
    );
  });
});
