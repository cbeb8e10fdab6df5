import { isRecord } from './isRecord.ts';

/** What an access token says it allows. Nothing in it is a secret, nor names a person. */
export interface TokenGrants {
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[];
  /** Application permissions (`roles`). */
  readonly roles: readonly string[];
  /** Template ids of the directory roles that the account holds now (`wids`), lower case. */
  readonly directoryRoles: readonly string[];
  readonly tenantId: string | undefined;
}

/** Template ids of the roles that may manage the trust store. Source: Microsoft Entra built-in roles. */
export const directoryRoleIds = {
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
} as const;

/**
 * Reads the claims of an access token, or returns undefined where it cannot be read: the token belongs to Graph, which
 * may change its form at any time, so nothing may depend on it but the wording of an error.
 */
export function grantsOf(token: string): TokenGrants | undefined {
  const claims = claimsOf(token);
  if (!claims) {
    return undefined;
  }
  const { scp, roles, wids, tid } = claims;
  return {
    scopes: typeof scp === 'string' ? scp.split(' ').filter((scope) => scope !== '') : [],
    roles: strings(roles),
    directoryRoles: strings(wids).map((id) => id.toLowerCase()),
    tenantId: typeof tid === 'string' ? tid : undefined,
  };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) {
    return undefined;
  }
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
