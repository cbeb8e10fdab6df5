import * as vscode from 'vscode';
import type { Access } from '../graph/middleware.ts';
import { CancelledError, ExpectedError } from '../platform/failure.ts';
import { type SignInOptions, scopesFor } from './scopes.ts';

/** A session that is there already, without asking anybody. */
export async function findSession(
  access: Access,
  options: SignInOptions,
  account?: vscode.AuthenticationSessionAccountInformation,
): Promise<vscode.AuthenticationSession | undefined> {
  return vscode.authentication.getSession(options.cloud.providerId, scopesFor(access, options), {
    silent: true,
    ...(account ? { account } : {}),
  });
}

/**
 * A session for which the user may be asked to sign in or to consent.
 * @param detail why it is needed, shown in VS Code's question
 * @throws {CancelledError} where the user says no; {@link ExpectedError} where the provider fails
 */
export async function requestSession(
  access: Access,
  options: SignInOptions,
  detail: string,
  account?: vscode.AuthenticationSessionAccountInformation,
): Promise<vscode.AuthenticationSession> {
  try {
    return await vscode.authentication.getSession(options.cloud.providerId, scopesFor(access, options), {
      createIfNone: { detail },
      ...(account ? { account } : { clearSessionPreference: true }),
    });
  } catch (error) {
    throw signInFailure(error);
  }
}

function signInFailure(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  // The provider tells a refusal apart from a failure by its words only: VS Code's "User did not consent" and the
  // provider's "Cancelled". Anything else is shown with the provider's own sentence.
  if (/did not consent|cancell?ed/i.test(message)) {
    return new CancelledError(message);
  }
  return new ExpectedError(
    'signIn.failed',
    vscode.l10n.t('The sign-in failed: {message}', { message }),
    [{ title: vscode.l10n.t('Try Again'), command: 'cbaPki.account.signIn' }],
    error,
  );
}

/** The tenant of an account of the Microsoft provider: its id is `<object id>.<tenant id>`. */
export function tenantOf(session: vscode.AuthenticationSession, options: SignInOptions): string {
  return options.tenantId || session.account.id.split('.')[1] || 'organizations';
}
