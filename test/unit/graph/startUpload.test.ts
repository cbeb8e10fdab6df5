import { describe, expect, test } from 'vitest';
import type { UploadRequest } from '../../../src/graph/trustStore.ts';
import { startUpload, type UploadBaseline } from '../../../src/graph/uploadJob.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { answer, openServer, type Reply, reset, webPage } from '../../support/graphServer.ts';
import { failureOf, graphFailureOf, noAbort, openClient, token, tokens } from './client.ts';
import { baseline, FakeTrustStore, failure, state } from './fakeTrustStore.ts';

const request: UploadRequest = { uploadUrl: 'https://files.example/x.p7b', sha256FileHash: 'AB'.repeat(32) };
const reason = new Error('the user changed their mind');

function start(
  trustStore: Parameters<typeof startUpload>[0],
  options: {
    readonly clock?: FakeClock;
    readonly signal?: AbortSignal;
    readonly onBaseline?: (baseline: UploadBaseline) => Promise<void>;
  } = {},
): Promise<UploadBaseline> {
  const { clock = new FakeClock(), signal = noAbort(), onBaseline = () => Promise.resolve() } = options;
  return startUpload(trustStore, clock, 'c1', request, signal, onBaseline);
}

describe('an upload', () => {
  test('tells what it starts from before the request leaves, and returns it', async () => {
    const store = new FakeTrustStore([state('succeeded')]);
    const started = await start(store, {
      onBaseline: async (told) => {
        await new Promise(setImmediate);
        store.events.push(`remember ${JSON.stringify(told)}`);
      },
    });
    expect(started).toEqual(baseline);
    expect(store.events).toEqual(['look at c1', `remember ${JSON.stringify(baseline)}`, 'upload to c1']);
    expect(store.uploads).toEqual([request]);
  });

  test.each(['running', 'Running'])('is not asked for while a job is %s', async (status) => {
    const store = new FakeTrustStore([state(status)]);
    let told = false;
    const onBaseline = async (): Promise<void> => {
      told = true;
    };
    const error = await graphFailureOf(start(store, { onBaseline }));
    expect([error.reason, told, store.uploads]).toEqual(['jobRunning', false, []]);
  });

  test.each(['failed', 'succeeded', 'unheardOf'])('is asked for after a job that %s', async (status) => {
    const store = new FakeTrustStore([state(status)]);
    await start(store);
    expect(store.uploads.length).toBe(1);
  });

  test('is not asked for where it cannot be remembered', async () => {
    const store = new FakeTrustStore([state('succeeded')]);
    const full = new Error('the disk is full');
    expect(await failureOf(start(store, { onBaseline: () => Promise.reject(full) }))).toBe(full);
    expect(store.uploads).toEqual([]);
  });

  test('is not asked for where the state before cannot be read', async () => {
    const store = new FakeTrustStore([failure('network')]);
    expect((await graphFailureOf(start(store))).reason).toBe('network');
    expect(store.uploads).toEqual([]);
  });

  test.each(['before', 'while it is remembered'])('is not asked for when aborted %s', async (when) => {
    const store = new FakeTrustStore([state('succeeded')]);
    const controller = new AbortController();
    if (when === 'before') {
      controller.abort(reason);
    }
    const onBaseline = async (): Promise<void> => controller.abort(reason);
    expect(await failureOf(start(store, { signal: controller.signal, onBaseline }))).toBe(reason);
    expect(store.uploads).toEqual([]);
  });

  test.each([
    failure('invalid', 400),
    failure('unauthenticated', 401),
    failure('forbidden', 403),
    failure('notFound', 404),
    failure('throttled', 429),
    failure('foreignAddress'),
    new Error('the sign-in was closed'),
  ])('ends with a refusal as it is, and does not look after it (%s)', async (refusal) => {
    const store = new FakeTrustStore([state('succeeded')], () => Promise.reject(refusal));
    expect(await failureOf(start(store))).toBe(refusal);
    expect(store.events).toEqual(['look at c1', 'upload to c1']);
  });
});

