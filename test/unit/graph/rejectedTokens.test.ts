import { describe, expect, it } from 'vitest';
import { grantsOf } from '../../../src/graph/accessToken.ts';
import type { Rejection } from '../../../src/graph/middleware.ts';
import { answer, openServer } from '../../support/graphServer.ts';
import { graphFailureOf, openClient, read, tokens, write } from './client.ts';

const challenge = 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="';

/** A source that gives `first`, and `other` in place of it; remembers what it was told of the first. */
function replacing(other: string | undefined) {
  const rejections: Rejection[] = [];
  const again: Rejection[] = [];
  const source = tokens(
    async () => 'first',
    async (rejection) => {
      rejections.push(rejection);
      return other;
    },
    (rejection) => again.push(rejection),
  );
  return { source, rejections, again };
}

describe('a token that Graph rejects', () => {
  it.each([
    ['a read', read],
    ['a write', write],
  ])('is replaced once, and %s sent again', async (_, call) => {
    const server = await openServer([answer(401, '', { 'www-authenticate': challenge }), answer(204)]);
    const { source, rejections } = replacing('second');
    await openClient(server.root, { token: source }).transport.send(call());
    expect(rejections).toEqual([{ token: 'first', claimsChallenge: challenge }]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('is not replaced a second time, and that is told', async () => {
    const server = await openServer([answer(401), answer(401, '', { 'www-authenticate': challenge })]);
    const { source, rejections, again } = replacing('second');
    const error = await graphFailureOf(openClient(server.root, { token: source }).transport.send(read()));
    expect(error.reason).toBe('unauthenticated');
    expect(rejections).toHaveLength(1);
    expect(again).toEqual([{ token: 'second', claimsChallenge: challenge }]);
    expect(server.requests).toHaveLength(2);
  });

  it('ends the call where there is no other', async () => {
    const server = await openServer([answer(401)]);
    const { source } = replacing(undefined);
    const error = await graphFailureOf(openClient(server.root, { token: source }).transport.send(write()));
    expect(error.details.status).toBe(401);
    expect(server.requests).toHaveLength(1);
  });

  it('is told without a header that asks for no claims', async () => {
    const server = await openServer([
      answer(401, '', { 'www-authenticate': 'Bearer realm="", error="invalid_token"' }),
      answer(204),
    ]);
    const { source, rejections } = replacing('second');
    await openClient(server.root, { token: source }).transport.send(read());
    expect(rejections[0]?.claimsChallenge).toBeUndefined();
  });
});

const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims)]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.') + '.signature';

describe('the error of a call', () => {
  it('tells what the token allowed, and how wrong the clock is', async () => {
    const server = await openServer([answer(403, '', { date: 'Tue, 24 Nov 2026 09:00:00 GMT' })]);
    const token = jwt({ scp: 'User.Read PublicKeyInfrastructure.Read.All', wids: ['AAAA'], tid: 'tenant' });
    const { transport } = openClient(server.root, { token: tokens(async () => token) });
    const { details } = await graphFailureOf(transport.send(read()));
    expect(details.grants).toEqual({
      scopes: ['User.Read', 'PublicKeyInfrastructure.Read.All'],
      roles: [],
      directoryRoles: ['aaaa'],
      tenantId: 'tenant',
    });
    expect(details.clockAhead).toBe(60 * 60_000); // the test's clock stands at 10:00
    expect(JSON.stringify(details)).not.toContain(token);
  });
});

describe('the claims of a token', () => {
  it.each([
    ['is no JWT', 'opaque'],
    ['has two parts', 'a.b'],
    ['holds no JSON', 'a.b.c'],
    ['holds a list', `a.${Buffer.from('[]').toString('base64url')}.c`],
  ])('are unknown where it %s', (_, token) => {
    expect(grantsOf(token)).toBeUndefined();
  });

  it('are those of an application, too', () => {
    expect(grantsOf(jwt({ roles: ['PublicKeyInfrastructure.ReadWrite.All', 1] }))).toEqual({
      scopes: [],
      roles: ['PublicKeyInfrastructure.ReadWrite.All'],
      directoryRoles: [],
      tenantId: undefined,
    });
  });
});
