import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../../src/graph/model.ts';
import { watchUpload } from '../../../src/graph/uploadJob.ts';
import { lateAfter, pauseBeforeLook } from '../../../src/graph/uploadPace.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { failureOf, noAbort } from './client.ts';
import { baseline, FakeTrustStore, failure, state } from './fakeTrustStore.ts';

type Looks = readonly (Configuration | Error)[];

/** Watches a job that shows itself as the looks say, and all of them have to be used. */
async function watch(
  looks: Looks,
  clock = new FakeClock(),
): Promise<{ ended: Configuration; seen: string[] }> {
  const store = new FakeTrustStore(looks);
  const seen: string[] = [];
  const ended = await watchUpload(store, clock, baseline, noAbort(), (configuration, elapsed) =>
    seen.push(`${configuration?.status ?? 'out of reach'} after ${elapsed}`),
  );
  expect(store.looksLeft).toBe(0);
  return { ended, seen };
}

describe('a job has ended', () => {
  const done = state('succeeded', 2, '3 were added');
  test.each<[string, Looks, Configuration]>([
    ['when it was seen running and is over', [state('running', 1), done], done],
    [
      'when the state of an earlier job gave way to running, and that is over',
      [state('succeeded'), state('succeeded'), state('running', 1), state('running', 1), done],
      done,
    ],
    ['when running was written in another way', [state('Running', 1), done], done],
    ['when it failed', [state('running', 1), state('failed', 2)], state('failed', 2)],
    [
      'when it ended with a status that nobody knows',
      [state('running', 1), state('halfDone', 2)],
      state('halfDone', 2),
    ],
    ['when it was too fast to be seen running, and nothing moves any more', [done, done], done],
    [
      'when it failed too fast to be seen running',
      [state('failed', 1), state('failed', 1)],
      state('failed', 1),
    ],
    [
      'when it was too fast to be seen running, and ended with a status that nobody knows',
      [state('halfDone', 1), state('halfDone', 1)],
      state('halfDone', 1),
    ],
    [
      'not with a change of another administrator before it shows itself',
      [state('succeeded', 1), state('running', 2), state('running', 2), state('failed', 3)],
      state('failed', 3),
    ],
    [
      'not while changes go on, and nothing of it was seen running',
      [state('succeeded', 1), state('succeeded', 2), state('succeeded', 3), state('succeeded', 3)],
      state('succeeded', 3),
    ],
    [
      'not with a change while it runs',
      [state('running', 1), state('running', 2), state('succeeded', 3)],
      state('succeeded', 3),
    ],
    [
      'not with an old state that shows up once more while it runs',
      [state('running', 1), state('succeeded'), state('running', 1), state('failed', 2)],
      state('failed', 2),
    ],
    [
      'not with two old states that running stands between',
      [state('running', 1), state('succeeded'), state('running', 1), state('succeeded'), done],
      done,
    ],
    [
      'when it was seen running, and the service has changed no date',
      [state('running'), state('succeeded'), state('succeeded')],
      state('succeeded'),
    ],
    [
      'not while the service is out of reach',
      [
        state('running', 1),
        failure('network'),
        failure('unavailable', 503),
        failure('throttled', 429),
        failure('protocol', 200),
        done,
      ],
      done,
    ],
    ['also after the service was out of reach from the start', [failure('network'), done, done], done],
  ])('%s', async (_, looks, end) => {
    expect((await watch(looks)).ended).toEqual(end);
  });
});

describe('what was seen', () => {
  test('is told after every look, with the time since the upload was asked for', async () => {
    const clock = new FakeClock('2026-11-24T10:05:00.000Z');
    const { seen } = await watch([state('running', 1), failure('network'), state('succeeded', 2)], clock);
    expect(seen).toEqual(['running after 301000', 'out of reach after 302250', 'succeeded after 303812']);
  });

  test.each([
    failure('unauthenticated', 401),
    failure('forbidden', 403),
    failure('notFound', 404),
    failure('invalid', 400),
    new Error('sign in again'),
  ])('ends the watch where waiting would not help (%s)', async (error) => {
    const watching = watchUpload(
      new FakeTrustStore([state('running', 1), error]),
      new FakeClock(),
      baseline,
      noAbort(),
      () => undefined,
    );
    expect(await failureOf(watching)).toBe(error);
  });
});

