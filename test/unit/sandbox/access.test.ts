import { get } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import {
  configurations,
  createConfiguration,
  expectFault,
  jwt,
  openSandbox,
  readObject,
  send,
} from './client.ts';

const items = '/v1.0/directory/deletedItems';

describe('tokens', () => {
  test.each([
    ['no Authorization', {}],
    ['an empty bearer token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])('a request with %s is 401 and says how to do it', async (_, headers) => {
    const sandbox = await openSandbox();
    for (const path of [configurations, '/v1.0/no/such/path', '/beta/directory/deletedItems/x']) {
      const response = await fetch(sandbox.root + path, { headers });
      const json = readObject(await response.text());
      expect([response.status, json]).toMatchObject([401, { error: { code: 'InvalidAuthenticationToken' } }]);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
  });

  test('a token that is no JWT may do everything', async () => {
    const sandbox = await openSandbox();
    for (const token of ['anybody', 'a.b.c', `a.${Buffer.from('7').toString('base64url')}.c`]) {
      const headers = { authorization: `bearer ${token}` };
      expect((await send(sandbox, 'POST', configurations, { displayName: 'x' }, headers)).status).toBe(201);
    }
  });

  test('an expired JWT is 401, whatever it permits', async () => {
    const sandbox = await openSandbox({ now: () => new Date('2026-01-01T00:00:00Z') });
    const seconds = Date.parse('2026-01-01T00:00:00Z') / 1000;
    const look = (exp: number) =>
      send(sandbox, 'GET', configurations, undefined, {
        authorization: `Bearer ${jwt({ exp, scp: 'PublicKeyInfrastructure.ReadWrite.All' })}`,
      });
    expect((await look(seconds + 1)).status).toBe(200);
    const expired = await look(seconds);
    expectFault(expired, 401, 'InvalidAuthenticationToken', /expired/);
    expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });
});

describe('permissions of a JWT', () => {
  const read = 'PublicKeyInfrastructure.Read.All';
  const write = 'PublicKeyInfrastructure.ReadWrite.All';

  async function statuses(
    sandbox: SandboxServer,
    claims: object,
    calls: [string, string, object?][],
  ): Promise<number[]> {
    const headers = { authorization: `Bearer ${jwt(claims)}` };
    const answers: number[] = [];
    for (const [method, path, body] of calls) {
      const answer = await send(sandbox, method, path, body, headers);
      if (answer.status === 403) {
        expectFault(
          answer,
          403,
          'Authorization_RequestDenied',
          'Insufficient privileges to complete the operation.',
        );
      }
      answers.push(answer.status);
    }
    return answers;
  }

  const reads = (path: string): [string, string, object?][] => [
    ['GET', configurations],
    ['GET', path],
    ['GET', `${path}/certificateAuthorities`],
    ['GET', `${items}/microsoft.graph.certificateBasedAuthPki`],
  ];
  // Each is wrong in itself, so that being let in shows as 400 or 404 and changes nothing.
  const writes = (path: string): [string, string, object?][] => [
    ['POST', configurations, {}],
    ['PATCH', path, {}],
    ['POST', `${path}/upload`, {}],
    ['POST', `${path}/certificateAuthorities`, {}],
    ['PATCH', `${path}/certificateAuthorities/x`, {}],
    ['DELETE', `${path}/certificateAuthorities/x`],
    ['POST', `${items}/x/restore`],
    ['DELETE', `${items}/x`],
  ];

  test.each([
    ['scp with Read.All', { scp: `openid ${read}` }, 200, 403],
    ['roles with Read.All', { roles: [read] }, 200, 403],
    ['scp with ReadWrite.All', { scp: `${write} openid` }, 200, 400],
    ['roles with ReadWrite.All', { roles: ['x', write] }, 200, 400],
    [
      'another permission',
      { scp: 'Organization.ReadWrite.All User.Read', roles: ['Directory.ReadWrite.All'] },
      403,
      403,
    ],
    ['a permission that only begins alike', { scp: `${read}X` }, 403, 403],
    ['none', {}, 403, 403],
  ])('%s', async (_, claims, forReads, forWrites) => {
    const sandbox = await openSandbox();
    const { path } = await createConfiguration(sandbox);
    expect(new Set(await statuses(sandbox, claims, reads(path)))).toEqual(new Set([forReads]));
    const written = await statuses(sandbox, claims, writes(path));
    expect(written.map((status) => (status === 404 ? 400 : status))).toEqual(
      writes(path).map(() => forWrites),
    );
  });

  test('the classic store asks for those of the organization', async () => {
    const sandbox = await openSandbox();
    const { tenantId } = readObject((await send(sandbox, 'GET', '/sandbox')).text);
    const store = `/v1.0/organization/${String(tenantId)}/certificateBasedAuthConfiguration`;
    const calls: [string, string, object?][] = [
      ['GET', store],
      ['POST', store, {}],
      ['DELETE', `${store}/x`],
    ];
    expect(await statuses(sandbox, { scp: 'Organization.Read.All' }, calls)).toEqual([200, 403, 403]);
    expect(await statuses(sandbox, { roles: ['Organization.ReadWrite.All'] }, calls)).toEqual([
      200, 400, 404,
    ]);
    expect(await statuses(sandbox, { scp: write }, calls)).toEqual([403, 403, 403]);
  });
});

describe('web pages', () => {
  test('are refused by their Origin, preflights included, and never told that they may', async () => {
    const sandbox = await openSandbox();
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${sandbox.port}`,
    ]) {
      for (const [method, path] of [
        ['POST', configurations],
        ['OPTIONS', configurations],
        ['GET', '/sandbox'],
        ['POST', '/sandbox/reset'],
        ['PUT', '/files/x'],
      ] as const) {
        const refused = await send(sandbox, method, path, method === 'GET' ? undefined : {}, { origin });
        expectFault(refused, 403, 'Forbidden', /web pages/);
        expect([...refused.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
    expect((await send(sandbox, 'GET', '/sandbox', undefined, { origin: sandbox.root })).status).toBe(200);
  });

  test('cannot get in under a name of their own that leads to loopback', async () => {
    const sandbox = await openSandbox();
    const status = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get(`${sandbox.root}/sandbox`, { headers: { host }, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
    expect(await status(`evil.example:${sandbox.port}`)).toBe(403);
    expect(await status('127.0.0.1')).toBe(403);
    expect(await status(`localhost:${sandbox.port}`)).toBe(200);
    expect(await status(`LOCALHOST:${sandbox.port}`)).toBe(200);
  });
});

describe('errors', () => {
  test('carry a request-id of their own and the client-request-id that was sent', async () => {
    const sandbox = await openSandbox();
    const sent = { 'client-request-id': '6b2b1d1e-0d0a-4a55-8f3c-0f2b7f0e3a11' };
    const first = await send(sandbox, 'GET', `${configurations}/x`, undefined, sent);
    expectFault(first, 404, 'Request_ResourceNotFound', /'x'/);
    expect(first.headers.get('client-request-id')).toBe(sent['client-request-id']);
    const second = await send(sandbox, 'GET', configurations);
    expect(second.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get('client-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  });

  test.each([
    ['/v1.0/nothing', "Resource not found for the segment 'nothing'."],
    ['/v1.0/directory/nothing/else', "Resource not found for the segment 'nothing'."],
    [`${configurations}/x/nothing`, "Resource not found for the segment 'nothing'."],
    [`${configurations}/x/certificateAuthorities/y/z`, "Resource not found for the segment 'z'."],
    ['/v1.0/directory', "Resource not found for the segment 'directory'."],
    ['/v2.0/directory', 'Invalid version: v2.0'],
    ['/directory', 'Invalid version: directory'],
  ])('the path %s leads nowhere', async (path, message) => {
    const sandbox = await openSandbox();
    expectFault(await send(sandbox, 'GET', path), 400, 'BadRequest', message);
  });

  test.each([
    ['PUT', configurations, 'GET, POST'],
    ['DELETE', configurations, 'GET, POST'],
    ['PUT', `${configurations}/x`, 'GET, PATCH, DELETE'],
    ['GET', `${configurations}/x/upload`, 'POST'],
    ['POST', `${configurations}/$count`, 'GET'],
    ['POST', `${configurations}/x/certificateAuthorities/y`, 'GET, PATCH, DELETE'],
    ['GET', `${items}/x/restore`, 'POST'],
    ['POST', '/sandbox', 'GET'],
    ['GET', '/sandbox/reset', 'POST'],
    ['GET', '/files/x', 'PUT, DELETE'],
    ['DELETE', '/files/x/y', 'GET, HEAD'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allowed) => {
    const sandbox = await openSandbox();
    const refused = await send(sandbox, method, path);
    expectFault(refused, 405, 'Request_BadRequest', /method is not allowed/);
    expect(refused.headers.get('allow')).toBe(allowed);
  });

  test.each([
    ['no body', undefined, 400, 'Request_BadRequest', /Empty Payload/],
    ['half an object', '{"displayName": ', 400, 'BadRequest', /valid JSON/],
    ['an array', '[]', 400, 'BadRequest', /valid JSON/],
    ['a string', '"x"', 400, 'BadRequest', /valid JSON/],
    ['null', 'null', 400, 'BadRequest', /valid JSON/],
    [
      'more than 4 MB',
      `{"displayName": "${'x'.repeat(4 * 1024 * 1024)}"}`,
      413,
      'RequestEntityTooLarge',
      /at most 4194304 bytes/,
    ],
  ])('a body that is %s is refused', async (_, body, status, code, message) => {
    const sandbox = await openSandbox();
    expectFault(await send(sandbox, 'POST', configurations, body), status, code, message);
  });

  test('a body has to be sent as JSON', async () => {
    const sandbox = await openSandbox();
    const sendAs = (type: string) =>
      send(sandbox, 'POST', configurations, { displayName: 'x' }, { 'content-type': type });
    expectFault(await sendAs('text/plain'), 415, 'UnsupportedMediaType', /application\/json/);
    expect((await sendAs('application/json; charset=utf-8; odata.metadata=minimal')).status).toBe(201);
  });
});

test('the sandbox can be recognised without a token', async () => {
  const [first, second] = [await openSandbox(), await openSandbox()];
  const look = async (sandbox: SandboxServer) =>
    readObject(await (await fetch(`${sandbox.root}/sandbox`)).text());
  const seen = await look(first);
  expect(seen).toEqual({
    name: 'Sandbox tenant',
    tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    dataFile: false,
    instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(await look(first)).toEqual(seen);
  expect((await look(second))['instance']).not.toBe(seen['instance']);
});

test('answers have the content type of Graph', async () => {
  const sandbox = await openSandbox();
  const list = await send(sandbox, 'GET', configurations);
  expect(list.headers.get('content-type')).toMatch(/^application\/json;odata\.metadata=minimal/);
});
