import { describe, expect, it } from 'vitest';
import { type BatchOptions, type Outcome, runBatch } from '../../../src/graph/batch.ts';
import type { Clock } from '../../../src/graph/clock.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { failure } from './fakeTrustStore.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const throttled = (seconds: number): GraphRequestError =>
  new GraphRequestError('throttled', 'too often', { status: 429, retryAfterSeconds: seconds });

/** A clock for several sleepers: each sleeps to its own hour, while everything else that can go on does. */
class SharedClock implements Clock {
  readonly sleeps: number[] = [];
  seconds = 0;

  now(): Date {
    return new Date(this.seconds * 1000);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const until = this.seconds + milliseconds / 1000;
    this.sleeps.push(milliseconds);
    await soon();
    await soon();
    signal?.throwIfAborted();
    this.seconds = Math.max(this.seconds, until);
  }
}

/** Runs a batch over the numbers from 0, and keeps what was sent and told. */
async function run(
  count: number,
  write: (item: number, signal: AbortSignal) => Promise<string>,
  options: Partial<Omit<BatchOptions<number, string>, 'clock'>> & { readonly clock?: SharedClock } = {},
) {
  const clock = options.clock ?? new SharedClock();
  const sent: number[] = [];
  const progress: string[] = [];
  const results = await runBatch<number, string>({
    items: Array.from({ length: count }, (_, index) => index),
    signal: new AbortController().signal,
    onProgress: (ended, total) => progress.push(`${ended}/${total}`),
    ...options,
    clock,
    write: (item, signal) => {
      sent.push(item);
      return write(item, signal);
    },
  });
  const kinds: Outcome<string>['kind'][] = results.map(({ outcome }) => outcome.kind);
  return { results, kinds, sent, progress, clock };
}

describe('the pauses and the end of a batch', () => {
  it('lets nobody send before the time that one was told to wait for', async () => {
    const clock = new SharedClock();
    const sent: string[] = [];
    let isRefused = false;
    const { kinds } = await run(
      9,
      async (item) => {
        sent.push(`${item} at ${clock.seconds}`);
        if (item === 1 && !isRefused) {
          isRefused = true;
          throw throttled(30);
        }
        await soon();
        return '';
      },
      { clock },
    );
    expect(kinds).toEqual(Array.from({ length: 9 }, () => 'done'));
    // 1 to 4 leave together; once 1 is refused, everything else waits, the second try of 1 too.
    expect(sent.slice(0, 5)).toEqual(['0 at 0', '1 at 0', '2 at 0', '3 at 0', '4 at 0']);
    expect(sent.slice(5).filter((line) => !line.endsWith(' at 30'))).toEqual([]);
    expect(sent.length).toBe(10);
  });

  it('waits longer from try to try where the service does not say how long, up to half a minute', async () => {
    const { kinds, clock } = await run(1, async () => Promise.reject(failure('throttled', 429)));
    expect(kinds).toEqual(['failed']);
    expect(clock.sleeps).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('waits for the five minutes that the service may ask for at most', async () => {
    let isRefused = false;
    const { kinds, clock } = await run(1, async () => {
      if (!isRefused) {
        isRefused = true;
        throw throttled(300);
      }
      return '';
    });
    expect([kinds, clock.sleeps]).toEqual([['done'], [300_000]]);
  });

  it('keeps the error of what failed', async () => {
    const error = failure('invalid', 400);
    const { results } = await run(1, async () => Promise.reject(error));
    expect(results).toEqual([{ item: 0, outcome: { kind: 'failed', error } }]);
    expect(results[0]?.outcome).toHaveProperty('error', error);
  });

  it('lets those end that are under way when one is told that the permission is missing', async () => {
    const { kinds, sent, progress } = await run(9, async (item) => {
      await soon();
      if (item === 2) {
        throw failure('forbidden', 403);
      }
      await soon();
      return '';
    });
    expect(sent).toEqual([0, 1, 2, 3, 4]);
    expect(kinds).toEqual([
      'done',
      'done',
      'failed',
      'done',
      'done',
      ...Array.from({ length: 4 }, () => 'notSent'),
    ]);
    // What was not sent has not ended.
    expect(progress).toEqual(['1/9', '2/9', '3/9', '4/9', '5/9']);
  });

  it('does not send again what was told to wait, where the permission turns out to be missing meanwhile', async () => {
    const { kinds, sent } = await run(
      3,
      async (item) => {
        if (item === 1) {
          throw throttled(30);
        }
        await soon();
        if (item === 2) {
          throw failure('forbidden', 403);
        }
        return '';
      },
      { clock: new SharedClock() },
    );
    expect([kinds, sent]).toEqual([
      ['done', 'notSent', 'failed'],
      [0, 1, 2],
    ]);
  });

  it('sends nothing where it was cancelled before it began', async () => {
    const { kinds, sent, progress } = await run(3, async () => '', {
      signal: AbortSignal.abort(new Error('cancelled')),
    });
    expect([kinds, sent, progress]).toEqual([['notSent', 'notSent', 'notSent'], [], []]);
  });

  it('tells after a cancel what never left from what the service answered for', async () => {
    const controller = new AbortController();
    const { kinds, progress } = await run(
      5,
      async (item, signal) => {
        if (item === 0) {
          return '';
        }
        await soon();
        controller.abort(new Error('cancelled'));
        if (item === 1) {
          throw failure('lostAnswer');
        }
        if (item === 2) {
          throw throttled(5);
        }
        signal.throwIfAborted();
        return '';
      },
      { signal: controller.signal },
    );
    expect(kinds).toEqual(['done', 'failed', 'notSent', 'notSent', 'notSent']);
    expect(progress).toEqual(['1/5', '2/5']);
  });
});
