import { GraphFault } from './graphFault.ts';
import { isRecord } from './requestBody.ts';

/** Which permissions a part of Graph asks for. */
export type PermissionArea = 'PublicKeyInfrastructure' | 'Organization' | 'Policy';

/**
 * Holds a request to its bearer token. A token that is a JWT has to carry the permission in `scp` or `roles`; its
 * signature is not verified, and nobody but its holder is protected by that: this is a sandbox. Any other non-empty
 * token may do everything.
 * @throws {GraphFault} 401 without a usable token, 403 without the permission
 */
export function authorize(
  authorization: string | undefined,
  area: PermissionArea,
  write: boolean,
  now: Date,
): void {
  const claims = readClaims(bearerToken(authorization));
  if (!claims) {
    return;
  }
  const { exp, scp, roles } = claims;
  if (typeof exp === 'number' && exp * 1000 <= now.getTime()) {
    throw unauthorized('Lifetime validation failed, the token is expired.', ', error="invalid_token"');
  }
  const granted = new Set<unknown>([
    ...(typeof scp === 'string' ? scp.split(' ') : []),
    ...(Array.isArray(roles) ? roles : []),
  ]);
  const scope = area === 'Policy' ? 'AuthenticationMethod' : 'All';
  const sufficient = write ? [`ReadWrite.${scope}`] : [`Read.${scope}`, `ReadWrite.${scope}`];
  if (!sufficient.some((permission) => granted.has(`${area}.${permission}`))) {
    throw new GraphFault(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    );
  }
}

/** @throws {GraphFault} 401 where there is none */
export function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    throw unauthorized('Access token is empty.');
  }
  return token;
}

function unauthorized(message: string, details = ''): GraphFault {
  return new GraphFault(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `Bearer realm=""${details}`,
  });
}

/** The claims of a JWT (RFC 7519), or undefined where the token is none. */
function readClaims(token: string): Record<string, unknown> | undefined {
  const parts = token.split('.');
  const [, payload = ''] = parts;
  if (parts.length !== 3 || !/^[\w-]+$/.test(payload)) {
    return undefined;
  }
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
