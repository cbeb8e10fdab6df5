import type { CloudId } from '../../auth/clouds.ts';

export type ScriptKind = 'azureCli' | 'powerShell';

/** Ids of the delegated permissions in Microsoft Graph. Source: Microsoft Graph permissions reference. */
const delegatedPermissionIds = {
  'PublicKeyInfrastructure.Read.All': '04a4b2a2-3f26-4fc8-87ee-9c46e68db175',
  'PublicKeyInfrastructure.ReadWrite.All': '3591b7f3-dba8-4bad-b667-7a64bd4f2b83',
} as const;

/** Application id of Microsoft Graph, the same in every cloud. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

const redirectAddresses = ['https://vscode.dev/redirect', 'http://localhost'];
const brokerRedirect = 'ms-appx-web://Microsoft.AAD.BrokerPlugin/';

/** Name of the cloud for each tool; `custom` clouds have to be made known to the tools first. */
const cloudNames: Readonly<Record<CloudId, { readonly azureCli: string; readonly powerShell: string }>> = {
  public: { azureCli: 'AzureCloud', powerShell: 'Global' },
  usGovernment: { azureCli: 'AzureUSGovernment', powerShell: 'USGov' },
  usGovernmentDoD: { azureCli: 'AzureUSGovernment', powerShell: 'USGovDoD' },
  china: { azureCli: 'AzureChinaCloud', powerShell: 'China' },
  custom: { azureCli: 'AzureCloud', powerShell: 'Global' },
};

/**
 * A script that registers an application for the extension in the tenant of whoever runs it: a public client with the
 * three redirect addresses, the two delegated permissions by id, and the consent of an administrator. It prints the two ids
 * that the extension wants.
 */
export function registrationScript(kind: ScriptKind, cloud: CloudId, tenantId = ''): string {
  return kind === 'azureCli' ? azureCliScript(cloud, tenantId) : powerShellScript(cloud, tenantId);
}

function azureCliScript(cloud: CloudId, tenantId: string): string {
  const scopes = Object.values(delegatedPermissionIds)
    .map((id) => `{ "id": "${id}", "type": "Scope" }`)
    .join(', ');
  return `#!/usr/bin/env bash
# Registers an application for the VS Code extension "Entra CBA PKI" in your tenant.
# Needs the Azure CLI, and a role that may register applications and consent to permissions for the whole tenant
# (Privileged Role Administrator, or Global Administrator). Read it, then run it.
set -euo pipefail

${cloud === 'custom' ? '# Make your cloud known to the CLI first ("az cloud register"), and name it here.\n' : ''}az cloud set --name ${cloudNames[cloud].azureCli}
az login --allow-no-subscriptions${tenantId === '' ? '' : ` --tenant '${tenantId}'`}

# A public client with the addresses to which VS Code has sign-ins return, and two delegated permissions of Microsoft
# Graph: PublicKeyInfrastructure.Read.All and PublicKeyInfrastructure.ReadWrite.All.
clientId=$(az ad app create \\
  --display-name "Entra CBA PKI for VS Code" \\
  --sign-in-audience AzureADMyOrg \\
  --is-fallback-public-client true \\
  --public-client-redirect-uris ${redirectAddresses.map((address) => `"${address}"`).join(' ')} \\
  --required-resource-accesses '[{ "resourceAppId": "${graphAppId}", "resourceAccess": [${scopes}] }]' \\
  --query appId --output tsv)

# The third address holds the id of the application, so it comes after.
az ad app update --id "$clientId" \\
  --public-client-redirect-uris ${redirectAddresses.map((address) => `"${address}"`).join(' ')} "${brokerRedirect}$clientId"

az ad sp create --id "$clientId" --output none

# What to enter in VS Code, before anything else may go wrong.
tenantId=$(az account show --query tenantId --output tsv)
echo "Enter this in VS Code: clientId=$clientId tenantId=$tenantId"

# The consent for everybody in the tenant. A new application takes a moment to be known everywhere.
sleep 30
az ad app permission grant --id "$clientId" --api ${graphAppId} \\
  --scope ${Object.keys(delegatedPermissionIds).join(' ')} --consent-type AllPrincipals --output none
`;
}

function powerShellScript(cloud: CloudId, tenantId: string): string {
  const scopes = Object.values(delegatedPermissionIds)
    .map((id) => `            @{ Id = '${id}'; Type = 'Scope' }`)
    .join('\n');
  const names = Object.keys(delegatedPermissionIds).join(' ');
  return `# Registers an application for the VS Code extension "Entra CBA PKI" in your tenant.
# Needs the modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications and
# Microsoft.Graph.Identity.SignIns, and a role that may register applications and consent to permissions for the whole
# tenant (Privileged Role Administrator, or Global Administrator). Read it, then run it.
$ErrorActionPreference = 'Stop'

${cloud === 'custom' ? '# Make your cloud known first (Add-MgEnvironment), and name it here.\n' : ''}Connect-MgGraph -Environment ${cloudNames[cloud].powerShell}${tenantId === '' ? '' : ` -TenantId '${tenantId}'`} -NoWelcome -Scopes 'Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'

# A public client with the addresses to which VS Code has sign-ins return, and two delegated permissions of Microsoft
# Graph: PublicKeyInfrastructure.Read.All and PublicKeyInfrastructure.ReadWrite.All.
$redirects = @(${redirectAddresses.map((address) => `'${address}'`).join(', ')})
$application = New-MgApplication -BodyParameter @{
    DisplayName            = 'Entra CBA PKI for VS Code'
    SignInAudience         = 'AzureADMyOrg'
    IsFallbackPublicClient = $true
    PublicClient           = @{ RedirectUris = $redirects }
    RequiredResourceAccess = @(@{
        ResourceAppId  = '${graphAppId}'
        ResourceAccess = @(
${scopes}
        )
    })
}

# The third address holds the id of the application, so it comes after.
$redirects += "${brokerRedirect}$($application.AppId)"
Update-MgApplication -ApplicationId $application.Id -BodyParameter @{ PublicClient = @{ RedirectUris = $redirects } }

# What to enter in VS Code, before anything else may go wrong.
"Enter this in VS Code: clientId=$($application.AppId) tenantId=$((Get-MgContext).TenantId)"

# The consent for everybody in the tenant.
$own = New-MgServicePrincipal -AppId $application.AppId
$graph = Get-MgServicePrincipal -Filter "appId eq '${graphAppId}'"
New-MgOauth2PermissionGrant -BodyParameter @{
    ClientId    = $own.Id
    ConsentType = 'AllPrincipals'
    ResourceId  = $graph.Id
    Scope       = '${names}'
} | Out-Null
`;
}

/** Client and tenant id out of what a script printed or a page of the portal shows, or out of two ids in this order. */
export function readIds(text: string): { readonly clientId: string; readonly tenantId: string } | undefined {
  const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
  const named = (name: string): string | undefined =>
    [...text.matchAll(new RegExp(`${name}\\)?\\s?id["']?\\s*[=:]?\\s*["']?(${guid.source})`, 'gi'))].at(
      -1,
    )?.[1];
  const all = text.match(guid) ?? [];
  const clientId = named('client') ?? all[0];
  const tenantId = named('tenant') ?? all[1];
  return clientId !== undefined && tenantId !== undefined && clientId !== tenantId
    ? { clientId: clientId.toLowerCase(), tenantId: tenantId.toLowerCase() }
    : undefined;
}
