import { describe, expect, test } from 'vitest';
import type { TrustStore } from '../../../src/graph/trustStore.ts';
import { answer, openServer, silence, stall } from '../../support/graphServer.ts';
import { failureOf, openClient, read, token, tokens, write } from './client.ts';

const upload = { uploadUrl: 'https://files.example/x', sha256FileHash: 'AB' };
const reason = new Error('the user changed their mind');

const calls: [string, (trustStore: TrustStore, signal: AbortSignal) => Promise<unknown>][] = [
  ['listing configurations', (trustStore, signal) => trustStore.listConfigurations(signal)],
  ['a further page', (trustStore, signal) => trustStore.listConfigurations(signal, '/next')],
  ['a configuration', (trustStore, signal) => trustStore.getConfiguration('c1', signal)],
  ['listing authorities', (trustStore, signal) => trustStore.listAuthorities('c1', signal)],
  ['all authorities', (trustStore, signal) => Array.fromAsync(trustStore.allAuthorities('c1', signal))],
];

const writes: typeof calls = [
  ['the upload', (store, signal) => store.upload('c1', upload, signal)],
  ['creating', (store, signal) => store.createConfiguration('name', signal, new Set())],
  ['renaming', (store, signal) => store.renameConfiguration('c1', 'name', signal)],
  ['deleting', (store, signal) => store.deleteConfiguration('c1', signal)],
  ['changing an authority', (store, signal) => store.changeAuthority('c1', 'a1', {}, signal)],
  ['deleting an authority', (store, signal) => store.deleteAuthority('c1', 'a1', signal)],
];

describe.each([...calls, ...writes])('%s', (_, call) => {
  test('asks for no token and sends nothing when aborted before', async () => {
    const server = await openServer([answer(200, { value: [] })]);
    const { trustStore, accesses } = openClient(server.root);
    expect(await failureOf(call(trustStore, AbortSignal.abort(reason)))).toBe(reason);
    expect([accesses, server.connections]).toEqual([[], 0]);
  });

  test('ends and sends nothing when aborted while the token is waited for', async () => {
    const server = await openServer([answer(200, { value: [] })]);
    const controller = new AbortController();
    const { trustStore } = openClient(server.root, {
      token: tokens(() => {
        setImmediate(() => controller.abort(reason));
        return new Promise(() => undefined); // a sign-in that nobody completes
      }),
    });
    expect(await failureOf(call(trustStore, controller.signal))).toBe(reason);
    expect(server.connections).toBe(0);
  });

  test('sends nothing when the token comes after the abort', async () => {
    const server = await openServer([answer(200, { value: [] })]);
    const controller = new AbortController();
    const { trustStore } = openClient(server.root, {
      token: tokens(async () => {
        controller.abort(reason);
        return token;
      }),
    });
    expect(await failureOf(call(trustStore, controller.signal))).toBe(reason);
    expect(server.connections).toBe(0);
  });
});

describe.each(calls)('%s', (_, call) => {
  test('ends with the reason when aborted while the answer is waited for', async () => {
    const controller = new AbortController();
    const server = await openServer([silence(() => controller.abort(reason))]);
    const { trustStore, clock } = openClient(server.root);
    expect(await failureOf(call(trustStore, controller.signal))).toBe(reason);
    expect([server.requests.length, clock.sleeps]).toEqual([1, []]);
  });

  test.each([200, 400, 503])(
    'ends with the reason when aborted in the middle of an answer of %i',
    async (status) => {
      const controller = new AbortController();
      const server = await openServer([stall(status, '{"value":[', () => controller.abort(reason))]);
      const { trustStore, clock } = openClient(server.root);
      expect(await failureOf(call(trustStore, controller.signal))).toBe(reason);
      expect([server.requests.length, clock.sleeps]).toEqual([1, []]);
    },
  );
});

test('a read that waits for its next attempt hears an abort at once', async () => {
  const controller = new AbortController();
  const server = await openServer([answer(429, '', { 'retry-after': '50' })]);
  const { transport, clock } = openClient(server.root);
  clock.isStopped = true;
  clock.onSleep = () => setImmediate(() => controller.abort(reason));
  expect(await failureOf(transport.send(read('/things', controller.signal)))).toBe(reason);
  expect([server.requests.length, clock.sleeps]).toEqual([1, [50_000]]);
});

test('an upload that has left runs to its end in spite of an abort', async () => {
  const controller = new AbortController();
  const server = await openServer([
    (response) => {
      controller.abort(reason);
      setTimeout(() => response.writeHead(204).end(), 20);
    },
  ]);
  const { trustStore } = openClient(server.root);
  await expect(trustStore.upload('c1', upload, controller.signal)).resolves.toBeUndefined();
});

test('a late failure of the token after an abort disturbs nobody', async () => {
  const controller = new AbortController();
  const signIn = Promise.withResolvers<string>();
  const { transport } = openClient('http://127.0.0.1:9', {
    token: tokens(() => {
      setImmediate(() => controller.abort(reason));
      return signIn.promise;
    }),
  });
  expect(await failureOf(transport.send(write(undefined, controller.signal)))).toBe(reason);
  signIn.reject(new Error('the dialog was closed')); // an unhandled rejection would fail the run
  await new Promise(setImmediate);
});