describe('a job that never shows itself', () => {
  test('is waited for an hour, and then there is none', async () => {
    const clock = new FakeClock();
    const started = clock.now().getTime();
    const looks = Array.from({ length: 500 }, () => state('succeeded'));
    const error = await failureOf(watch(looks, clock));
    expect(error).toMatchObject({ reason: 'unknownOutcome' });
    const waited = clock.now().getTime() - started;
    expect(waited).toBeGreaterThan(2 * lateAfter);
    expect(waited).toBeLessThan(2.2 * lateAfter);
  });
});

describe('an abort', () => {
  const reason = new Error('stop watching');

  test('is heard before the first look', async () => {
    const store = new FakeTrustStore([]);
    const watching = watchUpload(
      store,
      new FakeClock(),
      baseline,
      AbortSignal.abort(reason),
      () => undefined,
    );
    expect(await failureOf(watching)).toBe(reason);
    expect(store.events).toEqual([]);
  });

  test('is heard between two looks', async () => {
    const controller = new AbortController();
    const clock = new FakeClock();
    clock.onSleep = () => {
      clock.isStopped = clock.sleeps.length === 2;
      setImmediate(() => clock.isStopped && controller.abort(reason));
    };
    const store = new FakeTrustStore([state('running', 1)]);
    const watching = watchUpload(store, clock, baseline, controller.signal, () => undefined);
    expect(await failureOf(watching)).toBe(reason);
    expect(store.looksLeft).toBe(0);
  });

  test('is heard during a look, and is not taken for a service that is out of reach', async () => {
    const controller = new AbortController();
    const store = {
      getConfiguration: (_: string, signal: AbortSignal) => {
        controller.abort(reason);
        return Promise.reject<Configuration>(signal.reason);
      },
    };
    const watching = watchUpload(store, new FakeClock(), baseline, controller.signal, () => undefined);
    expect(await failureOf(watching)).toBe(reason);
  });
});

describe('the pace', () => {
  test('is quick at first and slows down to half a minute', async () => {
    const clock = new FakeClock();
    await watch([...Array<Configuration>(19).fill(state('running', 1)), state('succeeded', 2)], clock);
    expect(clock.sleeps.slice(0, 4)).toEqual([1000, 1250, 1562.5, 1953.125]);
    expect(clock.sleeps.slice(-4)).toEqual([30_000, 30_000, 30_000, 30_000]);
    expect(clock.sleeps).toEqual(clock.sleeps.toSorted((left, right) => left - right));
  });

  test('slows down to two minutes for a job that is late', async () => {
    const clock = new FakeClock();
    await watch([...Array<Configuration>(90).fill(state('running', 1)), state('succeeded', 2)], clock);
    const late = clock.sleeps.filter((milliseconds) => milliseconds > 30_000);
    const inTime = clock.sleeps.slice(0, -late.length).reduce((sum, milliseconds) => sum + milliseconds, 0);
    expect(new Set(late)).toEqual(new Set([120_000]));
    expect([inTime > lateAfter, inTime - 30_000 > lateAfter]).toEqual([true, false]);
  });

  test('is quick at first also where the watch begins late, such as in the next window', async () => {
    const clock = new FakeClock('2026-11-25T10:00:00.000Z');
    await watch([state('succeeded', 2), state('succeeded', 2)], clock);
    expect(clock.sleeps).toEqual([1000, 1250]);
  });

  test.each([
    [0, 0, 1000],
    [1, 0, 1250],
    [40, lateAfter, 30_000],
    [40, lateAfter + 1, 120_000],
    [0, Number.NaN, 1000],
    [100_000, 0, 30_000],
  ])('before look %i after %i ms is %i ms', (looks, elapsed, pause) => {
    expect(pauseBeforeLook(looks, elapsed)).toBe(pause);
  });
});
