import * as vscode from 'vscode';
import { CancelledError, ExpectedError, type FailureAction, isCancellation } from '../platform/failure.ts';
import { clockSentence } from '../platform/graphSentences.ts';
import { entraErrorIn } from './entraError.ts';
import { explainEntraError } from './entraSentences.ts';
import type { LoginProbe } from './loginProbe.ts';
import { type AnyAccess, isForChanges, permissionOf } from './scopes.ts';
import type { SignInOptions } from './signInOptions.ts';

/**
 * What is to be said of a sign-in that failed. Where the provider tells no code of Entra's, one look at the login service
 * says whether the network, a proxy or the clock stands in the way.
 */
export async function signInFailure(
  error: unknown,
  access: AnyAccess,
  options: SignInOptions,
  probe: () => Promise<LoginProbe>,
): Promise<Error> {
  if (error instanceof ExpectedError) {
    return error;
  }
  const text = error instanceof Error ? error.message : String(error);
  const entra = entraErrorIn(text);
  if (entra) {
    return explainEntraError(entra, options, permissionOf(access));
  }
  if (isCancellation(error) || saysRefused(text)) {
    return isForChanges(access) ? writeRefused(access) : new CancelledError();
  }
  if (/authentication provider '[^']*'/i.test(text)) {
    return providerMissing();
  }
  const obstacle = await obstacleTo(options, access, probe);
  if (obstacle || !saysAbandoned(text)) {
    return obstacle ?? unexplained(text);
  }
  return isForChanges(access) ? writeRefused(access) : notFinished();
}

/** What VS Code says when its question is answered with no, and MSAL's code for the same: the words are all there is. */
function saysRefused(text: string): boolean {
  return /did not consent|\buser_cancell?ed\b/i.test(text);
}

/**
 * What the provider of VS Code says when nobody came back from the browser, be it that the window was closed, that the
 * wait was given up, or that Microsoft's own page showed an error there, which is told to nobody else.
 */
function saysAbandoned(text: string): boolean {
  return /^cancell?ed\b|timed? ?out|timeout|\bdevice_code_expired\b/i.test(text);
}

/** VS Code says so of a provider that does not register in time, or that nobody offers. */
function providerMissing(): ExpectedError {
  return new ExpectedError(
    'signIn.providerMissing',
    vscode.l10n.t(
      'This editor has no Microsoft sign-in of its own, or it did not start. Sign in with a device code instead.',
    ),
    [
      { title: vscode.l10n.t('Switch Sign-In Method…'), command: 'cbaPki.account.switchMethod' },
      { title: vscode.l10n.t('Try Again'), command: 'cbaPki.account.signIn' },
    ],
  );
}

function writeRefused(access: AnyAccess): ExpectedError {
  return new ExpectedError(
    'signIn.declined',
    vscode.l10n.t(
      'Nothing was changed: that needs the permission {permission}, and it was not given. What only reads goes on working.',
      { permission: permissionOf(access) },
    ),
  );
}

/** What one look at the login service shows to be in the way: the network, a proxy, the clock or the tenant's name. */
export async function obstacleTo(
  options: SignInOptions,
  access: AnyAccess,
  probe: () => Promise<LoginProbe>,
): Promise<ExpectedError | undefined> {
  const found = await probe();
  const actions = retryOrCheck();
  switch (found.outcome) {
    case 'unreachable':
      return new ExpectedError(
        'signIn.network',
        vscode.l10n.t(
          'The login service {host} cannot be reached ({code}). Check the network and the proxy, then try again.',
          { host: new URL(options.cloud.loginRoot).host, code: found.code },
        ),
        actions,
        undefined,
        found.code,
      );
    case 'untrustedCertificate':
      return new ExpectedError(
        'signIn.untrustedCertificate',
        vscode.l10n.t(
          'The connection to {host} shows a certificate that this computer does not trust ({code}). A proxy may be reading along: have its CA certificate added to the trusted ones of this computer.',
          { host: new URL(options.cloud.loginRoot).host, code: found.code },
        ),
        actions,
        undefined,
        found.code,
      );
    case 'answered': {
      const clock = clockSentence(found.clockAhead);
      if (clock !== undefined) {
        return new ExpectedError('signIn.clockWrong', clock, actions);
      }
      return found.entra ? explainEntraError(found.entra, options, permissionOf(access)) : undefined;
    }
  }
}

function notFinished(): ExpectedError {
  return new ExpectedError(
    'signIn.notFinished',
    vscode.l10n.t(
      'The sign-in was not finished in the browser. If the page there showed a code such as AADSTS50011, “Check Sign-In” helps to find out what it means. Otherwise start it again.',
    ),
    retryOrCheck(),
  );
}

function unexplained(text: string): ExpectedError {
  return new ExpectedError(
    'signIn.failed',
    vscode.l10n.t('The sign-in failed: {message}', { message: text }),
    retryOrCheck(),
  );
}

function retryOrCheck(): FailureAction[] {
  return [
    { title: vscode.l10n.t('Try Again'), command: 'cbaPki.account.signIn' },
    { title: vscode.l10n.t('Check Sign-In'), command: 'cbaPki.account.check' },
  ];
}
