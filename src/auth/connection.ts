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

/** The connection that a session makes. */
export function connectionOf(session: Session, options: SignInOptions): SignedIn {
  return { kind: 'signedIn', account: session.account, tenantId: tenantOf(session, options), options };
}

/**
 * The tenant that the token is for. Where the token cannot be read: the one of the settings, else the account's own,
 * which is the second half of its id in every provider for Entra.
 */
function tenantOf({ accessToken, account }: Session, options: SignInOptions): string {
  return grantsOf(accessToken)?.tenantId ?? (options.tenantId || account.id.split('.')[1] || 'organizations');
}
