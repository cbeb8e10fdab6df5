import { randomBytes } from 'node:crypto';
import type { Account } from './accounts.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What a scope parameter asks for. */
export interface AskedScope {
  /** Root of the resource, such as `https://graph.microsoft.com`. */
  readonly resource: string;
  /** Names of its permissions, without those of OpenID Connect. */
  readonly permissions: readonly string[];
  readonly openId: readonly string[];
}

const openIdScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);
const defaultResource = 'https://graph.microsoft.com';

export function readScope(scope: string): AskedScope {
  const all = scope.split(' ').filter((one) => one !== '');
  const asked = all.filter((one) => !openIdScopes.has(one));
  const resources = asked.map((one) =>
    one.includes('/') ? one.slice(0, one.lastIndexOf('/')) : defaultResource,
  );
  return {
    resource: resources[0] ?? defaultResource,
    permissions: asked.map((one) => one.slice(one.lastIndexOf('/') + 1)),
    openId: all.filter((one) => openIdScopes.has(one)),
  };
}

/**
 * What a `claims` parameter puts into the access token: an authentication context that was asked for is given, as after
 * a person did what it takes, and the client's capabilities are echoed.
 * Source: Microsoft identity platform, "claims challenges, claims requests and client capabilities".
 */
export function claimsFromRequest(parameter: string | undefined): Claims {
  if (parameter === undefined) {
    return {};
  }
  const asked: unknown = JSON.parse(parameter);
  const token = member(asked, 'access_token');
  const context = member(member(token, 'acrs'), 'value') ?? member(member(token, 'acrs'), 'values');
  const capabilities = member(member(token, 'xms_cc'), 'values');
  return {
    ...(context !== undefined && { acrs: [context].flat() }),
    ...(capabilities !== undefined && { xms_cc: capabilities }),
  };
}

/** What the answer says was granted: all that the application ever got, as Entra does it. */
export function scopeOfAnswer({ resource, openId }: AskedScope, granted: readonly string[]): string {
  return [
    ...openId.filter((one) => one !== 'offline_access'),
    ...granted.map((one) => `${resource}/${one}`),
  ].join(' ');
}

/** Names an account to the client library: object id and home tenant. */
export function clientInfo(account: Account): string {
  return Buffer.from(JSON.stringify({ uid: account.oid, utid: account.tid })).toString('base64url');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Makes tokens and codes, and remembers all of them, so that a test can look whether one shows up where it must not. */
export class TokenMint {
  readonly secrets = new Set<string>();
  readonly #accessTokens = new Map<string, Claims>();

  /** Three parts like a JWT, with random bytes for a signature. */
  accessToken(claims: Claims): string {
    const token = this.#jwt({ ...claims, uti: randomBytes(16).toString('base64url') });
    this.#accessTokens.set(token, claims);
    return token;
  }

  idToken(claims: Claims): string {
    return this.#jwt(claims);
  }

  /** An authorization code or a refresh token: means something to the authority alone. */
  opaque(): string {
    return this.#remember(`1.${randomBytes(96).toString('base64url')}`);
  }

  /** Takes in a secret that came from outside. */
  note(secret: string): void {
    this.#remember(secret);
  }

  /** The claims of an access token that was issued here; undefined for any other. */
  claimsOf(accessToken: string): Claims | undefined {
    return this.#accessTokens.get(accessToken);
  }

  get accessTokens(): readonly string[] {
    return [...this.#accessTokens.keys()];
  }

  #jwt(claims: Claims): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = part({ typ: 'JWT', alg: 'RS256', kid: 'stand-in' });
    return this.#remember(`${header}.${part(claims)}.${randomBytes(256).toString('base64url')}`);
  }

  #remember(secret: string): string {
    this.secrets.add(secret);
    return secret;
  }
}
