import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ClientCertificateFlow,
  type CredentialSource,
} from '../../../src/auth/msal/clientCertificateFlow.ts';
import { type ClientCredential, readClientCredential } from '../../../src/auth/msal/clientCredential.ts';
import { ada } from '../../support/entra/accounts.ts';
import { FakeSecrets } from '../../support/fakeSecrets.ts';
import { makeIdentity } from '../../support/opensslKeys.ts';
import { claimsOfToken, clientId, openAuthority, requestOf } from './msalWorld.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

let credential: ClientCredential;
let certificate: string;

beforeAll(async () => {
  const made = await makeIdentity('Unattended');
  certificate = made.certificate;
  const reading = readClientCredential([Buffer.from(`${certificate}\n${made.key}`)], undefined);
  if (reading.outcome !== 'credential') {
    throw new Error(`The credential was not read: ${reading.outcome}`);
  }
  credential = reading.credential;
});

const tenant = { tenantId: ada.tid };

function openFlow(options: { readable?: boolean; registered?: string } = {}) {
  const { authority, fetch } = openAuthority();
  authority.register({
    clientId,
    tenantId: ada.tid,
    oid: '44444444-4444-4444-8444-444444444444',
    certificate: options.registered ?? certificate,
    roles: ['PublicKeyInfrastructure.ReadWrite.All'],
  });
  const chosen: (readonly string[])[] = [];
  const source: CredentialSource = {
    read: async () => (options.readable === false ? undefined : credential),
    choose: async (files) => {
      chosen.push(files);
      return { credential, files: ['file:///app.pem'], passphrase: undefined };
    },
  };
  const secrets = new FakeSecrets();
  const open = () => new ClientCertificateFlow(secrets, source, fetch);
  return { authority, secrets, chosen, flow: open(), openAgain: open };
}

describe('a sign-in with a client certificate', () => {
  it('gives a token with the application permissions, proven by the certificate', async () => {
    const { flow, authority } = openFlow();
    const { account, accessToken } = await flow.interactive(
      requestOf('clientCertificate', tenant),
      undefined,
    );
    expect(account).toMatchObject({ id: `${clientId}.${ada.tid}`, credentialFiles: ['file:///app.pem'] });
    expect(claimsOfToken(accessToken)).toMatchObject({ roles: ['PublicKeyInfrastructure.ReadWrite.All'] });
    const request = authority.requests.findLast(({ grant }) => grant === 'client_credentials');
    expect(request?.scopes).toContain('https://graph.microsoft.com/.default');
    expect(new X509Certificate(certificate).fingerprint256.replaceAll(':', '')).toBe(credential.thumbprint);
  });

  it('uses one token for reading and writing', async () => {
    const { flow, authority } = openFlow();
    const { account, accessToken } = await flow.interactive(
      requestOf('clientCertificate', tenant),
      undefined,
    );
    expect(await flow.silent(account, requestOf('clientCertificate', tenant, 'write'))).toBe(accessToken);
    expect(authority.requests.filter(({ grant }) => grant === 'client_credentials')).toHaveLength(1);
  });

  it('answers a claims challenge with another token', async () => {
    const { flow } = openFlow();
    const request = requestOf('clientCertificate', tenant);
    const { account, accessToken } = await flow.interactive(request, undefined);
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
    const other = await flow.silent(account, { ...request, claims });
    expect(other).not.toBe(accessToken);
    expect(claimsOfToken(other ?? '')['acrs']).toEqual(['c1']);
  });

  it('reads the files again after a restart, and asks only where that is not enough', async () => {
    const readable = openFlow();
    const request = requestOf('clientCertificate', tenant);
    const { account } = await readable.flow.interactive(request, undefined);
    expect(await readable.openAgain().silent(account, request)).toBeTypeOf('string');
    const locked = openFlow({ readable: false });
    expect(await locked.flow.silent(account, request)).toBeUndefined();
    await locked.flow.interactive(request, account);
    expect(locked.chosen).toEqual([['file:///app.pem']]);
  });

  it('fails where another certificate is registered', async () => {
    const another = await makeIdentity('Another');
    const { flow } = openFlow({ registered: another.certificate });
    await expect(flow.interactive(requestOf('clientCertificate', tenant), undefined)).rejects.toThrow(
      /AADSTS700027/,
    );
  });

  it.each([
    ['the client id', { clientId: '', tenantId: ada.tid }],
    ['the tenant id', {}],
  ])('wants %s in the settings first, and asks for no file', async (_, changes) => {
    const { flow, chosen } = openFlow();
    await expect(flow.interactive(requestOf('clientCertificate', changes), undefined)).rejects.toMatchObject({
      reason: 'signIn.settings',
    });
    expect(chosen).toEqual([]);
  });

  it('keeps no private key, and no token once it was forgotten', async () => {
    const { flow, secrets, authority } = openFlow();
    const { account } = await flow.interactive(requestOf('clientCertificate', tenant), undefined);
    const kept = () => [...secrets.texts.values()].join('\n');
    expect(kept()).not.toContain('PRIVATE KEY');
    await flow.forget(account);
    expect([...authority.secrets].filter((secret) => kept().includes(secret))).toEqual([]);
  });
});
