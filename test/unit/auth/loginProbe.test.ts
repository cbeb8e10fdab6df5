import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { customCloud } from '../../../src/auth/clouds.ts';
import { type LoginProbe, probeLogin } from '../../../src/auth/loginProbe.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import {
  answer,
  closedRoot,
  cutOff,
  openServer,
  type Reply,
  reset,
  silence,
  stall,
} from '../../support/graphServer.ts';
import { makeAuthority } from '../../support/openssl.ts';

const never = new AbortController().signal;
const now = '2026-11-24T10:00:00.000Z';

function probe(loginRoot: string, tenantId = '', signal: AbortSignal = never): Promise<LoginProbe> {
  return probeLogin(
    { cloud: customCloud(loginRoot, 'https://graph.example'), tenantId },
    new FakeClock(now),
    signal,
  );
}

async function answering(...replies: readonly Reply[]) {
  const server = await openServer(replies);
  return { server, found: await probe(server.root) };
}

const withCode = (code: string): Error => Object.assign(new Error(code), { code });
const fetchFailed = (cause: Error): Error => new TypeError('fetch failed', { cause });

/** A server whose certificate nobody here trusts. */
async function openTls(options: ServerOptions): Promise<string> {
  const server = createServer(options, (_, response) => response.end('{}'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address());
  return `https://127.0.0.1:${port}`;
}

describe('a look at the login service', () => {
  it.each([
    ['', 'organizations'],
    ['contoso.example', 'contoso.example'],
    ['a/../b?c#d', 'a%2F..%2Fb%3Fc%23d'],
  ])(
    'asks for what it publishes about the tenant "%s", and sends nothing of the user',
    async (tenant, path) => {
      const server = await openServer([answer(200, { issuer: 'x' })]);
      expect(await probe(server.root, tenant)).toMatchObject({
        outcome: 'answered',
        status: 200,
        entra: undefined,
      });
      expect(server.requests).toMatchObject([
        { method: 'GET', url: `/${path}/v2.0/.well-known/openid-configuration`, body: '' },
      ]);
      expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain('authorization');
      expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain('cookie');
    },
  );

  it.each([
    ['agrees', 'Tue, 24 Nov 2026 10:00:00 GMT', 0],
    ['is ahead', 'Tue, 24 Nov 2026 09:48:00 GMT', 12 * 60_000],
    ['is behind', 'Wed, 25 Nov 2026 10:00:00 GMT', -24 * 60 * 60_000],
    ['cannot be compared', 'the day after tomorrow', undefined],
  ])('tells that the clock %s', async (_, date, clockAhead) => {
    const { found } = await answering(answer(200, {}, { date }));
    expect(found).toEqual({ outcome: 'answered', status: 200, entra: undefined, clockAhead });
  });

  it('tells nothing of the clock where the answer has no date', async () => {
    const { found } = await answering((response) => {
      response.sendDate = false;
      response.end('{}');
    });
    expect(found).toEqual({ outcome: 'answered', status: 200, entra: undefined, clockAhead: undefined });
  });

  it('tells of a tenant that the service does not know', async () => {
    const description =
      "AADSTS90002: Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Trace ID: 11111111-2222-3333-4444-555555555555 Correlation ID: 8c4c63b1-0b7e-4c2e-9d3a-a1b2c3d4e5f6 Timestamp: 2026-11-24 10:00:05Z";
    const body = {
      error: 'invalid_tenant',
      error_description: description,
      error_codes: [90002],
      timestamp: '2026-11-24 10:00:05Z',
      trace_id: '11111111-2222-3333-4444-555555555555',
      correlation_id: '8c4c63b1-0b7e-4c2e-9d3a-a1b2c3d4e5f6',
    };
    const { found } = await answering(answer(400, body, { date: 'Tue, 24 Nov 2026 10:00:00 GMT' }));
    expect(found).toEqual({
      outcome: 'answered',
      status: 400,
      clockAhead: 0,
      entra: {
        code: 90002,
        message:
          "Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
        correlationId: '8c4c63b1-0b7e-4c2e-9d3a-a1b2c3d4e5f6',
        timestamp: '2026-11-24 10:00:05',
      },
    });
  });

  it('tells of it without the line breaks of the description', async () => {
    const error_description = `AADSTS90002: Tenant 'x' not found.\r\nTrace ID: ${'1'.repeat(8)}`;
    const { found } = await answering(answer(400, { error: 'invalid_tenant', error_description }));
    expect(found).toMatchObject({ entra: { code: 90002, message: "Tenant 'x' not found." } });
  });

  it.each([
    ['a page of a proxy', answer(511, '<!DOCTYPE html><title>Sign in to the proxy</title>'), 511],
    ['an empty refusal', answer(503), 503],
    ['a page instead of the service', answer(200, '<!DOCTYPE html>AADSTS90002: an example'), 200],
  ])('takes %s for an answer without an error of Entra', async (_, reply, status) => {
    expect((await answering(reply)).found).toMatchObject({ outcome: 'answered', status, entra: undefined });
  });

  it('follows no redirect', async () => {
    const { server, found } = await answering(answer(302, '', { location: '/elsewhere' }));
    expect(found).toMatchObject({ outcome: 'answered', status: 302 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a login service that cannot be reached', () => {
  it('is told by the code of the network, where nobody listens', async () => {
    expect(await probe(await closedRoot())).toEqual({ outcome: 'unreachable', code: 'ECONNREFUSED' });
  });

  it.each<[string, Error, string | undefined]>([
    ['the name is unknown', fetchFailed(withCode('ENOTFOUND')), 'ENOTFOUND'],
    [
      'all of its addresses refuse',
      fetchFailed(new AggregateError([withCode('EHOSTUNREACH'), withCode('ENETUNREACH')])),
      'EHOSTUNREACH',
    ],
    ['it takes too long', new DOMException('The operation was aborted', 'TimeoutError'), undefined],
    ['nothing is known', new TypeError('fetch failed'), 'unknown'],
  ])('is told by the code of the network, where %s', async (_, error, code) => {
    const options = { cloud: customCloud('https://login.example', 'https://graph.example'), tenantId: '' };
    const found = await probeLogin(options, new FakeClock(now), never, () => Promise.reject(error));
    expect(found).toMatchObject({ outcome: 'unreachable', ...(code !== undefined && { code }) });
  });

  it.each([
    ['before the answer', reset],
    ['in the midst of a refusal', cutOff(400, '{"error')],
  ])('is told where the connection breaks %s', async (_, reply) => {
    const { found } = await answering(reply);
    expect(found).toEqual({
      outcome: 'unreachable',
      code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/),
    });
  });

  it('shows a certificate that is not trusted, as a proxy does that reads along', async () => {
    const own = { name: 'login.example', authority: false };
    const root = await makeAuthority({ name: 'Proxy CA' });
    const leaf = await makeAuthority({ ...own, issuer: root });
    const alone = await makeAuthority(own);
    const probes = [
      [{ cert: alone.pem, key: alone.keyPem }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      [{ cert: leaf.pem, key: leaf.keyPem }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      [{ cert: leaf.pem + root.pem, key: leaf.keyPem }, 'SELF_SIGNED_CERT_IN_CHAIN'],
      [{ cert: root.pem, key: root.keyPem }, 'INVALID_PURPOSE'],
    ] as const;
    for (const [options, code] of probes) {
      expect(await probe(await openTls(options))).toEqual({ outcome: 'untrustedCertificate', code });
    }
  });
});

describe('a look that is aborted', () => {
  const reason = new Error('The user changed their mind');

  it('ends before it begins', async () => {
    const server = await openServer([answer(200, {})]);
    await expect(probe(server.root, '', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it.each<[string, (abort: () => void) => Reply]>([
    ['while the answer is awaited', (abort) => silence(abort)],
    ['while a refusal arrives', (abort) => stall(400, '{"error', abort)],
  ])('ends %s', async (_, replyWith) => {
    const controller = new AbortController();
    const server = await openServer([replyWith(() => controller.abort(reason))]);
    await expect(probe(server.root, '', controller.signal)).rejects.toBe(reason);
  });
});
