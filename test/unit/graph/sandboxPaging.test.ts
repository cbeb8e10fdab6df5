import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Configuration } from '../../../src/graph/model.ts';
import type { TransportOptions } from '../../../src/graph/transport.ts';
import { sandboxHost } from '../../../src/hosting/sandboxHost.ts';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { issueAuthority } from '../../../src/sandbox/certificateIssuer.ts';
import { type SandboxServer, startSandbox } from '../../../src/sandbox/server.ts';
import { makeBundle } from '../../support/openssl.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const names = Array.from({ length: 250 }, (_, index) => `CA ${index + 1}`);
let bundle: Buffer;

beforeAll(async () => {
  const [notBefore, notAfter] = [new Date('2026-01-01'), new Date('2036-01-01')];
  const certificates = names.map((commonName) => {
    const { certificate } = issueAuthority({ subject: { commonName }, notBefore, notAfter });
    return {
      pem: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    };
  });
  bundle = await makeBundle(
    certificates.map(({ pem }) => ({ pem: wrapped(pem) })),
    'der',
  );
});

/** PEM lines of 64 characters, as OpenSSL wants them. */
function wrapped(pem: string): string {
  return pem.replaceAll(/[A-Za-z0-9+/=]{65,}/g, (line) => (line.match(/.{1,64}/g) ?? []).join('\n'));
}

async function openSandbox(): Promise<SandboxServer> {
  const sandbox = await startSandbox({ empty: true, jobDelaySeconds: 0 });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Fetches pages of a hundred where the client asks for the largest, so that there are several. */
const smallPages: TransportOptions['fetch'] = (input, init) =>
  fetch(typeof input === 'string' ? input.replace('$top=999', '$top=100') : input, init);

describe('250 authorities of the sandbox', () => {
  test.each<[string, TransportOptions['fetch'], number]>([
    ['in one page', fetch, 1],
    ['in pages of a hundred', smallPages, 3],
  ])('come %s, each once and in order', async (_, fetchFunction, pages) => {
    const sandbox = await openSandbox();
    const { trustStore, log } = openClient(sandbox.root, fetchFunction && { fetch: fetchFunction });
    const { id } = await trustStore.createConfiguration('Large', noAbort(), new Set());
    const uploadUrl = await sandboxHost(sandbox.root).host('large.p7b', bundle, noAbort());
    await trustStore.upload(id, { uploadUrl, sha256FileHash: sha256OfBytes(bundle) }, noAbort());
    await expect
      .poll(async () => (await trustStore.getConfiguration(id, noAbort())).status)
      .toBe('succeeded');
    const authorities = await Array.fromAsync(trustStore.allAuthorities(id, noAbort()));
    expect(authorities.map(({ displayName }) => displayName)).toEqual(names);
    expect(new Set(authorities.map((authority) => authority.id))).toHaveLength(250);
    expect(authorities[0]).toMatchObject({
      type: 'root',
      issuer: 'CN=CA 1',
      expirationDateTime: new Date('2036-01-01T00:00:00Z'),
      thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      subjectKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/),
      isIssuerHintEnabled: false,
    });
    expect(log.filter(({ route }) => route.endsWith('/certificateAuthorities')).length).toBe(pages);
  });
});

test('230 configurations of the sandbox come in pages of a hundred, each once and in order', async () => {
  const sandbox = await openSandbox();
  const { trustStore } = openClient(sandbox.root);
  const expected = Array.from({ length: 230 }, (_, index) => `PKI ${index + 1}`);
  for (const name of expected) {
    await trustStore.createConfiguration(name, noAbort(), new Set());
  }
  const pages: (readonly Configuration[])[] = [];
  let next: string | undefined;
  do {
    const page = await trustStore.listConfigurations(noAbort(), next);
    pages.push(page.items);
    next = page.next;
  } while (next !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
  expect(pages.flat().map(({ displayName }) => displayName)).toEqual(expected);
});

test('the sandbox refuses a link that it did not give out, and the client tells in its words', async () => {
  const sandbox = await openSandbox();
  const { trustStore } = openClient(sandbox.root);
  const next = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations?$skiptoken=made-up';
  const error = await graphFailureOf(trustStore.listConfigurations(noAbort(), next));
  expect([error.reason, error.message]).toEqual([
    'invalid',
    'The $skiptoken is not one that this list gave out.',
  ]);
  expect(error.details).toMatchObject({ status: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});
