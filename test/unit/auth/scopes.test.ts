import { describe, expect, it, vi } from 'vitest';
import { customCloud, isBlobService, knownClouds } from '../../../src/auth/clouds.ts';
import { claimsIn, readScopes, scopesFor } from '../../../src/auth/scopes.ts';
import { providerIdOf } from '../../../src/auth/sessions.ts';
import { type SignInSettings, signInOptionsFrom } from '../../../src/auth/signInOptions.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const plain: SignInSettings = {
  method: 'vscode',
  cloud: 'public',
  customLoginRoot: '',
  customGraphRoot: '',
  tenantId: '',
  clientId: '',
};
const clientId = '11111111-1111-4111-8111-111111111111';
const optionsOf = (changes: Partial<SignInSettings>) => signInOptionsFrom({ ...plain, ...changes });

describe('the scopes of a session', () => {
  it.each([
    ['public', 'microsoft', 'https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    [
      'usGovernment',
      'microsoft-sovereign-cloud',
      'https://graph.microsoft.us',
      'https://login.microsoftonline.us',
    ],
    [
      'usGovernmentDoD',
      'microsoft-sovereign-cloud',
      'https://dod-graph.microsoft.us',
      'https://login.microsoftonline.us',
    ],
    [
      'china',
      'microsoft-sovereign-cloud',
      'https://microsoftgraph.chinacloudapi.cn',
      'https://login.chinacloudapi.cn',
    ],
  ])('in the cloud %s are those of its Graph', (cloud, providerId, graphRoot, loginRoot) => {
    const options = optionsOf({ cloud });
    expect(providerIdOf(options)).toBe(providerId);
    expect(options.cloud).toMatchObject({ graphRoot, loginRoot });
    expect(scopesFor('read', options)).toEqual([`${graphRoot}/PublicKeyInfrastructure.Read.All`]);
    expect(scopesFor('write', options)).toEqual([`${graphRoot}/PublicKeyInfrastructure.ReadWrite.All`]);
  });

  it('name the application and the tenant that the settings ask for', () => {
    expect(scopesFor('read', optionsOf({ tenantId: 'contoso.example', clientId }))).toEqual([
      'https://graph.microsoft.com/PublicKeyInfrastructure.Read.All',
      `VSCODE_CLIENT_ID:${clientId}`,
      'VSCODE_TENANT:contoso.example',
    ]);
  });

  it.each(['deviceCode', 'clientCertificate'])(
    'tell the provider %s of this extension all it needs',
    (method) => {
      const options = optionsOf({ method, cloud: 'china', tenantId: 'contoso.example', clientId });
      expect(providerIdOf(options)).toBe(`cbaPki.${method}`);
      expect(readScopes(scopesFor('write', options))).toEqual({
        scopes: ['https://microsoftgraph.chinacloudapi.cn/PublicKeyInfrastructure.ReadWrite.All'],
        clientId,
        tenantId: 'contoso.example',
        loginRoot: 'https://login.chinacloudapi.cn',
        claims: undefined,
        isRenewal: false,
      });
    },
  );

  it('carry the claims of a challenge to it', () => {
    const json = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const claims = claimsIn(
      `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(json).toString('base64')}"`,
    );
    expect(readScopes(['scope', `CBA_PKI_CLAIMS:${claims}`])).toMatchObject({
      scopes: ['scope'],
      claims: json,
    });
  });
});

describe('a setting that decides where tokens go', () => {
  it.each<[string, Partial<SignInSettings>]>([
    ['cbaPki.signIn.cloud', { cloud: 'usGov' }],
    ['cbaPki.signIn.method', { method: 'browser' }],
    ['cbaPki.signIn.tenantId', { tenantId: 'contoso/../evil' }],
    ['cbaPki.signIn.clientId', { clientId: 'my app' }],
  ])('is refused rather than guessed at: %s', (setting, changes) => {
    expect(() => optionsOf(changes)).toThrow(new RegExp(`The setting ${setting} cannot be`));
  });
});

describe('the blob services of a cloud', () => {
  const custom = customCloud('https://login.example.org', 'https://graph.example.org');
  it.each([
    [knownClouds.public, 'store.blob.core.windows.net', true],
    [knownClouds.public, 'store.z01.blob.storage.azure.net', true],
    [knownClouds.public, 'store.blob.core.windows.net.evil.example', false],
    [knownClouds.public, 'evilblob.core.windows.net', false],
    [knownClouds.public, 'store.blob.core.usgovcloudapi.net', false],
    [knownClouds.usGovernment, 'store.blob.core.usgovcloudapi.net', true],
    [knownClouds.china, 'store.blob.core.chinacloudapi.cn', true],
    [custom, 'store.blob.core.example.org', true],
    [custom, 'store.example.org', false],
  ])('are the only hosts that a token for blobs goes to: %s, %s', (cloud, host, expected) => {
    expect(isBlobService(cloud, host)).toBe(expected);
  });
});

describe('a cloud of its own', () => {
  it('has the addresses of the settings', () => {
    const settings = {
      cloud: 'custom',
      customLoginRoot: 'https://login.example.org/',
      customGraphRoot: 'https://graph.example.org',
    };
    expect(optionsOf(settings).cloud).toEqual({
      id: 'custom',
      loginRoot: 'https://login.example.org',
      graphRoot: 'https://graph.example.org',
      environment: 'custom',
      azureRoot: undefined,
      blobEndings: [],
    });
  });

  it.each([
    ['nothing', ''],
    ['http', 'http://graph.example.org'],
    ['a path', 'https://graph.example.org/v1.0'],
    ['credentials', 'https://me:secret@graph.example.org'],
    ['a query', 'https://graph.example.org?x=1'],
    ['words', 'graph'],
  ])('is refused with %s for an address', (_, customGraphRoot) => {
    const settings = { cloud: 'custom', customLoginRoot: 'https://login.example.org', customGraphRoot };
    expect(() => optionsOf(settings)).toThrow(/cbaPki\.signIn\.customGraphRoot has to be an https address/);
  });
});
