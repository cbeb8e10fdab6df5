import type { Access } from '../graph/middleware.ts';
import type { Cloud } from './clouds.ts';

/** Where and as which application to sign in. */
export interface SignInOptions {
  readonly cloud: Cloud;
  /** Tenant id or domain; empty for the account's own tenant. */
  readonly tenantId: string;
  /** Application (client) id; empty for VS Code's own application. */
  readonly clientId: string;
}

const permissions: Readonly<Record<Access, string>> = {
  read: 'PublicKeyInfrastructure.Read.All',
  write: 'PublicKeyInfrastructure.ReadWrite.All',
};

/** The scopes of a session: the permission's full address, and VS Code's pseudo scopes for client and tenant. */
export function scopesFor(access: Access, options: SignInOptions): string[] {
  return [
    `${options.cloud.graphRoot}/${permissions[access]}`,
    ...(options.clientId === '' ? [] : [`VSCODE_CLIENT_ID:${options.clientId}`]),
    ...(options.tenantId === '' ? [] : [`VSCODE_TENANT:${options.tenantId}`]),
  ];
}
