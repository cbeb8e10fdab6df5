import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/graph/clock.ts';
import { sharedContainer, signedInContainer } from '../../../src/hosting/azureBlobHost.ts';
import { type BundleHost, HostingError } from '../../../src/hosting/bundleHost.ts';
import { verifyAddress } from '../../../src/hosting/verifyAddress.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { type Azurite, startAzurite, storageToken } from '../../support/azurite.ts';
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
