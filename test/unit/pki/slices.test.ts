import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runInSlices, runToEnd, type Steps } from '../../../src/pki/slices.ts';

// Only the clock that measures slices stands still; timers and `setImmediate` are the real ones.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

interface Work {
  readonly steps: Steps<string>;
  /** How many steps were done. */
  readonly done: () => number;
}

/** Work of so many steps that take so long each. */
function workOf(count: number, milliseconds: number, atStep: (step: number) => void = () => undefined): Work {
  let done = 0;
  function* steps(): Steps<string> {
    for (let step = 1; step <= count; step += 1) {
      vi.advanceTimersByTime(milliseconds);
      done = step;
      atStep(step);
      yield;
    }
    return 'the result';
  }
  return { steps: steps(), done: () => done };
}

function* failing(error: Error): Steps<never> {
  vi.advanceTimersByTime(25);
  yield;
  throw error;
}

describe('work at one go', () => {
  it('does all steps and has their result', () => {
    const { steps, done } = workOf(1000, 5);
    expect(runToEnd(steps)).toBe('the result');
    expect(done()).toBe(1000);
  });

  it('has the result of work without steps', () => {
    expect(runToEnd(workOf(0, 0).steps)).toBe('the result');
  });

  it('passes on what is thrown', () => {
    const error = new Error('broken');
    expect(() => runToEnd(failing(error))).toThrow(error);
  });
});

describe('work in slices', () => {
  it('does all steps and has their result', async () => {
    const { steps, done } = workOf(100, 5);
    expect(await runInSlices(steps, never)).toBe('the result');
    expect(done()).toBe(100);
  });

  it('has a result that is undefined', async () => {
    function* nothing(): Steps<undefined> {
      yield;
    }
    expect(await runInSlices(nothing(), never)).toBeUndefined();
  });

  it('lets others work after every 20 milliseconds', async () => {
    const turns: number[] = [];
    const { steps, done } = workOf(12, 5);
    const others = (): void => {
      turns.push(done());
      if (done() < 12) {
        setImmediate(others);
      }
    };
    setImmediate(others);
    await runInSlices(steps, never);
    expect([...new Set(turns)]).toEqual([4, 8, 12]);
  });

  it('lets timers run between two slices', async () => {
    const bell = { rang: false };
    setTimeout(() => {
      bell.rang = true;
    }, 1);
    function* untilItRings(): Steps<boolean> {
      for (let step = 0; step < 100_000 && !bell.rang; step += 1) {
        vi.advanceTimersByTime(20);
        yield;
      }
      return bell.rang;
    }
    expect(await runInSlices(untilItRings(), never)).toBe(true);
  });

  it('makes nobody wait for work that is short', async () => {
    let turns = 0;
    const immediate = setImmediate(() => {
      turns += 1;
    });
    await runInSlices(workOf(3, 6).steps, never);
    expect(turns).toBe(0);
    clearImmediate(immediate);
  });

  it('passes on what is thrown', async () => {
    const error = new Error('broken');
    await expect(runInSlices(failing(error), never)).rejects.toBe(error);
  });
});

describe('work that is given up', () => {
  it('stops after the slice with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { steps, done } = workOf(100, 5, (step) => {
      if (step === 6) {
        controller.abort(reason);
      }
    });
    await expect(runInSlices(steps, controller.signal)).rejects.toBe(reason);
    expect(done()).toBe(8);
  });

  it('stops when somebody else gives it up between two slices', async () => {
    const controller = new AbortController();
    const { steps, done } = workOf(100, 25);
    setImmediate(() => {
      controller.abort();
    });
    await expect(runInSlices(steps, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(done()).toBe(1);
  });

  it('does not begin when it was given up before', async () => {
    const { steps, done } = workOf(3, 1);
    const reason = new Error('too late');
    await expect(runInSlices(steps, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(done()).toBe(0);
  });

  it('has its result when it is given up after the end', async () => {
    const controller = new AbortController();
    const result = runInSlices(workOf(3, 1).steps, controller.signal);
    controller.abort();
    expect(await result).toBe('the result');
  });

  it('may tidy up after itself', async () => {
    const controller = new AbortController();
    const told: unknown[] = [];
    function* steps(): Steps<string> {
      try {
        for (let step = 0; step < 1000; step += 1) {
          vi.advanceTimersByTime(25);
          controller.abort('enough');
          yield;
        }
        return 'the result';
      } catch (error) {
        told.push(error);
        throw error;
      } finally {
        told.push('tidied');
      }
    }
    await expect(runInSlices(steps(), controller.signal)).rejects.toBe('enough');
    expect(told).toEqual(['enough', 'tidied']);
  });

  it('stops even when it does not want to', async () => {
    const controller = new AbortController();
    let done = 0;
    function* stubborn(): Steps<string> {
      while (done < 1000) {
        done += 1;
        vi.advanceTimersByTime(25);
        controller.abort('enough');
        try {
          yield;
        } catch {
          done += 1;
        }
      }
      return 'the result';
    }
    await expect(runInSlices(stubborn(), controller.signal)).rejects.toBe('enough');
    expect(done).toBe(3);
  });
});
