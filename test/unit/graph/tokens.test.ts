import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  answer,
  cutOff,
  openServer,
  type Reply,
  redirect,
  reset,
  webPage,
} from '../../support/graphServer.ts';
import {
  configurationsPath,
  failureOf,
  graphFailureOf,
  noAbort,
  openClient,
  read,
  token,
  tokens,
  write,
} from './client.ts';

const list = (nextLink: string, value: object[] = []) => answer(200, { value, '@odata.nextLink': nextLink });

describe('the token', () => {
  test('is asked for reading with GET and for writing with POST, once for each call', async () => {
    const server = await openServer([answer(503), answer(200, '{}'), answer(204)]);
    const { transport, accesses } = openClient(server.root);
    await transport.send(read());
    await transport.send(write());
    expect(accesses).toEqual(['read', 'write']);
    expect(server.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['GET', `Bearer ${token}`],
      ['GET', `Bearer ${token}`],
      ['POST', `Bearer ${token}`],
    ]);
  });

  test('is asked for with the signal of the call', async () => {
    const server = await openServer([answer(204)]);
    const signals: AbortSignal[] = [];
    const { transport } = openClient(server.root, {
      token: tokens(async (_, signal) => {
        signals.push(signal);
        return token;
      }),
    });
    const signal = noAbort();
    await transport.send(write(undefined, signal));
    expect(signals).toEqual([signal]);
  });

  test.each<[string, number, 'GET' | 'POST']>([
    ['moved', 301, 'GET'],
    ['found', 302, 'GET'],
    ['see other', 303, 'GET'],
    ['temporary', 307, 'GET'],
    ['permanent', 308, 'GET'],
    ['found', 302, 'POST'],
    ['temporary', 307, 'POST'],
    ['permanent', 308, 'POST'],
  ])('does not follow a redirect to another origin (%s, %i, %s)', async (_, status, method) => {
    const other = await openServer([answer(200, { value: [] })]);
    const server = await openServer([redirect(status, `${other.root}/v1.0/things`)]);
    const call = method === 'GET' ? read() : write();
    const error = await graphFailureOf(openClient(server.root).transport.send(call));
    expect([error.reason, error.details.status]).toEqual(['protocol', status]);
    expect([other.connections, other.requests, server.requests.length]).toEqual([0, [], 1]);
  });

  test.each(['https://', 'http://'])(
    'does not go with a path that hides an address with %s',
    async (scheme) => {
      const other = await openServer([answer(200, '{}')]);
      const server = await openServer([answer(200, '{}')]);
      const path = other.root.replace('http://', scheme);
      const { transport, accesses } = openClient(server.root);
      await transport.send(read(`${path}/v1.0/x`)).catch(() => undefined);
      expect(other.connections).toBe(0);
      // Where it was not sent to Graph itself, it was not even asked for.
      expect(accesses.length).toBe(server.requests.length);
    },
  );

  test('is not even asked for when a path of the client leads to another host', async () => {
    const { transport, accesses } = openClient('http://127.0.0.1:9');
    const error = await graphFailureOf(transport.send(read('https://foreign.example/v1.0/things')));
    expect([error.reason, error.message]).toEqual([
      'foreignAddress',
      'The token was not sent to a host that is not Graph.',
    ]);
    expect(accesses).toEqual([]);
  });
});

describe('a link to a next page', () => {
  test.each<[string, (root: string, other: string) => string]>([
    ['to another host', (_, other) => `${other}${configurationsPath}?$skiptoken=1`],
    ['to another host without a scheme', (_, other) => `${other.replace('http:', '')}${configurationsPath}`],
    ['to another port', (root) => `${root}1${configurationsPath}`],
    ['to another scheme', (root) => root.replace('http', 'https') + configurationsPath],
    ['to the host under another name', (root) => root.replace('127.0.0.1', 'localhost') + configurationsPath],
    ['with credentials', (root) => root.replace('//', '//user:password@') + configurationsPath],
    ['to another version', (root) => `${root}${configurationsPath.replace('v1.0', 'beta')}`],
    ['out of the version by dots', (root) => `${root}/v1.0/../beta/directory`],
    ['out of the version by encoded dots', (root) => `${root}/v1.0/%2e%2e/beta/directory`],
    ['to a version that begins alike', (root) => `${root}/v1.0.evil/directory`],
    ['to a host that begins alike', (root) => `${root}.evil.example/v1.0/directory`],
    ['to a file', () => 'file:///etc/passwd'],
    ['that is no address', () => 'http://'],
  ])('%s is refused, and nothing goes there', async (_, link) => {
    const other = await openServer([answer(200, { value: [] })]);
    const server = await openServer({ replies: (root) => [list(link(root, other.root))] });
    const error = await graphFailureOf(openClient(server.root).trustStore.listConfigurations(noAbort()));
    expect([error.reason, error.message]).toEqual([
      'foreignAddress',
      'The service pointed to a next page on another host. It was not followed.',
    ]);
    expect([other.connections, server.requests.length]).toEqual([0, 1]);
  });

  const odd = `$skiptoken=X'44537074'+/=%2B%20%26%23%25(a=b)é?x:@!*;,~|&$count=true&flag`;
  test.each<[string, (root: string) => string, string]>([
    [
      'whole',
      (root) => `${root}${configurationsPath}?$skiptoken=abc`,
      `${configurationsPath}?$skiptoken=abc`,
    ],
    [
      'in upper case',
      (root) => `${root.replace('http', 'HTTP')}/v1.0/x?$skiptoken=A`,
      '/v1.0/x?$skiptoken=A',
    ],
    ['relative to the version', () => 'directory/x?$skiptoken=abc', '/v1.0/directory/x?$skiptoken=abc'],
    ['relative to the host', () => '/v1.0/directory/x?$skiptoken=abc', '/v1.0/directory/x?$skiptoken=abc'],
    [
      'with https:// in its query',
      (root) => `${root}/v1.0/x?$skiptoken=https://foreign.example/v1.0/y&from=https://also.example/`,
      '/v1.0/x?$skiptoken=https:%2F%2Fforeign.example/v1.0/y&from=https:%2F%2Falso.example/',
    ],
    [
      'with https:// in its path',
      (root) => `${root}/v1.0/x('https://foreign.example/v1.0/y')?$skiptoken=1`,
      `/v1.0/x('https:%2F%2Fforeign.example/v1.0/y')?$skiptoken=1`,
    ],
    [
      'with a token of odd characters',
      (root) => `${root}/v1.0/x?${odd}`,
      `/v1.0/x?$count=true&$skiptoken=X%2744537074%27+/=%2B%20%26%23%25(a=b)%C3%A9?x:@!*;,~|&flag`,
    ],
  ])('%s is followed to the letter', async (_, link, url) => {
    const server = await openServer({ replies: (root) => [list(link(root)), answer(200, { value: [] })] });
    const { trustStore } = openClient(server.root);
    const page = await trustStore.listConfigurations(noAbort());
    const last = await trustStore.listConfigurations(noAbort(), page.next);
    expect(last).toEqual({ items: [], next: undefined });
    expect(server.requests[1]?.url).toBe(url);
    expect(server.requests[1]?.headers.authorization).toBe(`Bearer ${token}`);
  });
});

