import type { ScopeRequest } from '../scopes.ts';
import type { AccountRecord } from './accountStore.ts';

/** A way to sign in of the extension's own. Loaded when it is needed, and MSAL with it. */
export interface Flow {
  /** A token without asking anybody, or undefined where it takes the user. Throws where the service is out of reach. */
  silent(account: AccountRecord, request: ScopeRequest): Promise<string | undefined>;
  /**
   * A token for which the user is asked.
   * @param account who signs in again, if it is known
   * @throws {CancelledError} where the user stops; MSAL's error where Entra refuses
   */
  interactive(
    request: ScopeRequest,
    account: AccountRecord | undefined,
  ): Promise<{ readonly account: AccountRecord; readonly accessToken: string }>;
  /** Forgets the tokens of an account. */
  forget(account: AccountRecord): Promise<void>;
}
