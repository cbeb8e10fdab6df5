import { describe, expect, it } from 'vitest';
import { type BatchOptions, runBatch } from '../../../src/graph/batch.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { failure } from './fakeTrustStore.ts';

const throttled = (seconds: number): GraphRequestError =>
  new GraphRequestError('throttled', 'too often', { status: 429, retryAfterSeconds: seconds });

/** Runs a batch over the numbers from 0, and keeps what happened in its order. */
async function run(
  count: number,
  write: (item: number, signal: AbortSignal) => Promise<string>,
  options: Partial<BatchOptions<number, string>> = {},
) {
  const clock = new FakeClock();
  const progress: string[] = [];
  let underWay = 0;
  let most = 0;
  const sent: number[] = [];
  const items = Array.from({ length: count }, (_, index) => index);
  const results = await runBatch<number, string>({
    items,
    clock,
    signal: new AbortController().signal,
    onProgress: (ended, total) => progress.push(`${ended}/${total}`),
    write: async (item, signal) => {
      sent.push(item);
      underWay += 1;
      most = Math.max(most, underWay);
      try {
        return await write(item, signal);
      } finally {
        underWay -= 1;
      }
    },
    ...options,
  });
  return { results, kinds: results.map(({ outcome }) => outcome.kind), sent, most, progress, clock };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a batch of writes', () => {
  it('tells what became of each, in the order of the items', async () => {
    const { results, sent } = await run(6, async (item) => {
      await soon();
      if (item === 3) {
        throw failure('invalid', 400);
      }
      return `done ${item}`;
    });
    expect(results.map(({ item }) => item)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(results.map(({ outcome }) => (outcome.kind === 'done' ? outcome.result : outcome.kind))).toEqual([
      'done 0',
      'done 1',
      'done 2',
      'failed',
      'done 4',
      'done 5',
    ]);
    expect(sent.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has at most four under way, and the first alone', async () => {
    let isFirstOver = false;
    const { most } = await run(20, async (item) => {
      if (item > 0 && !isFirstOver) {
        throw new Error('The first was not over');
      }
      await soon();
      await soon();
      isFirstOver = true;
      return '';
    });
    expect([most, isFirstOver]).toEqual([4, true]);
  });

  it('counts what has ended', async () => {
    const { progress } = await run(3, async () => '');
    expect(progress).toEqual(['1/3', '2/3', '3/3']);
    expect((await run(0, async () => '')).kinds).toEqual([]);
  });

  it('sends again what was refused for now, after the time that was asked for, and only that', async () => {
    let refusals = 2;
    const { kinds, sent, clock } = await run(3, async (item) => {
      if (item === 0 && refusals > 0) {
        refusals -= 1;
        throw throttled(20);
      }
      return '';
    });
    expect(kinds).toEqual(['done', 'done', 'done']);
    expect(sent).toEqual([0, 0, 0, 1, 2]);
    expect(clock.sleeps).toEqual([20_000, 20_000]);
  });

  it('holds everybody back while one is to wait', async () => {
    let isRefused = false;
    const clock = new FakeClock();
    const started = clock.now().getTime();
    const times: number[] = [];
    await run(
      5,
      async (item) => {
        if (item === 1 && !isRefused) {
          isRefused = true;
          throw throttled(30);
        }
        await soon();
        times.push((clock.now().getTime() - started) / 1000);
        return '';
      },
      { clock },
    );
    // The first, and those that were under way when the second was refused; the rest comes after.
    expect(times.filter((time) => time >= 30).length).toBeGreaterThanOrEqual(1);
    expect(times.length).toBe(5);
  });

  it.each([
    ['asks for more than five minutes', () => throttled(301), 1],
    ['goes on refusing', () => throttled(1), 8],
  ])('gives an item up where the service %s', async (_, error, tries) => {
    const { kinds, sent } = await run(1, async () => {
      throw error();
    });
    expect([kinds, sent.length]).toEqual([['failed'], tries]);
  });

  it('leaves the service alone also where it gives an item up', async () => {
    const far = await run(7, async (item) => (item === 0 ? Promise.reject(throttled(400)) : ''));
    expect(far.kinds).toEqual(['failed', ...Array.from({ length: 6 }, () => 'notSent')]);
    const clock = new FakeClock();
    const started = clock.now().getTime();
    const times: number[] = [];
    const stubborn = await run(
      2,
      async (item) => {
        times.push((clock.now().getTime() - started) / 1000);
        return item === 0 ? Promise.reject(throttled(20)) : '';
      },
      { clock },
    );
    expect(stubborn.kinds).toEqual(['failed', 'done']);
    // Eight tries, twenty and then thirty seconds after each other; the second item waits as long after the last of them.
    expect(times.slice(-2)).toEqual([170, 200]);
  });

  it('tries again what may pass, and nothing else', async () => {
    let isThere = false;
    const mayPass = (error: unknown): boolean =>
      error instanceof GraphRequestError && error.reason === 'notFound';
    const late = await run(
      1,
      async () => {
        if (!isThere) {
          isThere = true;
          throw failure('notFound', 404);
        }
        return '';
      },
      { mayPass },
    );
    expect([late.kinds, late.sent.length]).toEqual([['done'], 2]);
    const other = await run(1, async () => Promise.reject(failure('network')), { mayPass });
    expect([other.kinds, other.sent.length]).toEqual([['failed'], 1]);
  });

  it.each([
    ['the permission is missing', failure('forbidden', 403)],
    ['the sign-in has ended', failure('unauthenticated', 401)],
    ['the user says no to a sign-in', new Error('cancelled')],
  ])('does not try the rest where %s', async (_, error) => {
    const { kinds, sent } = await run(9, async () => Promise.reject(error));
    expect(sent).toEqual([0]);
    expect(kinds).toEqual(['failed', ...Array.from({ length: 8 }, () => 'notSent')]);
  });

  it('leaves what was not sent when it is cancelled, and waits for what was', async () => {
    const controller = new AbortController();
    const { kinds } = await run(
      9,
      async (item) => {
        await soon();
        if (item === 2) {
          controller.abort(new Error('cancelled'));
        }
        await soon();
        return '';
      },
      { signal: controller.signal },
    );
    expect(kinds.filter((kind) => kind === 'done').length).toBe(5);
    expect(kinds.filter((kind) => kind === 'notSent').length).toBe(4);
  });

  it('hears a cancel while it waits', async () => {
    const controller = new AbortController();
    const clock = new FakeClock();
    clock.isStopped = true;
    clock.onSleep = () => setImmediate(() => controller.abort(new Error('cancelled')));
    const { kinds } = await run(2, async () => Promise.reject(throttled(10)), {
      clock,
      signal: controller.signal,
    });
    expect(kinds).toEqual(['notSent', 'notSent']);
  });
});
