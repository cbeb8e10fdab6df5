import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  PublicClientApplication,
} from '@azure/msal-node';
import { expect, test } from 'vitest';
import { ada, grace } from '../../support/entra/accounts.ts';
import { Authority } from '../../support/entra/authority.ts';
import { openssl } from '../../support/openssl.ts';

// Microsoft's own client library says whether the stand-in behaves as an authority does.

const clientId = '11111111-1111-4111-8111-111111111111';
const read = 'https://graph.microsoft.com/PublicKeyInfrastructure.Read.All';
const write = 'https://graph.microsoft.com/PublicKeyInfrastructure.ReadWrite.All';

function networkTo(authority: Authority): INetworkModule {
  const send = async <T>(
    method: string,
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> => {
    const response = await authority.handle(
      new Request(url, {
        method,
        ...(options?.headers && { headers: options.headers }),
        ...(options?.body !== undefined && { body: options.body }),
      }),
    );
    return {
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await response.text()),
      status: response.status,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

function publicClient(authority: Authority, host = 'login.microsoftonline.com'): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId, authority: `https://${host}/organizations` },
    system: { networkClient: networkTo(authority) },
  });
}

const claimsOf = (token = ''): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

test.each(['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'])(
  'a device code is good once it was approved, at %s',
  async (host) => {
    const authority = new Authority();
    const result = await publicClient(authority, host).acquireTokenByDeviceCode({
      scopes: [read],
      deviceCodeCallback: ({ userCode }) => authority.devices.approve(userCode, grace),
    });
    expect(result?.account?.username).toBe(grace.username);
    expect(claimsOf(result?.accessToken)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      tid: grace.tid,
      oid: grace.oid,
      scp: 'PublicKeyInfrastructure.Read.All',
      wids: grace.wids,
    });
    expect(authority.secrets).toContain(result?.accessToken);
  },
);

test.each([
  ['decline', /AADSTS70018|declined/],
  ['expire', /AADSTS70020|expired/],
] as const)('a device code fails with %s', async (act, message) => {
  const authority = new Authority();
  const result = publicClient(authority).acquireTokenByDeviceCode({
    scopes: [read],
    deviceCodeCallback: ({ userCode }) => authority.devices[act](userCode),
  });
  await expect(result).rejects.toThrow(message);
});

test('a token has what was granted before, too, and a refresh needs a consent', async () => {
  const authority = new Authority();
  const client = publicClient(authority);
  const first = await client.acquireTokenByDeviceCode({
    scopes: [read],
    deviceCodeCallback: ({ userCode }) => authority.devices.approve(userCode, ada),
  });
  const { account } = first ?? {};
  if (!account) {
    throw new Error('There is no account');
  }
  authority.tokens.preconsented = false;
  await expect(client.acquireTokenSilent({ account, scopes: [write] })).rejects.toThrow(/AADSTS65001/);
  authority.tokens.preconsented = true;
  const second = await client.acquireTokenSilent({ account, scopes: [write] });
  expect(claimsOf(second.accessToken)).toMatchObject({
    scp: 'PublicKeyInfrastructure.Read.All PublicKeyInfrastructure.ReadWrite.All',
  });
  const challenged = await client.acquireTokenSilent({
    account,
    scopes: [write],
    claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
  });
  expect(claimsOf(challenged.accessToken)).toMatchObject({ acrs: ['c1'] });
});

async function appWithCertificate(): Promise<{
  certificate: string;
  privateKey: string;
  thumbprintSha256: string;
}> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const request = ['req', '-x509', '-key', 'key.pem', '-subj', '/CN=app', '-days', '2'];
  const certificate = (await openssl(request, { 'key.pem': pem })).toString();
  const thumbprintSha256 = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
  return { certificate, privateKey: pem, thumbprintSha256 };
}

test('an application signs in with its certificate, and with no other', async () => {
  const authority = new Authority();
  const [own, other] = await Promise.all([appWithCertificate(), appWithCertificate()]);
  const roles = ['PublicKeyInfrastructure.Read.All'];
  authority.register({ clientId, tenantId: ada.tid, oid: grace.oid, certificate: own.certificate, roles });
  const signIn = ({ privateKey, thumbprintSha256 }: typeof own) =>
    new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `https://login.microsoftonline.com/${ada.tid}`,
        clientCertificate: { privateKey, thumbprintSha256 },
      },
      system: { networkClient: networkTo(authority) },
    }).acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
  const result = await signIn(own);
  expect(claimsOf(result?.accessToken)).toMatchObject({ roles, oid: grace.oid, tid: ada.tid });
  await expect(signIn(other)).rejects.toThrow(/AADSTS700027/);
  await expect(signIn({ ...own, privateKey: other.privateKey })).rejects.toThrow(/AADSTS700027/);
});

test('a refusal has Entra’s words and ids', async () => {
  const authority = new Authority();
  authority.refuseToken('AADSTS53003', { times: 1 });
  const response = await authority.handle(
    new Request('https://login.microsoftonline.com/organizations/oauth2/v2.0/token', {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        grant_type: 'refresh_token',
        refresh_token: 'unknown',
      }),
    }),
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: 'access_denied',
    error_codes: [53003],
    error_description: expect.stringMatching(
      /^AADSTS53003: .+ Trace ID: [\da-f-]{36} Correlation ID: [\da-f-]{36} Timestamp: [\d-]{10} [\d:]{8}Z$/,
    ),
  });
});
