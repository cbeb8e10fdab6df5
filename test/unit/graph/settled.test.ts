import { describe, expect, it } from 'vitest';
import type { GraphErrorReason } from '../../../src/graph/errors.ts';
import { settled } from '../../../src/graph/settled.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { failureOf, graphFailureOf, noAbort } from './client.ts';
import { failure } from './fakeTrustStore.ts';

/** Sends a write that ends with an error, and looks for it; the looks find what is queued. */
function lose(reason: GraphErrorReason, looks: (string | undefined | Error)[], signal = noAbort()) {
  const clock = new FakeClock();
  const counts = { sent: 0, looked: 0 };
  const outcome = settled(
    clock,
    signal,
    async (): Promise<string> => {
      counts.sent += 1;
      throw failure(reason);
    },
    async () => {
      counts.looked += 1;
      const look = looks.shift();
      if (look instanceof Error) {
        throw look;
      }
      return look;
    },
  );
  return { outcome, counts, clock };
}

describe('a write', () => {
  it('is not looked for where its answer came', async () => {
    const looked: string[] = [];
    const look = async (): Promise<string> => {
      looked.push('looked');
      return 'seen';
    };
    await expect(settled(new FakeClock(), noAbort(), async () => 'answer', look)).resolves.toBe('answer');
    expect(looked).toEqual([]);
  });

  it.each<GraphErrorReason>(['network', 'unavailable', 'protocol'])(
    'whose answer was lost (%s) is what a look finds, and is sent once',
    async (reason) => {
      const { outcome, counts, clock } = lose(reason, [undefined, failure('network'), 'seen']);
      await expect(outcome).resolves.toBe('seen');
      expect([counts, clock.sleeps]).toEqual([{ sent: 1, looked: 3 }, [0, 2000, 5000]]);
    },
  );

  it('whose answer was lost and of which nothing is to be seen has an unknown outcome', async () => {
    const { outcome, counts, clock } = lose('network', []);
    expect((await graphFailureOf(outcome)).reason).toBe('lostAnswer');
    expect([counts, clock.sleeps]).toEqual([{ sent: 1, looked: 4 }, [0, 2000, 5000, 10_000]]);
  });

  it('has an unknown outcome also where the looking is cancelled', async () => {
    const { outcome, counts } = lose('network', ['seen'], AbortSignal.abort(new Error('cancelled')));
    expect((await graphFailureOf(outcome)).reason).toBe('lostAnswer');
    expect(counts).toEqual({ sent: 1, looked: 0 });
  });

  it.each<GraphErrorReason>(['invalid', 'forbidden', 'notFound', 'throttled', 'unauthenticated'])(
    'that was refused (%s) is not looked for',
    async (reason) => {
      const { outcome, counts } = lose(reason, ['seen']);
      expect((await graphFailureOf(outcome)).reason).toBe(reason);
      expect(counts).toEqual({ sent: 1, looked: 0 });
    },
  );

  it('that never left ends as it did', async () => {
    const reason = new Error('the sign-in was closed');
    const ended = settled(
      new FakeClock(),
      noAbort(),
      () => Promise.reject(reason),
      async () => 'seen',
    );
    expect(await failureOf(ended)).toBe(reason);
  });
});
