import { type Access, changesSomething, permissions } from '../graph/permissions.ts';
import type { Cloud } from './clouds.ts';
import type { SignInOptions } from './signInOptions.ts';

/** Words among the scopes that are meant for the provider and never sent. The first two are VS Code's own. */
export const pseudoScopes = {
  client: 'VSCODE_CLIENT_ID:',
  tenant: 'VSCODE_TENANT:',
  /** Root of the login service, for the providers of this extension. */
  login: 'CBA_PKI_LOGIN:',
  /** Claims that Graph asked for, base64 as they came, for the providers of this extension. */
  claims: 'CBA_PKI_CLAIMS:',
  /** Asks for another token than the one that is kept, for the providers of this extension. */
  renewal: 'CBA_PKI_RENEWAL:',
} as const;

/** What the token of a call to Azure has to allow; each is asked for by the one task that needs it. */
export type AzureAccess = 'azureResources' | 'azureBlobs';

export type AnyAccess = Access | AzureAccess;

/** Azure Storage is the same resource in every cloud. Source: Azure Storage, "Authorize access to blobs using Microsoft Entra ID". */
const storageRoot = 'https://storage.azure.com';

/** The name of the permission that an access takes, for sentences. */
export function permissionOf(access: AnyAccess): string {
  if (!isAzure(access)) {
    return permissions[access];
  }
  const resource = access === 'azureBlobs' ? 'Azure Storage' : 'Azure Resource Manager';
  return `user_impersonation (${resource})`;
}

/** Whether somebody who declines keeps something from being changed. */
export function isForChanges(access: AnyAccess): boolean {
  return isAzure(access) || changesSomething(access);
}

function isAzure(access: AnyAccess): access is AzureAccess {
  return access === 'azureResources' || access === 'azureBlobs';
}

function permissionAddress(access: AnyAccess, { azureRoot, graphRoot }: Cloud): string {
  if (!isAzure(access)) {
    return `${graphRoot}/${permissions[access]}`;
  }
  return `${access === 'azureBlobs' ? storageRoot : (azureRoot ?? '')}/user_impersonation`;
}

/** The scopes of a session: the permission's full address, and pseudo scopes for whoever is to sign in. */
export function scopesFor(access: AnyAccess, options: SignInOptions): string[] {
  const { cloud, clientId, tenantId, method } = options;
  return [
    permissionAddress(access, cloud),
    ...(clientId === '' ? [] : [`${pseudoScopes.client}${clientId}`]),
    ...(tenantId === '' ? [] : [`${pseudoScopes.tenant}${tenantId}`]),
    ...(method === 'vscode' ? [] : [`${pseudoScopes.login}${cloud.loginRoot}`]),
  ];
}

/** What a provider of this extension reads out of the scopes that it is given. */
export interface ScopeRequest {
  readonly scopes: readonly string[];
  readonly clientId: string;
  readonly tenantId: string;
  readonly loginRoot: string | undefined;
  /** JSON, as MSAL takes it. */
  readonly claims: string | undefined;
  /** Whether the token that is kept will not do. */
  readonly isRenewal: boolean;
}

export function readScopes(all: readonly string[]): ScopeRequest {
  const after = (prefix: string): string | undefined =>
    all.find((scope) => scope.startsWith(prefix))?.slice(prefix.length);
  const claims = after(pseudoScopes.claims);
  return {
    scopes: all.filter((scope) => !Object.values(pseudoScopes).some((prefix) => scope.startsWith(prefix))),
    clientId: after(pseudoScopes.client) ?? '',
    tenantId: after(pseudoScopes.tenant) ?? '',
    loginRoot: after(pseudoScopes.login),
    claims: claims === undefined ? undefined : Buffer.from(claims, 'base64').toString(),
    isRenewal: after(pseudoScopes.renewal) !== undefined,
  };
}

/** The claims of a challenge (`WWW-Authenticate: Bearer …, claims="…"`) as they came: base64. */
export function claimsIn(challenge: string): string | undefined {
  return /\bclaims="?([A-Za-z0-9+/=_-]+)"?/i.exec(challenge)?.[1];
}
