import { describe, expect, it } from 'vitest';
import { knownClouds } from '../../../src/auth/clouds.ts';
import type { SignedIn } from '../../../src/auth/connection.ts';
import { accountStatusOf } from '../../../src/views/accountStatus.ts';

const tenantId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

function signedIn(tenant = '', cloud: keyof typeof knownClouds = 'public'): SignedIn {
  return {
    kind: 'signedIn',
    account: { id: 'kim.home', label: 'kim@contoso.example' },
    tenantId,
    options: { method: 'vscode', cloud: knownClouds[cloud], tenantId: tenant, clientId: '' },
  };
}

describe('the status of the account', () => {
  it('is not there while nobody is signed in', () => {
    expect(accountStatusOf({ kind: 'signedOut' })).toBeUndefined();
  });

  it('tells the sandbox from a tenant, and where it is', () => {
    expect(accountStatusOf({ kind: 'sandbox', root: 'http://127.0.0.1:8123', tenantId })).toEqual({
      text: '$(beaker) CBA PKI: sandbox',
      accessibleLabel: 'CBA PKI: sandbox tenant of this computer',
      tooltip: [{ name: 'Tenant', value: 'sandbox of this computer, at http://127.0.0.1:8123' }],
    });
  });

  it('names the account and enough of the tenant to tell it, and all of it where there is room', () => {
    expect(accountStatusOf(signedIn())).toEqual({
      text: '$(verified) kim@contoso.example · aaaaaaaa…',
      accessibleLabel: `CBA PKI: signed in as kim@contoso.example to the tenant ${tenantId}`,
      tooltip: [
        { name: 'Account', value: 'kim@contoso.example' },
        { name: 'Tenant', value: tenantId },
        { name: 'Cloud', value: 'graph.microsoft.com' },
      ],
    });
  });

  it('has the tenant as the settings name it, with its id', () => {
    const status = accountStatusOf(signedIn('contoso.onmicrosoft.com'));
    expect(status?.text).toBe('$(verified) kim@contoso.example · contoso.onmicrosoft.com');
    expect(status?.accessibleLabel).toMatch(/to the tenant contoso\.onmicrosoft\.com$/);
    expect(status?.tooltip).toContainEqual({
      name: 'Tenant',
      value: `contoso.onmicrosoft.com (${tenantId})`,
    });
  });

  it.each([
    ['an id', 'AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE', 'AAAAAAAA…'],
    ['a domain that begins like an id', 'deadbeef-works.example', 'deadbeef-works.example'],
    ['a short domain', 'abc.example', 'abc.example'],
  ])('shortens ids only: %s', (_, tenant, shown) => {
    expect(accountStatusOf(signedIn(tenant))?.text).toBe(`$(verified) kim@contoso.example · ${shown}`);
  });

  it.each([
    ['usGovernment', 'graph.microsoft.us'],
    ['usGovernmentDoD', 'dod-graph.microsoft.us'],
    ['china', 'microsoftgraph.chinacloudapi.cn'],
  ] as const)('names the cloud %s by its Graph', (cloud, value) => {
    expect(accountStatusOf(signedIn('', cloud))?.tooltip).toContainEqual({ name: 'Cloud', value });
  });
});
