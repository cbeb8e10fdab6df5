import { describe, expect, test } from 'vitest';
import type { GraphErrorReason } from '../../../src/graph/errors.ts';
import {
  answer,
  closedRoot,
  cutOff,
  openServer,
  type Reply,
  reset,
  type ServerScript,
  webPage,
} from '../../support/graphServer.ts';
import { failureOf, graphFailureOf, noAbort, openClient, read, tokens } from './client.ts';

const fine = answer(200, { ok: true });

describe('a read is tried again', () => {
  test.each<[string, Reply]>([
    ['429', answer(429)],
    ['502', answer(502)],
    ['503', answer(503)],
    ['504', answer(504)],
    ["503 with a proxy's page", webPage(503)],
    ['a connection that breaks without an answer', reset],
    ['an answer that is cut off in the middle', cutOff(200, '{"ok":')],
    ['an error that is cut off in the middle', cutOff(503, '{"error":')],
  ])('after %s', async (_, failure) => {
    const server = await openServer([failure, fine]);
    const { transport, clock, log } = openClient(server.root);
    await expect(transport.send(read())).resolves.toEqual({ ok: true });
    expect(server.requests.length).toBe(2);
    expect(clock.sleeps).toEqual([500]);
    expect(log.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('after a connection that is reset before anything was read', async () => {
    const server = await openServer({ replies: [fine], resetConnections: 2 });
    const { transport, clock } = openClient(server.root);
    await expect(transport.send(read())).resolves.toEqual({ ok: true });
    expect([server.connections, server.requests.length, clock.sleeps]).toEqual([3, 1, [500, 1000]]);
  });

  test('with the same request id of ours and the same address each time', async () => {
    const server = await openServer([answer(503), reset, fine]);
    await openClient(server.root).transport.send(read('/things?$top=5'));
    const seen = server.requests.map(({ url, headers }) => `${url} ${String(headers['client-request-id'])}`);
    expect(new Set(seen)).toHaveLength(1);
  });
});

describe('the wait before a read is tried again', () => {
  test.each<[string, string, number[]]>([
    ['is what Retry-After says in seconds', '17', [17_000]],
    ['goes up to a minute', '60', [60_000]],
    ['is up to the date that Retry-After names', 'Tue, 24 Nov 2026 10:00:20 GMT', [20_000]],
    [
      'is never shorter than without Retry-After, for a date in the past',
      'Mon, 23 Nov 2026 10:00:00 GMT',
      [500],
    ],
    ['is never shorter than without Retry-After, for no seconds', '0', [500]],
    ['is as without Retry-After where that makes no sense', 'in a while', [500]],
  ])('%s', async (_, value, sleeps) => {
    const server = await openServer([answer(429, '', { 'retry-after': value }), fine]);
    const { transport, clock } = openClient(server.root);
    await transport.send(read());
    expect(clock.sleeps).toEqual(sleeps);
  });

  test('grows from attempt to attempt', async () => {
    const server = await openServer([answer(503), reset, answer(504, '', { 'retry-after': '1' }), fine]);
    const { transport, clock } = openClient(server.root);
    await transport.send(read());
    expect(clock.sleeps).toEqual([500, 1000, 2000]);
  });

  test.each<[string, string, number]>([
    ['in seconds', '61', 61],
    ['without end', '31536000', 31_536_000],
    ['as a date', 'Tue, 24 Nov 2026 11:00:00 GMT', 3600],
  ])('is left to the caller when it is longer than a minute (%s)', async (_, value, seconds) => {
    const server = await openServer([answer(429, '', { 'retry-after': value })]);
    const { transport, clock } = openClient(server.root);
    const error = await graphFailureOf(transport.send(read()));
    expect([error.reason, error.details.retryAfterSeconds]).toEqual(['throttled', seconds]);
    expect([server.requests.length, clock.sleeps]).toEqual([1, []]);
  });
});

describe('a read is given up', () => {
  test.each<[string, Reply, GraphErrorReason, string]>([
    ['429', answer(429), 'throttled', 'Too Many Requests'],
    ['503', answer(503, { error: { message: 'Busy.' } }), 'unavailable', 'Busy.'],
    ['a broken connection', reset, 'network', 'Graph could not be reached.'],
    [
      'a broken answer',
      cutOff(200, '{'),
      'network',
      'The connection to Graph broke in the middle of an answer.',
    ],
  ])('after four times %s', async (_, failure, reason, message) => {
    const server = await openServer([failure]);
    const { transport, clock } = openClient(server.root);
    const error = await graphFailureOf(transport.send(read()));
    expect([error.reason, error.message, error.details.operation]).toEqual([reason, message, 'GET …/things']);
    expect([server.requests.length, clock.sleeps]).toEqual([4, [500, 1000, 2000]]);
  });

  test('after four times nobody at the other end, with the cause', async () => {
    const { transport, clock, log } = openClient(await closedRoot());
    const error = await graphFailureOf(transport.send(read()));
    expect([error.reason, error.details]).toEqual(['network', { operation: 'GET …/things' }]);
    expect(error.cause).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect([clock.sleeps.length, log.map(({ status }) => status)]).toEqual([3, Array(4).fill(undefined)]);
  });

  test.each([400, 401, 403, 404, 409, 410, 500, 501, 505])('at once after %i', async (status) => {
    const server = await openServer([
      answer(status, { error: { message: 'No.' } }, { 'retry-after': '1' }),
      fine,
    ]);
    const error = await graphFailureOf(openClient(server.root).transport.send(read()));
    expect([error.details.status, error.message, server.requests.length]).toEqual([status, 'No.', 1]);
  });
});

describe('an answer', () => {
  test.each<[string, ServerScript['replies'], string]>([
    [
      "a proxy's page",
      [webPage(200)],
      'The answer is not JSON. A proxy or a sign-in page may stand between here and Graph.',
    ],
    [
      'half a JSON',
      [answer(200, '{"value":[')],
      'The answer is not JSON. A proxy or a sign-in page may stand between here and Graph.',
    ],
  ])('of status 200 that is %s is a broken promise and not asked for again', async (_, replies, message) => {
    const server = await openServer({ replies });
    const error = await graphFailureOf(openClient(server.root).transport.send(read()));
    expect([error.reason, error.message, error.details]).toEqual([
      'protocol',
      message,
      { status: 200, operation: 'GET …/things' },
    ]);
    expect(server.requests.length).toBe(1);
  });

  test("that is a proxy's page with 403 is an error without the page in it", async () => {
    const server = await openServer([webPage(403)]);
    const error = await graphFailureOf(openClient(server.root).transport.send(read()));
    expect([error.reason, error.message]).toEqual(['forbidden', 'Forbidden']);
  });

  test('that is empty is nothing', async () => {
    const server = await openServer([answer(200)]);
    await expect(openClient(server.root).transport.send(read())).resolves.toBeUndefined();
  });

  test('with a claims challenge and no body still brings the challenge', async () => {
    const challenge = 'Bearer error="insufficient_claims", claims="e30="';
    const server = await openServer([answer(401, '', { 'www-authenticate': challenge })]);
    const error = await graphFailureOf(openClient(server.root).transport.send(read()));
    expect([error.reason, error.details.claimsChallenge]).toEqual(['unauthenticated', challenge]);
  });

  test.each([600, 999])(
    'of the status %i that does not exist is an error with that status',
    async (status) => {
      const server = await openServer([answer(status)]);
      const error = await graphFailureOf(openClient(server.root).transport.send(read()));
      expect(error.details.status).toBe(status);
    },
  );
});

test('an attempt that takes too long counts as a broken connection', async () => {
  // What fetch does when the time-out of an attempt fires; a real one would take a minute.
  const timedOut = () => Promise.reject(new DOMException('timed out', 'TimeoutError'));
  const { transport, clock } = openClient('http://127.0.0.1:9', { fetch: timedOut });
  expect((await graphFailureOf(transport.send(read()))).reason).toBe('network');
  expect(clock.sleeps).toEqual([500, 1000, 2000]);
});

test('a failure to get a token ends the call with that failure, and nothing is sent', async () => {
  const server = await openServer([fine]);
  const refusal = new Error('not signed in');
  const { transport } = openClient(server.root, { token: tokens(() => Promise.reject(refusal)) });
  expect(await failureOf(transport.send(read()))).toBe(refusal);
  expect(server.requests).toEqual([]);
});

test('two transports at the same time keep to their own roots and versions', async () => {
  const [one, two] = [await openServer([fine]), await openServer([fine])];
  const [first, second] = [openClient(one.root), openClient(two.root, { apiVersion: 'beta' })];
  await Promise.all([
    first.transport.send(read('/a', noAbort())),
    second.transport.send(read('/b', noAbort())),
  ]);
  expect([one, two].map(({ requests }) => requests.map(({ url }) => url))).toEqual([
    ['/v1.0/a'],
    ['/beta/b'],
  ]);
});
