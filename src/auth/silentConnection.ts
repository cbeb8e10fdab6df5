import { ExpectedError } from '../platform/failure.ts';
import { type Connection, connectionOf, signedOut } from './connection.ts';
import type { Remembered } from './connectionMemory.ts';
import type { Sessions } from './sessions.ts';
import type { SignInOptions } from './signInOptions.ts';

/**
 * The connection of the account that was signed in last, without a question. It stays without a token, too, as without a
 * network: the first call tells what is the matter.
 */
export async function silentConnection(
  sessions: Sessions,
  remembered: Remembered | undefined,
  options: SignInOptions,
): Promise<Connection> {
  if (remembered?.kind !== 'signedIn') {
    return signedOut;
  }
  const accounts = await sessions.accounts(options).catch(unlessExpected);
  const account = accounts?.find(({ id }) => id === remembered.accountId);
  if (!account) {
    return signedOut;
  }
  const session = await sessions.find({ access: 'read', options, account }).catch(unlessExpected);
  const tenantId = remembered.tenantSetting === options.tenantId ? remembered.tenantId : undefined;
  return connectionOf(session ?? { accessToken: '', account }, options, tenantId);
}

function unlessExpected(error: unknown): undefined {
  if (!(error instanceof ExpectedError)) {
    throw error;
  }
}
