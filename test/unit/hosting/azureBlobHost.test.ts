import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/graph/clock.ts';
import { sharedContainer, signedInContainer } from '../../../src/hosting/azureBlobHost.ts';
import { type BundleHost, HostingError } from '../../../src/hosting/bundleHost.ts';
import { verifyAddress } from '../../../src/hosting/verifyAddress.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { type Azurite, startAzurite, storageToken } from '../../support/azurite.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { type Fault, faults, isRefusal, startFaultyProxy } from '../../support/faultyProxy.ts';
import { closedRoot } from '../../support/graphServer.ts';

const bytes = Buffer.from('the bytes of a bundle');
const noAbort = (): AbortSignal => new AbortController().signal;
let azurite: Azurite;
let container: string;

beforeAll(async () => {
  azurite = await startAzurite({ secure: true });
  container = await azurite.createContainer('bundles');
});
afterAll(() => azurite.close());

const verify = (address: string) => verifyAddress(address, sha256OfBytes(bytes), true, noAbort());

async function failureOf(host: BundleHost): Promise<string> {
  const error: unknown = await host.host('x.p7b', bytes, noAbort()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(HostingError);
  return error instanceof HostingError ? error.message : '';
}

describe('a container as whoever is signed in', () => {
  const signedIn = (token = storageToken(), address = container): BundleHost =>
    signedInContainer(address, async () => token, systemClock);

  test('gives a bundle an address that reads it, and nothing else, for some hours', async () => {
    const host = signedIn();
    const address = await host.host('one.p7b', bytes, noAbort());
    expect(await verify(address)).toEqual({ outcome: 'same', size: bytes.length, redirectedTo: undefined });
    const fields = new URL(address).searchParams;
    expect([fields.get('sp'), fields.get('sr'), fields.get('spr')]).toEqual(['r', 'b', 'https']);
    const hours = (Date.parse(fields.get('se') ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThan(2.1);

    const bare = `${new URL(address).origin}${new URL(address).pathname}`;
    await host.host('other.p7b', bytes, noAbort());
    expect((await fetch(bare)).status).toBe(403);
    expect((await fetch(address.replace('one.p7b', 'other.p7b'))).status).toBe(403);
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403);
  });

  test('takes it away again, also where it is not there', async () => {
    const host = signedIn();
    const address = await host.host('gone.p7b', bytes, noAbort());
    await host.remove('gone.p7b', noAbort());
    await host.remove('gone.p7b', noAbort());
    expect((await verify(address)).outcome).toBe('status');
    expect(await azurite.blobsIn('bundles')).not.toContain('gone.p7b');
  });

  test('makes signatures that end', async () => {
    const early = new Date(Date.now() - 5 * 60 * 60_000);
    const past = signedInContainer(container, async () => storageToken(), {
      ...systemClock,
      now: () => early,
    });
    const address = await past.host('late.p7b', bytes, noAbort());
    expect(await verify(address)).toEqual({ outcome: 'status', status: 403 });
  });

  test('says what is wrong, without the address', async () => {
    expect(await failureOf(signedIn(storageToken(), `${azurite.account}/nowhere`))).toContain(
      'ContainerNotFound',
    );
    expect(await failureOf(signedIn(storageToken({ aud: 'https://graph.microsoft.com' })))).toMatch(
      /refused|HTTP 40/,
    );
    const nobody = `${(await closedRoot()).replace('http:', 'https:')}/devstoreaccount1/x`;
    expect(await failureOf(signedIn(storageToken(), nobody))).toContain('ECONNREFUSED');
  });

  test('can be given up', async () => {
    const controller = new AbortController();
    controller.abort(new Error('given up'));
    await expect(signedIn().host('never.p7b', bytes, controller.signal)).rejects.toThrow('given up');
    expect(await azurite.blobsIn('bundles')).not.toContain('never.p7b');
  });
});

describe('a container as whoever is signed in, where something breaks', () => {
  const nothing = 'nothing: it goes through';
  /** What the user reads; each request breaks in one way, a refusal for good and everything else once. */
  async function told(method: string, path: RegExp, fault: Fault): Promise<string> {
    const { origin } = new URL(azurite.account);
    const hit = { method, path, fault, times: isRefusal(fault) ? 100 : 1 };
    const proxy = await startFaultyProxy(origin, hit, azurite.tls);
    const name = `${method}-${fault}.p7b`.replaceAll(' ', '-');
    const clock = new FakeClock(new Date().toISOString());
    const host = signedInContainer(container.replace(origin, proxy.root), async () => storageToken(), clock);
    try {
      const address = await host.host(name, bytes, noAbort());
      expect(await verify(address)).toMatchObject({ outcome: 'same' });
      await host.remove(name, noAbort());
      expect(await azurite.blobsIn('bundles')).not.toContain(name);
      return nothing;
    } catch (error) {
      expect(error).toBeInstanceOf(HostingError);
      const message = error instanceof HostingError ? error.message : '';
      expect(message).not.toMatch(/sig=|Bearer|127\.0\.0\.1/);
      // A bundle stays only where it cannot be taken away.
      expect((await azurite.blobsIn('bundles')).includes(name)).toBe(method === 'DELETE');
      return message;
    } finally {
      expect(proxy.hits).toBeGreaterThan(0);
      await proxy.close();
    }
  }
  const refusals: readonly (readonly [Fault, RegExp])[] = [
    [400, /did not take the request \(HTTP 400\)/],
    [401, /did not accept the sign-in/],
    [403, /refused the signature or the sign-in/],
    [404, /nothing at this address/],
    [409, /Something else is being done/],
  ];

  test.each([
    ['the signature is asked for', 'POST', /^\/devstoreaccount1\/?$/],
    ['the bundle is put', 'PUT', /\.p7b$/],
    ['the bundle is taken away', 'DELETE', /\.p7b$/],
  ])('while %s, a refusal says what to do, and what may pass does', async (_, method, path) => {
    for (const [fault, expected] of refusals) {
      expect(await told(method, path, fault)).toMatch(expected);
    }
    for (const fault of faults.filter((one) => !isRefusal(one))) {
      expect([fault, await told(method, path, fault)]).toEqual([fault, nothing]);
    }
  });

  test('a page of the network that stays is told apart from the service', async () => {
    const { origin } = new URL(azurite.account);
    const hit = { method: 'POST', path: /^\/devstoreaccount1\/?$/, fault: 'HTML' as const, times: 100 };
    const proxy = await startFaultyProxy(origin, hit, azurite.tls);
    const clock = new FakeClock(new Date().toISOString());
    const host = signedInContainer(container.replace(origin, proxy.root), async () => storageToken(), clock);
    expect(await failureOf(host)).toContain('A proxy or a sign-in page may stand');
    await proxy.close();
    expect([proxy.hits, clock.sleeps]).toEqual([3, [1000, 3000]]);
  });

  test('the pause is the one that the service asks for', async () => {
    const { origin } = new URL(azurite.account);
    const hit = { method: 'PUT', path: /\.p7b$/, fault: '429 in seconds' as const, times: 1 };
    const proxy = await startFaultyProxy(origin, hit, azurite.tls);
    const clock = new FakeClock(new Date().toISOString());
    const signature = azurite.signatureFor('bundles', 'rcwd');
    await sharedContainer(container.replace(origin, proxy.root), signature, clock).host(
      'patient.p7b',
      bytes,
      noAbort(),
    );
    await proxy.close();
    expect(clock.sleeps).toEqual([1000]);
  });
});

describe('a container by a signature', () => {
  test('gives a bundle an address with that signature, and takes it away again', async () => {
    const host = sharedContainer(container, azurite.signatureFor('bundles', 'rcwd'), systemClock);
    const address = await host.host('shared.p7b', bytes, noAbort());
    expect(await verify(address)).toMatchObject({ outcome: 'same' });
    await host.remove('shared.p7b', noAbort());
    expect(await verify(address)).toEqual({ outcome: 'status', status: 404 });
  });

  test('that does not allow it says so, and tells nothing of the signature', async () => {
    const signature = azurite.signatureFor('bundles', 'r');
    const message = await failureOf(sharedContainer(container, signature, systemClock));
    expect(message).toMatch(/AuthorizationPermissionMismatch/);
    expect(message).not.toContain(new URLSearchParams(signature).get('sig'));
    expect(message).not.toContain('sig=');
    const other = azurite.signatureFor('other', 'rcwd');
    expect(await failureOf(sharedContainer(container, other, systemClock))).toMatch(/refused/);
    const over = azurite.signatureFor('bundles', 'rcwd', new Date(Date.now() - 1000));
    expect(await failureOf(sharedContainer(container, over, systemClock))).toMatch(/refused/);
  });
});
