import { grantsOf } from '../graph/accessToken.ts';
import type { Account, Session } from './sessions.ts';
import type { SignInOptions } from './signInOptions.ts';

/** An account that is signed in. */
export interface SignedIn {
  readonly kind: 'signedIn';
  readonly account: Account;
  readonly tenantId: string;
  readonly options: SignInOptions;
}

/** Which tenant the extension works on. */
export type Connection =
  | { readonly kind: 'signedOut' }
  | SignedIn
  | { readonly kind: 'sandbox'; readonly root: string; readonly tenantId: string };

export const signedOut: Connection = { kind: 'signedOut' };

/**
 * The connection that a session makes. Its tenant is that of the token; where there is none that can be read, the one that
 * is remembered, else that of the settings, else the account's own, the second half of its id in every provider for Entra.
 */
export function connectionOf(
  { accessToken, account }: Session,
  options: SignInOptions,
  rememberedTenantId?: string,
): SignedIn {
  const own = options.tenantId || account.id.split('.')[1] || 'organizations';
  const tenantId = grantsOf(accessToken)?.tenantId ?? rememberedTenantId ?? own;
  return { kind: 'signedIn', account, tenantId, options };
}
