import { readScopes, type ScopeRequest, scopesFor } from '../../../src/auth/scopes.ts';
import {
  type SignInMethod,
  type SignInSettings,
  signInOptionsFrom,
} from '../../../src/auth/signInOptions.ts';
import { Authority } from '../../support/entra/authority.ts';

export const clientId = '11111111-1111-4111-8111-111111111111';

/** An authority, and the `fetch` that leads every login address to it. Without an authority there is no network. */
export function openAuthority(): { authority: Authority; fetch: typeof fetch; unplug: () => void } {
  const authority = new Authority();
  let isThere = true;
  return {
    authority,
    fetch: async (input, init) => {
      if (!isThere) {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
      }
      return authority.handle(new Request(input, init));
    },
    unplug: () => {
      isThere = false;
    },
  };
}

/** The scopes that the extension asks a provider of its own for. */
export function scopesOf(
  method: SignInMethod,
  changes: Partial<SignInSettings> = {},
  access: 'read' | 'write' = 'read',
): string[] {
  const settings = { cloud: 'public', customLoginRoot: '', customGraphRoot: '', tenantId: '', clientId };
  return scopesFor(access, signInOptionsFrom({ ...settings, method, ...changes }));
}

export function requestOf(...args: Parameters<typeof scopesOf>): ScopeRequest {
  return readScopes(scopesOf(...args));
}

export function claimsOfToken(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
