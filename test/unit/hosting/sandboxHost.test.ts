import { describe, expect, onTestFinished, test } from 'vitest';
import { HostingError } from '../../../src/hosting/bundleHost.ts';
import { sandboxHost } from '../../../src/hosting/sandboxHost.ts';
import { checkUploadAddress } from '../../../src/hosting/uploadAddress.ts';
import { verifyAddress } from '../../../src/hosting/verifyAddress.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { answer, closedRoot, openServer, reset, silence, stall } from '../../support/graphServer.ts';

const bytes = Buffer.from([0x30, 0x80, 0x00, 0xff, 0x0d, 0x0a]);

function noAbort(): AbortSignal {
  return new AbortController().signal;
}

async function openSandbox(): Promise<string> {
  const sandbox = await startSandbox({ empty: true });
  onTestFinished(() => sandbox.close());
  return sandbox.root;
}

describe('a file in the sandbox', () => {
  test.each(['bundle.p7b', 'a bundle of today (2).p7b', 'Bücher 100% #1?.p7b', '証明書.p7b', "it's.p7b"])(
    'is served byte for byte at an address that an upload takes (%s)',
    async (name) => {
      const address = await sandboxHost(await openSandbox()).host(name, bytes, noAbort());
      expect(checkUploadAddress(address, true)).toEqual({ ok: true, address });
      expect(decodeURIComponent(address.split('/').at(-1) ?? '')).toBe(name);
      expect(await verifyAddress(address, sha256OfBytes(bytes), true, noAbort())).toEqual({
        outcome: 'same',
        size: bytes.length,
        redirectedTo: undefined,
      });
    },
  );

  test('is exactly the part of a buffer that was given', async () => {
    const address = await sandboxHost(await openSandbox()).host('x.p7b', bytes.subarray(1, 3), noAbort());
    const served = await (await fetch(address)).arrayBuffer();
    expect(Buffer.from(served)).toEqual(Buffer.from([0x80, 0x00]));
  });

  test('is taken away again, also where it is not there', async () => {
    const host = sandboxHost(await openSandbox());
    const address = await host.host('x.p7b', bytes, noAbort());
    await host.remove('x.p7b', noAbort());
    await host.remove('x.p7b', noAbort());
    expect(await verifyAddress(address, sha256OfBytes(bytes), true, noAbort())).toEqual({
      outcome: 'status',
      status: 404,
    });
  });

  test('of the same name with other bytes has another address, and both are served', async () => {
    const host = sandboxHost(await openSandbox());
    const contents = [Buffer.from('one'), Buffer.from('two')];
    const addresses = await Promise.all(contents.map((content) => host.host('x.p7b', content, noAbort())));
    const served = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
    expect([new Set(addresses).size, served]).toEqual([2, ['one', 'two']]);
  });

  test('that is too large is refused with a sentence', async () => {
    const host = sandboxHost(await openSandbox());
    const placing = host.host('x.p7b', Buffer.alloc(32 * 1024 * 1024 + 1), noAbort());
    await expect(placing).rejects.toThrow(
      expect.objectContaining({
        constructor: HostingError,
        message: 'The sandbox tenant did not take the file (HTTP 413).',
      }),
    );
  });

  test.each(['.', '..', 'a/b', 'a\u0000b'])('with an impossible name is refused (%j)', async (name) => {
    const placing = sandboxHost(await openSandbox()).host(name, bytes, noAbort());
    await expect(placing).rejects.toThrow(/^The sandbox tenant did not take the file \(HTTP 4\d\d\)\.$/);
  });
});

describe('a sandbox', () => {
  test('that is gone is told, with the cause', async () => {
    const placing = sandboxHost(await closedRoot()).host('x.p7b', bytes, noAbort());
    await expect(placing).rejects.toThrow(
      expect.objectContaining({
        constructor: HostingError,
        message: 'The sandbox tenant is not running. Open it again.',
        cause: expect.objectContaining({ cause: expect.objectContaining({ code: 'ECONNREFUSED' }) }),
      }),
    );
  });

  test('that breaks off is told', async () => {
    const server = await openServer([reset]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, noAbort())).rejects.toBeInstanceOf(
      HostingError,
    );
    expect(server.requests.map(({ method, url }) => [method, url])).toEqual([['PUT', '/files/x.p7b']]);
  });

  test.each([
    ['without an address', answer(201), 201],
    ['with another status', answer(200, '', { location: '/files/x' }), 200],
    ['with an error', answer(500), 500],
  ])('that answers %s is told', async (_, reply, status) => {
    const server = await openServer([reply]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, noAbort())).rejects.toThrow(
      expect.objectContaining({
        constructor: HostingError,
        message: `The sandbox tenant did not take the file (HTTP ${status}).`,
      }),
    );
  });

  test('may give the address without its own root', async () => {
    const server = await openServer([answer(201, '', { location: '/files/1/x.p7b' })]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, noAbort())).resolves.toBe(
      `${server.root}/files/1/x.p7b`,
    );
  });
});

describe('an abort', () => {
  const reason = new Error('the user changed their mind');

  test('is heard before anything is sent', async () => {
    const server = await openServer([answer(201)]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    expect(server.connections).toBe(0);
  });

  test('is heard while the answer is waited for', async () => {
    const controller = new AbortController();
    const server = await openServer([silence(() => controller.abort(reason))]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, controller.signal)).rejects.toBe(reason);
  });

  test('in the middle of a refusal does not hang', async () => {
    const controller = new AbortController();
    const server = await openServer([stall(507, '{', () => controller.abort(reason))]);
    await expect(sandboxHost(server.root).host('x.p7b', bytes, controller.signal)).rejects.toBeInstanceOf(
      Error,
    );
  });
});
