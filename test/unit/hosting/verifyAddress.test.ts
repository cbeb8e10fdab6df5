import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type AddressVerification, verifyAddress } from '../../../src/hosting/verifyAddress.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import {
  answer,
  closedRoot,
  cutOff,
  openServer,
  type Reply,
  redirect,
  reset,
  silence,
  stall,
  webPage,
} from '../../support/graphServer.ts';
import { makeAuthority, makeBundle, makePfx } from '../../support/openssl.ts';

const file = Buffer.from('the bytes of the file, which need not be a bundle here');
const hash = sha256OfBytes(file);
const limits = { bytes: 1000, seconds: 10 };

/** An answer of bytes. */
function serve(bytes: Uint8Array, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(200, headers).end(bytes);
}

async function verify(
  replies: readonly Reply[],
  expected = hash,
  most = limits,
): Promise<AddressVerification> {
  const server = await openServer(replies);
  return verifyAddress(`${server.root}/x.p7b?sig=a%2Fb`, expected, true, noAbort(), fetch, most);
}

function noAbort(): AbortSignal {
  return new AbortController().signal;
}

describe('an address that serves the file', () => {
  test.each([
    ['upper-case', hash],
    ['lower-case', hash.toLowerCase()],
  ])('is told by its %s hash', async (_, expected) => {
    expect(await verify([serve(file)], expected)).toEqual({
      outcome: 'same',
      size: file.length,
      redirectedTo: undefined,
    });
  });

  test('in pieces is the same', async () => {
    const pieces: Reply = (response) => {
      response.write(file.subarray(0, 10));
      setTimeout(() => response.end(file.subarray(10)), 10);
    };
    expect(await verify([pieces])).toMatchObject({ outcome: 'same', size: file.length });
  });

  test('up to the limit is the same', async () => {
    const most = { ...limits, bytes: file.length };
    expect(await verify([serve(file)], hash, most)).toMatchObject({ outcome: 'same' });
  });

  test('is asked once, by GET, as it was given, without credentials and without compression', async () => {
    const server = await openServer([serve(file, { 'set-cookie': 'session=1' })]);
    await verifyAddress(`${server.root}/a%20b.p7b?sig=a%2Fb`, hash, true, noAbort());
    await verifyAddress(`${server.root}/a%20b.p7b?sig=a%2Fb`, hash, true, noAbort());
    for (const { method, url, headers } of server.requests) {
      expect([method, url]).toEqual(['GET', '/a%20b.p7b?sig=a%2Fb']);
      expect(headers['accept-encoding']).toBe('identity');
      expect(Object.keys(headers)).not.toContain('authorization');
      expect(Object.keys(headers)).not.toContain('cookie');
    }
    expect(server.requests.length).toBe(2);
  });

  test.each([301, 302, 303, 307, 308])(
    'behind a redirect (%i) is the same, and said to be redirected',
    async (status) => {
      expect(await verify([redirect(status, '/other'), serve(file)])).toEqual({
        outcome: 'same',
        size: file.length,
        redirectedTo: '127.0.0.1',
      });
    },
  );

  test('is of no use where it is redirected to where Entra does not get', async () => {
    const server = await openServer([redirect(302, '/other'), serve(file)]);
    const toServer: typeof fetch = (_, init) => fetch(server.root, init);
    expect(await verifyAddress('http://files.example/', hash, false, noAbort(), toServer)).toEqual({
      outcome: 'notReachable',
      host: 'loopback',
    });
  });
});

describe('an address that serves something else', () => {
  test('is told with what it serves', async () => {
    const other = Buffer.from('something else');
    expect(await verify([serve(other)])).toEqual({
      outcome: 'different',
      hash: sha256OfBytes(other),
      size: other.length,
      kind: 'text',
      contentEncoding: undefined,
      redirectedTo: undefined,
      age: undefined,
    });
  });

  test('is told with how long a cache has had it', async () => {
    const old = serve(Buffer.from('the file of yesterday'), { age: '86400' });
    expect(await verify([old])).toMatchObject({ outcome: 'different', age: 86_400 });
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['bundle', async () => makeBundle([await makeAuthority({ name: 'Other CA' })], 'der')],
    ['certificate', async () => (await makeAuthority({ name: 'Other CA' })).der],
    ['pfx', async () => makePfx(await makeAuthority({ name: 'Other CA' }))],
    ['zip', async () => Buffer.from('PK\u0003\u0004...', 'latin1')],
    ['html', async () => Buffer.from('\n<!DOCTYPE html><title>Sign in</title>')],
    ['json', async () => Buffer.from('{"error":"no"}')],
    ['empty', async () => Buffer.alloc(0)],
  ])('is told to be a kind of its own: %s', async (kind, make) => {
    const bytes = await make();
    expect(await verify([serve(bytes)], hash, { ...limits, bytes: 100_000 })).toMatchObject({
      outcome: 'different',
      kind,
      size: bytes.length,
      hash: sha256OfBytes(bytes),
    });
  });

  test('is told by its beginning, however long it is and however it arrives', async () => {
    const page = Buffer.from(`<!DOCTYPE html><title>é</title>${'é'.repeat(20_000)}`);
    const drop: Reply = (response) => {
      const send = (offset: number): void => {
        if (offset < page.length) {
          response.write(page.subarray(offset, offset + 999), () => send(offset + 999));
        } else {
          response.end();
        }
      };
      send(0);
    };
    const found = await verify([drop], hash, { ...limits, bytes: 100_000 });
    expect(found).toMatchObject({ outcome: 'different', kind: 'html', size: page.length });
  });

  test("is a proxy's page behind a redirect", async () => {
    expect(await verify([redirect(302, '/sign-in'), webPage(200)])).toMatchObject({
      outcome: 'different',
      kind: 'html',
      redirectedTo: expect.any(String),
    });
  });

  test.each(['gzip', 'GZIP'])(
    'is the file in %s, which has another hash as it is served',
    async (encoding) => {
      const reply = serve(gzipSync(file), { 'content-encoding': encoding });
      expect(await verify([reply])).toMatchObject({ outcome: 'different', hash, contentEncoding: encoding });
    },
  );

  test('is not what serves the file as it is, and says so', async () => {
    expect(await verify([serve(file, { 'content-encoding': 'identity' })])).toMatchObject({
      outcome: 'same',
    });
  });
});