describe('what is told of a call', () => {
  const secrets = {
    token,
    id: 'identifier-of-a-configuration',
    query: 'signature-of-an-address',
    body: 'hash-in-a-body',
    answer: 'sentence-of-the-service',
  };
  const upload = { uploadUrl: `https://files.example/x?sig=${secrets.query}`, sha256FileHash: secrets.body };
  const failures: [string, Reply][] = [
    ['success', answer(200, { id: secrets.answer }, { 'request-id': 'r-1' })],
    ['an error of Graph', answer(400, { error: { message: secrets.answer } }, { 'request-id': 'r-1' })],
    ["a proxy's page", webPage(200)],
    ['a broken connection', reset],
    ['a broken answer', cutOff(200, `{"${secrets.answer}":`)],
    ['a redirect', redirect(307, `https://foreign.example/?${secrets.query}`)],
  ];

  test.each(failures)(
    'in the log after %s is the route, and no id, query, token or body',
    async (_, reply) => {
      const server = await openServer([reply]);
      const { trustStore, log } = openClient(server.root);
      await trustStore.upload(secrets.id, upload, noAbort()).catch(() => undefined);
      await trustStore.getConfiguration(secrets.id, noAbort()).catch(() => undefined);
      await trustStore.listAuthorities(secrets.id, noAbort()).catch(() => undefined);
      await trustStore.listConfigurations(noAbort(), `/x?$skiptoken=${secrets.query}`).catch(() => undefined);
      const routes = new Set(log.map(({ method, route }) => `${method} ${route}`));
      expect([...routes]).toEqual([
        'POST …/certificateBasedAuthConfigurations/{id}/upload',
        'GET …/certificateBasedAuthConfigurations/{id}',
        'GET …/certificateBasedAuthConfigurations/{id}/certificateAuthorities',
        'GET …/certificateBasedAuthConfigurations',
      ]);
      const names = ['attempt', 'method', 'milliseconds', 'requestId', 'route', 'status'];
      expect([...new Set(log.flatMap((entry) => Object.keys(entry)))].toSorted()).toEqual(names);
      for (const secret of [...Object.values(secrets), server.root]) {
        expect(JSON.stringify(log)).not.toContain(secret);
      }
    },
  );

  test.each(failures.slice(1))('in the error after %s is no id, query, token or body', async (_, reply) => {
    const server = await openServer([reply]);
    const { trustStore } = openClient(server.root);
    const told = inspect(await failureOf(trustStore.upload(secrets.id, upload, noAbort())), { depth: 20 });
    expect(told).toContain('POST …/certificateBasedAuthConfigurations/{id}/upload');
    for (const secret of [secrets.token, secrets.id, secrets.query, secrets.body]) {
      expect(told).not.toContain(secret);
    }
  });

  test('in the log are status, request id, attempt and the time that the whole answer took', async () => {
    const server = await openServer([
      answer(503, '', { 'request-id': 'r-1' }),
      answer(200, '{}', { 'request-id': 'r-2' }),
    ]);
    let time = 0;
    const clock = { now: () => new Date((time += 7)), sleep: () => Promise.resolve() };
    const { transport, log } = openClient(server.root, { clock });
    await transport.send(read());
    const entry = { method: 'GET', route: '…/things', milliseconds: 7 };
    expect(log).toEqual([
      { ...entry, status: 503, requestId: 'r-1', attempt: 1 },
      { ...entry, status: 200, requestId: 'r-2', attempt: 2, milliseconds: 7 },
    ]);
  });
});