describe('a lost answer', () => {
  const lost = failure('unavailable', 504);
  const losing = () => Promise.reject(lost);

  test.each([failure('network'), failure('unavailable', 502), failure('protocol', 200)])(
    'is made up for by a job that shows itself (%s)',
    async (error) => {
      const store = new FakeTrustStore([state('succeeded'), state('running')], async () => {
        throw error;
      });
      await expect(start(store)).resolves.toEqual(baseline);
      expect(store.uploads.length).toBe(1);
    },
  );

  test.each([
    ['is running later', [state('succeeded'), state('succeeded'), state('running', 1)], [0, 2000, 5000]],
    ['has succeeded already', [state('succeeded'), state('succeeded', 1)], [0, 2000]],
    ['has failed already', [state('failed', 1)], [0]],
    ['shows itself after the service was out of reach', [failure('network'), state('running', 1)], [0, 2000]],
    ['shows itself after the service was busy', [failure('throttled', 429), state('running', 1)], [0, 2000]],
  ])('is made up for by a job that %s', async (_, looks, sleeps) => {
    const store = new FakeTrustStore([state('succeeded'), ...looks], losing);
    const clock = new FakeClock();
    await expect(start(store, { clock })).resolves.toEqual(baseline);
    expect([store.uploads.length, store.looksLeft, clock.sleeps]).toEqual([1, 0, sleeps]);
  });

  test.each([
    ['no job shows itself', Array(4).fill(state('failed'))],
    ['the service stays out of reach', Array(4).fill(failure('network'))],
    ['the state may not be read', [failure('forbidden', 403)]],
    ['nobody is signed in any more', [new Error('sign in again')]],
  ])('leaves the outcome unknown where %s, and is told as that', async (_, looks) => {
    const store = new FakeTrustStore([state('failed'), ...looks], losing);
    const error = await graphFailureOf(start(store));
    expect([error.reason, error.details, error.cause]).toEqual(['unknownOutcome', { status: 504 }, lost]);
    expect(store.uploads.length).toBe(1);
  });

  test('leaves the outcome unknown also where the user does not wait for it', async () => {
    const store = new FakeTrustStore([state('succeeded'), state('succeeded')], losing);
    const controller = new AbortController();
    const clock = new FakeClock();
    clock.onSleep = (milliseconds) => milliseconds > 0 && controller.abort(reason);
    const error = await graphFailureOf(start(store, { clock, signal: controller.signal }));
    expect([error.reason, store.uploads.length, clock.sleeps]).toEqual(['unknownOutcome', 1, [0, 2000]]);
  });
});

describe('over a real connection', () => {
  const idle = answer(200, state('succeeded'));
  const running = answer(200, state('running', 1));

  test.each<[string, Reply]>([
    ['the connection breaks', reset],
    ['a gateway loses the answer', answer(504)],
    ['the service is busy', answer(503, '', { 'retry-after': '0' })],
    ['a proxy answers', webPage(200)],
  ])('the request is sent once when %s', async (_, reply) => {
    const server = await openServer([idle, reply, running]);
    const { trustStore, clock } = openClient(server.root);
    await expect(start(trustStore, { clock })).resolves.toEqual(baseline);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  test('the request is sent once where the outcome stays unknown', async () => {
    const server = await openServer([idle, reset]);
    const { trustStore, clock } = openClient(server.root);
    expect((await graphFailureOf(start(trustStore, { clock }))).reason).toBe('unknownOutcome');
    expect(server.requests.filter(({ method }) => method === 'POST').length).toBe(1);
  });

  test('an abort while the request is under way does not lose its outcome', async () => {
    const controller = new AbortController();
    const server = await openServer([
      idle,
      (response) => {
        controller.abort(reason);
        setTimeout(() => response.writeHead(204).end(), 20);
      },
    ]);
    const { trustStore, clock } = openClient(server.root);
    await expect(start(trustStore, { clock, signal: controller.signal })).resolves.toEqual(baseline);
  });

  const closed = new Error('the sign-in was closed');
  test.each<[string, () => Promise<never>, Error]>([
    ['is closed', () => Promise.reject(closed), closed],
    ['is not waited for', () => new Promise(() => undefined), reason],
  ])('a sign-in for writing that %s is no lost answer: nothing has left', async (_, signIn, expected) => {
    const server = await openServer([idle]);
    const controller = new AbortController();
    const { trustStore, clock } = openClient(server.root, {
      token: tokens((access) => {
        if (access === 'read') {
          return Promise.resolve(token);
        }
        setImmediate(() => controller.abort(reason));
        return signIn();
      }),
    });
    expect(await failureOf(start(trustStore, { clock, signal: controller.signal }))).toBe(expected);
    expect([server.requests.map(({ method }) => method), clock.sleeps]).toEqual([['GET'], []]);
  });
});