describe('an address that serves nothing of use', () => {
  test.each([300, 304, 400, 401, 403, 404, 410, 500, 503])('is told with its status %i', async (status) => {
    expect(await verify([answer(status, status === 304 ? '' : 'the body')])).toEqual({
      outcome: 'status',
      status,
    });
  });

  test.each<[string, Reply]>([
    ['announced', serve(Buffer.alloc(1001), { 'content-length': '1001' })],
    ['in pieces', (response) => response.write(Buffer.alloc(1000), () => response.end('x'))],
    [
      'without end',
      (response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(500)), 1);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'small only as long as it is packed',
      serve(gzipSync(Buffer.alloc(100_000)), { 'content-encoding': 'gzip' }),
    ],
  ])('is too large (%s)', async (_, reply) => {
    expect(await verify([reply])).toEqual({ outcome: 'tooLarge', limit: 1000 });
  });

  test.each<[string, Reply]>([
    ['before it answers', silence(() => undefined)],
    ['in the middle', stall(200, 'the bytes', () => undefined)],
  ])('is too slow %s', async (_, reply) => {
    expect(await verify([reply], hash, { ...limits, seconds: 0.1 })).toEqual({
      outcome: 'timedOut',
      seconds: 0.1,
    });
  });

  test('is a port that nobody listens at', async () => {
    expect(await verifyAddress(await closedRoot(), hash, true, noAbort())).toEqual({
      outcome: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  test('is a host that there is not', async () => {
    // A label has at most 63 characters (RFC 1035 §2.3.4), so no network has to be asked for this one.
    const found = await verifyAddress(`http://${'a'.repeat(64)}.invalid/x`, hash, true, noAbort());
    expect(found).toEqual({ outcome: 'unreachable', code: 'ENOTFOUND' });
  });

  test.each<[string, Reply, string]>([
    ['breaks the connection', reset, 'ECONNRESET'],
    ['breaks the connection in the middle', cutOff(200, 'the bytes'), 'UND_ERR_SOCKET'],
    ['speaks no HTTP', (response) => response.socket?.end('hello\r\n\r\n'), 'unknown'],
    ['is not gzip although it says so', serve(file, { 'content-encoding': 'gzip' }), 'Z_DATA_ERROR'],
    ['redirects in a circle', redirect(302, '/again'), 'unknown'],
    ['redirects out of the web', redirect(302, 'file:///etc/passwd'), 'unknown'],
  ])('is one that %s', async (_, reply, code) => {
    expect(await verify([reply])).toEqual({ outcome: 'unreachable', code });
  });

  test('is told by the first code, where there are several or one behind the other', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'EHOSTUNREACH' });
    for (const cause of [refused, new AggregateError([refused]), new Error('x', { cause: refused })]) {
      const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));
      expect(await verifyAddress('http://files.example/', hash, true, noAbort(), failing)).toEqual({
        outcome: 'unreachable',
        code: 'EHOSTUNREACH',
      });
    }
  });
});

describe('an abort', () => {
  const reason = new Error('the user changed their mind');

  test('is heard before anything is asked', async () => {
    const server = await openServer([serve(file)]);
    await expect(verifyAddress(server.root, hash, true, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.connections).toBe(0);
  });

  test.each<[string, (then: () => void) => Reply]>([
    ['while the answer is waited for', silence],
    ['in the middle of the answer', (then) => stall(200, 'the bytes', then)],
  ])('is heard %s', async (_, reply) => {
    const controller = new AbortController();
    const server = await openServer([reply(() => controller.abort(reason))]);
    await expect(verifyAddress(server.root, hash, true, controller.signal)).rejects.toBe(reason);
  });
});
