import { describe, expect, it } from 'vitest';
import { cloudNamed } from '../../../src/auth/clouds.ts';
import { scopesFor } from '../../../src/auth/scopes.ts';

describe('the scopes of a session', () => {
  it.each([
    ['public', 'microsoft', 'https://graph.microsoft.com'],
    ['usGovernment', 'microsoft-sovereign-cloud', 'https://graph.microsoft.us'],
    ['usGovernmentDoD', 'microsoft-sovereign-cloud', 'https://dod-graph.microsoft.us'],
    ['china', 'microsoft-sovereign-cloud', 'https://microsoftgraph.chinacloudapi.cn'],
    ['nonsense', 'microsoft', 'https://graph.microsoft.com'],
  ])('in the cloud %s are those of its Graph', (id, providerId, root) => {
    const cloud = cloudNamed(id);
    expect(cloud).toMatchObject({ providerId, graphRoot: root });
    expect(scopesFor('read', { cloud, tenantId: '', clientId: '' })).toEqual([
      `${root}/PublicKeyInfrastructure.Read.All`,
    ]);
    expect(scopesFor('write', { cloud, tenantId: '', clientId: '' })).toEqual([
      `${root}/PublicKeyInfrastructure.ReadWrite.All`,
    ]);
  });

  it('name the application and the tenant that the settings ask for', () => {
    const options = { cloud: cloudNamed('public'), tenantId: 'contoso.example', clientId: 'app' };
    expect(scopesFor('read', options)).toEqual([
      'https://graph.microsoft.com/PublicKeyInfrastructure.Read.All',
      'VSCODE_CLIENT_ID:app',
      'VSCODE_TENANT:contoso.example',
    ]);
  });
});
