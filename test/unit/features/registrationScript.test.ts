import { describe, expect, it } from 'vitest';
import { cloudIds } from '../../../src/auth/clouds.ts';
import { readIds, registrationScript } from '../../../src/features/setUpRegistration/registrationScript.ts';
import { checkSyntax, madeClientId, madeTenantId, runWithAzureCli } from './fakeAzureCli.ts';

const readId = '04a4b2a2-3f26-4fc8-87ee-9c46e68db175';
const writeId = '3591b7f3-dba8-4bad-b667-7a64bd4f2b83';
const graphId = '00000003-0000-0000-c000-000000000000';
const redirects = ['https://vscode.dev/redirect', 'http://localhost'];
const permissionNames = ['PublicKeyInfrastructure.Read.All', 'PublicKeyInfrastructure.ReadWrite.All'];
const brokerRedirect = 'ms-appx-web://Microsoft.AAD.BrokerPlugin/';

/** What follows an option, up to the next one. */
function valuesOf(call: readonly string[] | undefined, option: string): string[] {
  const rest = call?.slice(call.indexOf(option) + 1) ?? [];
  const end = rest.findIndex((word) => word.startsWith('--'));
  return rest.slice(0, end === -1 ? rest.length : end);
}

describe('the script for the Azure CLI', () => {
  it('signs in to the cloud, registers, consents, and does nothing else', async () => {
    const { exitCode, calls } = await runWithAzureCli(registrationScript('azureCli', 'china'));
    expect(exitCode).toBe(0);
    expect(calls.map((call) => call.slice(0, 4).join(' '))).toEqual(
      [
        'az cloud set --name',
        'az login --allow-no-subscriptions',
        'az ad app create',
        'az ad app update',
        'az ad sp create',
        'az account show --query',
        'sleep 30',
        'az ad app permission',
      ].map((start) => expect.stringMatching(new RegExp(`^${start}`))),
    );
    expect(calls[0]).toEqual(['az', 'cloud', 'set', '--name', 'AzureChinaCloud']);
  });

  it('registers a public client of the tenant with two delegated permissions', async () => {
    const { calls } = await runWithAzureCli(registrationScript('azureCli', 'public'));
    const create = calls.find((call) => call.slice(0, 4).join(' ') === 'az ad app create');
    expect(valuesOf(create, '--is-fallback-public-client')).toEqual(['true']);
    expect(valuesOf(create, '--sign-in-audience')).toEqual(['AzureADMyOrg']);
    expect(valuesOf(create, '--public-client-redirect-uris')).toEqual(redirects);
    const [accesses = ''] = valuesOf(create, '--required-resource-accesses');
    expect(JSON.parse(accesses)).toEqual([
      {
        resourceAppId: graphId,
        resourceAccess: [
          { id: readId, type: 'Scope' },
          { id: writeId, type: 'Scope' },
        ],
      },
    ]);
  });

  it('adds the address of the broker once the application has its id', async () => {
    const { calls } = await runWithAzureCli(registrationScript('azureCli', 'public'));
    const update = calls.find((call) => call.includes('update'));
    expect(valuesOf(update, '--id')).toEqual([madeClientId]);
    expect(valuesOf(update, '--public-client-redirect-uris')).toEqual([
      ...redirects,
      `${brokerRedirect}${madeClientId}`,
    ]);
  });

  it('makes the application known in the tenant and consents for everybody', async () => {
    const { calls } = await runWithAzureCli(registrationScript('azureCli', 'public'));
    expect(calls).toContainEqual(['az', 'ad', 'sp', 'create', '--id', madeClientId, '--output', 'none']);
    // "admin-consent" does not work in sovereign clouds.
    const consent = calls.filter((call) => call.includes('permission'));
    expect(consent.map((call) => call.slice(0, 5).join(' '))).toEqual(['az ad app permission grant']);
    expect(valuesOf(consent[0], '--id')).toEqual([madeClientId]);
    expect(valuesOf(consent[0], '--api')).toEqual([graphId]);
    expect(valuesOf(consent[0], '--scope')).toEqual(permissionNames);
    expect(valuesOf(consent[0], '--consent-type')).toEqual(['AllPrincipals']);
  });

  it.each([madeTenantId, 'contoso.onmicrosoft.com'])('signs in to the tenant %s', async (tenant) => {
    const { exitCode, calls } = await runWithAzureCli(registrationScript('azureCli', 'public', tenant));
    expect(exitCode).toBe(0);
    expect(calls[1]).toEqual(['az', 'login', '--allow-no-subscriptions', '--tenant', tenant]);
  });

  it('signs in to the tenant of the account where none is set', async () => {
    const { calls } = await runWithAzureCli(registrationScript('azureCli', 'public', ''));
    expect(calls[1]).toEqual(['az', 'login', '--allow-no-subscriptions']);
  });

  it('ends with a line of which the extension understands both ids', async () => {
    const { output } = await runWithAzureCli(registrationScript('azureCli', 'public'));
    const ids = { clientId: madeClientId, tenantId: madeTenantId };
    expect(readIds(output.trimEnd().split('\n').at(-1) ?? '')).toEqual(ids);
    // Somebody may paste all of it, and the CLI has printed the ids of other tenants before.
    expect(output).toContain('99999999-9999');
    expect(readIds(output)).toEqual(ids);
  });

  it.each([
    ['ad app create', 3],
    ['ad app update', 4],
    ['ad sp create', 5],
    ['login --allow-no-subscriptions ', 2],
  ])('stops where the tenant refuses "%s", and prints no ids', async (failAt, count) => {
    const script = registrationScript('azureCli', 'public');
    const { exitCode, calls, output } = await runWithAzureCli(script, failAt);
    expect(exitCode).toBe(1);
    expect(calls).toHaveLength(count);
    expect(output).not.toContain('Enter this');
  });

  it('prints the ids also where the consent is refused', async () => {
    const script = registrationScript('azureCli', 'public');
    const { exitCode, calls, output } = await runWithAzureCli(script, 'ad app permission');
    expect(exitCode).toBe(1);
    expect(calls).toHaveLength(8);
    const ids = { clientId: madeClientId, tenantId: madeTenantId };
    expect(readIds(output.trimEnd().split('\n').at(-1) ?? '')).toEqual(ids);
  });

  it.each(cloudIds)('is sound bash in the cloud %s', async (cloud) => {
    const script = registrationScript('azureCli', cloud);
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    await expect(checkSyntax(script)).resolves.toBeUndefined();
  });

  it.each([
    ['public', 'AzureCloud'],
    ['usGovernment', 'AzureUSGovernment'],
    ['usGovernmentDoD', 'AzureUSGovernment'],
    ['china', 'AzureChinaCloud'],
    ['custom', 'AzureCloud'],
  ] as const)('names the cloud %s as the CLI knows it', (cloud, name) => {
    const script = registrationScript('azureCli', cloud);
    expect(script).toMatch(new RegExp(`^az cloud set --name ${name}$`, 'm'));
    expect(/^# .*az cloud register/m.test(script)).toBe(cloud === 'custom');
  });
});

describe('the script for PowerShell', () => {
  it.each([
    ['public', 'Global'],
    ['usGovernment', 'USGov'],
    ['usGovernmentDoD', 'USGovDoD'],
    ['china', 'China'],
    ['custom', 'Global'],
  ] as const)('connects in the cloud %s as Graph PowerShell knows it', (cloud, name) => {
    const script = registrationScript('powerShell', cloud);
    expect(script).toMatch(new RegExp(`^Connect-MgGraph -Environment ${name} `, 'm'));
    expect(/^# .*Add-MgEnvironment/m.test(script)).toBe(cloud === 'custom');
  });

  it.each(cloudIds)('closes what it opens in the cloud %s', (cloud) => {
    expect(openIn(registrationScript('powerShell', cloud))).toEqual([]);
    expect(openIn(registrationScript('powerShell', cloud, madeTenantId))).toEqual([]);
  });

  it.each([madeTenantId, 'contoso.onmicrosoft.com'])('connects to the tenant %s', (tenant) => {
    const script = registrationScript('powerShell', 'china', tenant);
    const connect = `Connect-MgGraph -Environment China -TenantId '${tenant}' -NoWelcome -Scopes '`;
    expect(script.split('\n').filter((line) => line.startsWith(connect))).toHaveLength(1);
  });

  it('connects to the tenant of the account where none is set', () => {
    expect(registrationScript('powerShell', 'public', '')).not.toContain('-TenantId');
  });

  it('registers a public client of the tenant with two delegated permissions', () => {
    const script = registrationScript('powerShell', 'public');
    expect(script).toMatch(/^ +IsFallbackPublicClient = \$true$/m);
    expect(script).toMatch(/^ +SignInAudience += 'AzureADMyOrg'$/m);
    expect(script).toMatch(new RegExp(`ResourceAppId +=\\s+'${graphId}'`));
    for (const id of [readId, writeId]) {
      expect(script).toContain(`@{ Id = '${id}'; Type = 'Scope' }`);
    }
    expect(script).toContain(`@('${redirects.join("', '")}')`);
    expect(script).toContain(`$redirects += "${brokerRedirect}$($application.AppId)"`);
  });

  it('consents for everybody to the two permissions by name', () => {
    const script = registrationScript('powerShell', 'public');
    expect(script).toMatch(/ConsentType = 'AllPrincipals'/);
    const scope = /^ +Scope += '([^']+)'$/m.exec(script)?.[1];
    expect(scope?.split(' ')).toEqual(permissionNames);
  });

  it('prints a line of which the extension understands both ids, before the consent', () => {
    const lines = registrationScript('powerShell', 'public').split('\n');
    const line = lines.find((one) => one.startsWith('"Enter this')) ?? '';
    expect(lines.findIndex((one) => one.startsWith('New-MgOauth2PermissionGrant'))).toBeGreaterThan(
      lines.indexOf(line),
    );
    const printed = line
      .replace('$($application.AppId)', madeClientId)
      .replace('$((Get-MgContext).TenantId)', madeTenantId);
    expect(printed).toMatch(/^"[^"$]+"$/);
    expect(readIds(printed)).toEqual({ clientId: madeClientId, tenantId: madeTenantId });
  });
});

/** Brackets and quotes of a PowerShell script that nothing closes, or that close nothing. Comments and texts hold none. */
function openIn(script: string): string[] {
  const closing: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };
  const code = script.replaceAll(/#.*$|'[^'\n]*'|"[^"\n]*"/gm, '');
  const open: string[] = [...code.matchAll(/['"]/g)].map(([quote]) => quote);
  for (const [bracket] of code.matchAll(/[(){}[\]]/g)) {
    const expected = open.at(-1);
    if (closing[bracket] !== undefined) {
      open.push(closing[bracket]);
    } else if (bracket === expected) {
      open.pop();
    } else {
      return [...open, bracket];
    }
  }
  return open;
}
