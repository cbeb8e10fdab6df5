import { describe, expect, test } from 'vitest';
import type { GraphErrorReason } from '../../../src/graph/errors.ts';
import {
  answer,
  cutOff,
  openServer,
  type Reply,
  redirect,
  reset,
  webPage,
} from '../../support/graphServer.ts';
import { graphFailureOf, noAbort, openClient, write } from './client.ts';

const retryAfter = (value: string) => ({ 'retry-after': value });

describe('a write is sent once and no more', () => {
  test.each<[string, Reply, GraphErrorReason]>([
    ['429 with Retry-After in seconds', answer(429, '', retryAfter('1')), 'throttled'],
    ['429 with Retry-After in no seconds', answer(429, '', retryAfter('0')), 'throttled'],
    ['503 with a date', answer(503, '', retryAfter('Tue, 24 Nov 2026 10:00:01 GMT')), 'unavailable'],
    ['503 with a past date', answer(503, '', retryAfter('Tue, 24 Nov 2020 10:00:01 GMT')), 'unavailable'],
    ['503 with a huge wait', answer(503, '', retryAfter('86400')), 'unavailable'],
    ['500', answer(500), 'unavailable'],
    ['502', answer(502), 'unavailable'],
    ['504', answer(504), 'unavailable'],
    ['a connection that breaks without an answer', reset, 'network'],
    ['an answer that is cut off', cutOff(201, '{"id":'), 'network'],
    ['an error that is cut off', cutOff(503, '{"error":'), 'unavailable'],
    ['a refusal that is cut off', cutOff(400, '{"error":'), 'invalid'],
    ["a proxy's page with 200", webPage(200), 'protocol'],
    ["a proxy's page with 403", webPage(403), 'forbidden'],
    ['a redirect that keeps the method', redirect(307, '/elsewhere'), 'protocol'],
    ['a redirect that keeps the method for good', redirect(308, '/elsewhere'), 'protocol'],
    ['a redirect that does not', redirect(302, '/elsewhere'), 'protocol'],
  ])('after %s', async (_, reply, reason) => {
    const server = await openServer([reply, answer(201, { id: 'x' })]);
    const { transport, clock } = openClient(server.root);
    const error = await graphFailureOf(transport.send(write()));
    expect([error.reason, error.details.operation]).toEqual([reason, 'POST …/things']);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1.0/things']);
    expect(clock.sleeps).toEqual([]);
  });

  test('after a connection that is reset before anything was read', async () => {
    const server = await openServer({ replies: [answer(201)], resetConnections: 1 });
    const { transport, clock } = openClient(server.root);
    expect((await graphFailureOf(transport.send(write()))).reason).toBe('network');
    expect([server.connections, server.requests, clock.sleeps]).toEqual([1, [], []]);
  });

  test('after a connection that was kept alive and breaks while it is used again', async () => {
    const server = await openServer([answer(204), reset, answer(204)]);
    const { transport } = openClient(server.root);
    await transport.send(write());
    expect((await graphFailureOf(transport.send(write()))).reason).toBe('network');
    expect(server.requests.length).toBe(2);
  });

  // fetch itself sends a request again after 421, and only then: that status says that it was not carried out, and
  // that it may be sent again whatever its method (RFC 9110 §15.5.20).
  test('after every other status of an error', async () => {
    const statuses = Array.from({ length: 300 }, (_, index) => 300 + index).filter(
      (status) => status !== 421,
    );
    const server = await openServer(statuses.map((status) => answer(status, '', retryAfter('0'))));
    const { transport } = openClient(server.root);
    for (const status of statuses) {
      const { reason, details } = await graphFailureOf(transport.send(write()));
      // fetch makes a broken connection of 407.
      expect([status, details.status ?? reason]).toEqual([status, status === 407 ? 'network' : status]);
    }
    expect(server.requests.length).toBe(statuses.length);
  });
});

describe('the upload', () => {
  const request = {
    uploadUrl: 'https://files.example/bundle.p7b?sig=a%2Fb',
    sha256FileHash: 'AB'.repeat(32),
  };

  test('sends exactly the two parameters, as JSON, to the action of the configuration', async () => {
    const server = await openServer([answer(204)]);
    const { trustStore } = openClient(server.root);
    const more = { ...request, displayName: 'not to be sent' };
    await expect(trustStore.upload('id/with?odd#characters', more, noAbort())).resolves.toBeUndefined();
    expect(server.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      [
        'POST',
        '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/id%2Fwith%3Fodd%23characters/upload',
        `{"uploadUrl":"https://files.example/bundle.p7b?sig=a%2Fb","sha256FileHash":"${'AB'.repeat(32)}"}`,
      ],
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
    });
  });

  test('is not sent again by the client when the service is busy', async () => {
    const server = await openServer([answer(503, '', retryAfter('0')), answer(204)]);
    const { trustStore } = openClient(server.root);
    expect((await graphFailureOf(trustStore.upload('c1', request, noAbort()))).reason).toBe('unavailable');
    expect(server.requests.length).toBe(1);
  });
});

test('a new configuration is asked for by its name alone, and read from the answer', async () => {
  const server = await openServer([
    answer(201, { id: 'new', displayName: 'Contoso “PKI”', status: 'succeeded' }),
  ]);
  const { trustStore } = openClient(server.root);
  const created = await trustStore.createConfiguration('Contoso “PKI”', noAbort(), new Set());
  expect(created).toMatchObject({ id: 'new', displayName: 'Contoso “PKI”' });
  expect(server.requests.map(({ body }) => body)).toEqual(['{"displayName":"Contoso “PKI”"}']);
});
