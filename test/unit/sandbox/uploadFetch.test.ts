import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { fetchUpload } from '../../../src/sandbox/uploadFetch.ts';
import { makeAuthority, makeBundle } from '../../support/openssl.ts';
import {
  createConfiguration,
  expectFault,
  openSandbox,
  openWebServer,
  send,
  uploadAddress,
} from './client.ts';

let bundle: Buffer;

beforeAll(async () => {
  bundle = await makeBundle([await makeAuthority({ name: 'Root CA' })], 'der');
});

/** What the job says of an address. */
async function upload(address: string): Promise<{ status: unknown; details: string }> {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  const ended = await uploadAddress(sandbox, path, address, sha256OfBytes(bundle));
  return { status: ended.json['status'], details: String(ended.json['statusDetails']) };
}

const serve: RequestListener = (_, response) => response.end(bundle);

/** Redirects `/5` to `/4` and so on to `/0`, which is the bundle. */
const redirects: RequestListener = (request, response) => {
  const left = Number(request.url?.slice(1));
  if (left === 0) {
    response.end(bundle);
  } else {
    response
      .writeHead(left % 2 === 0 ? 302 : 308, { location: left === 3 ? `${left - 1}` : `/${left - 1}` })
      .end();
  }
};

describe('the fetch', () => {
  test('asks once, by GET, for the address as given, without any credentials', async () => {
    const requests: IncomingMessage[] = [];
    const root = await openWebServer((request, response) => {
      requests.push(request);
      serve(request, response);
    });
    const address = `${root.replace('http://', 'http://user:password@')}/path/x.p7b?sig=a%2Fb&se=1`;
    expect((await upload(address)).status).toBe('succeeded');
    expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/path/x.p7b?sig=a%2Fb&se=1']]);
    expect(Object.keys(requests[0]?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
    ]);
  });

  test('follows five redirects and no more', async () => {
    const root = await openWebServer(redirects);
    expect((await upload(`${root}/5`)).status).toBe('succeeded');
    expect(await upload(`${root}/6`)).toEqual({
      status: 'failed',
      details: `${root}/1 redirects once more after 5 redirects, which is too often.`,
    });
  });

  test.each<[string, string, string]>([
    ['in a circle', '/?again', 'redirects in a circle, back to ROOT/.'],
    ['out of the web', 'file:///etc/passwd', 'redirects to something that is no http or https address.'],
    ['to nowhere', 'http://', 'redirects to something that is no http or https address.'],
  ])('does not follow a redirect %s', async (_, location, reason) => {
    const root = await openWebServer((__, response) => response.writeHead(302, { location }).end());
    expect(await upload(`${root}/?again`)).toEqual({
      status: 'failed',
      details: `${root}/ ${reason.replace('ROOT', root)}`,
    });
  });

  test('takes a redirect without a Location for what it is: a status', async () => {
    const root = await openWebServer((_, response) => response.writeHead(302).end(bundle));
    expect((await upload(root)).details).toContain('HTTP status 302');
  });
});

describe('a failed fetch', () => {
  test.each([404, 403, 500, 204])('tells the status %i', async (status) => {
    const root = await openWebServer((_, response) => response.writeHead(status).end());
    expect((await upload(`${root}/x.p7b`)).details).toMatch(
      new RegExp(`^${root}/x\\.p7b answered with HTTP status ${status} `),
    );
  });

  test('tells that nobody listens', async () => {
    const root = await unusedAddress();
    expect(await upload(`${root}/x.p7b`)).toEqual({
      status: 'failed',
      details: `${root}/x.p7b cannot be reached: the connection was refused (ECONNREFUSED).`,
    });
  });

  test('tells that there is no such host', async () => {
    expect((await upload('http://no-such-host.invalid/x.p7b')).details).toMatch(
      /^http:\/\/no-such-host\.invalid\/x\.p7b cannot be reached: .* \((ENOTFOUND|EAI_AGAIN)\)\.$/,
    );
  });

  test('tells that an https address does not speak TLS', async () => {
    const root = await openWebServer(serve);
    expect((await upload(root.replace('http:', 'https:'))).details).toMatch(
      /cannot be reached: the connection failed \(\w+\)\.$/,
    );
  });

  test('tells that the connection broke in the middle', async () => {
    const root = await openWebServer((_, response) => {
      response.writeHead(200, { 'content-length': bundle.length });
      response.write(bundle.subarray(0, 100), () => response.destroy());
    });
    expect((await upload(root)).details).toMatch(/cannot be reached: the connection broke \(ECONNRESET\)\.$/);
  });

  test('does not read a file that is too large to its end', async () => {
    let sent = 0;
    const root = await openWebServer((_, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 64 * 1024 * 1024) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536))) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    expect((await upload(root)).details).toBe('The file is larger than 2 MB (2097152 bytes).');
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  test.each<[string, RequestListener]>([
    ['an answer that never comes', () => undefined],
    ['a file that never ends', (_, response) => response.write('x')],
    [
      'redirects that take their time',
      (request, response) => {
        const next = String(Number.parseInt(request.url?.slice(1) ?? '') + 1);
        setTimeout(() => response.writeHead(302, { location: `/${next}` }).end(), 40);
      },
    ],
  ])('gives up on %s', async (_, listener) => {
    const root = await openWebServer(listener);
    const fetched = await fetchUpload(`${root}/1?sig=secret`, new AbortController().signal, 100);
    expect(fetched).toMatchObject({
      ok: false,
      reason: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/\d did not serve the whole file within 0\.1 seconds\.$/,
      ),
    });
  });

  test('keeps the secrets of the address to itself', async () => {
    const root = await openWebServer((request, response) => {
      response
        .writeHead(request.url?.startsWith('/moved') ? 403 : 302, { location: '/moved?sig=SECRET2' })
        .end();
    });
    const { details } = await upload(
      `${root.replace('//', '//user:SECRET3@')}/x.p7b?sv=1&sig=SECRET1#SECRET4`,
    );
    expect(details).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/moved answered with HTTP status 403/);
    expect(details).not.toContain('SECRET');
    const refused = await upload(`${await unusedAddress()}/x.p7b?sig=SECRET1`);
    expect(refused.details).not.toContain('SECRET');
  });

  test('leaves the configuration open for the next upload', async () => {
    const sandbox = await openSandbox();
    const { path } = await createConfiguration(sandbox);
    const root = await openWebServer(serve);
    await uploadAddress(sandbox, path, await unusedAddress(), sha256OfBytes(bundle));
    const ended = await uploadAddress(sandbox, path, root, sha256OfBytes(bundle));
    expect(ended.json['status']).toBe('succeeded');
  });
});

test('closing and resetting do not wait for a fetch that hangs', async () => {
  let arrived = 0;
  const root = await openWebServer(() => {
    arrived += 1;
  });
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox);
  const body = { uploadUrl: root, sha256FileHash: 'x' };
  expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
  expectFault(
    await send(sandbox, 'POST', `${path}/upload`, body),
    400,
    'Request_BadRequest',
    /Another upload/,
  );
  const started = performance.now();
  await sandbox.reset();
  const again = await createConfiguration(sandbox);
  expect((await send(sandbox, 'POST', `${again.path}/upload`, body)).status).toBe(204);
  await sandbox.close();
  await sandbox.close();
  expect(performance.now() - started).toBeLessThan(2000);
  expect(arrived).toBeLessThanOrEqual(2);
});

/** An address of a port at which nobody listens any more. */
async function unusedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port }: { port: number } = Object.assign({ port: 0 }, server.address());
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${port}`;
}
