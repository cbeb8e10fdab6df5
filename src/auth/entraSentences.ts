import * as vscode from 'vscode';
import { ExpectedError, type FailureAction, type SignInReason } from '../platform/failure.ts';
import type { EntraError } from './entraError.ts';
import type { SignInOptions } from './signInOptions.ts';

interface Explanation {
  readonly reason: SignInReason;
  /** What is wrong and what to do. */
  readonly sentence: string;
  readonly actions: readonly FailureAction[];
}

/** What is to be said of an error of Entra's. `permission` is the one that was asked for. */
export function explainEntraError(
  error: EntraError,
  options: SignInOptions,
  permission: string,
): ExpectedError {
  const { reason, sentence, actions } = explanationOf(error, options, permission);
  const code = `AADSTS${error.code}`;
  const trace = [
    code,
    ...(error.correlationId === undefined
      ? []
      : [vscode.l10n.t('correlation {id}', { id: error.correlationId })]),
    ...(error.timestamp === undefined ? [] : [vscode.l10n.t('{time} UTC', { time: error.timestamp })]),
  ].join(', ');
  // Entra's sentence may name people, so only the numbers go to the log.
  return new ExpectedError(reason, `${sentence} (${trace})`, actions, undefined, trace);
}

/** Source of the codes: Microsoft Entra authentication and authorization error codes. */
function explanationOf(error: EntraError, options: SignInOptions, permission: string): Explanation {
  const { t } = vscode.l10n;
  const application = options.clientId || t('of VS Code');
  const tenant = options.tenantId || t('of the account');
  const values = { application, tenant, permission, message: error.message };
  switch (error.code) {
    case 65001:
      return {
        reason: 'signIn.consentMissing',
        sentence: t(
          'The application {application} has not been allowed to use {permission} in this tenant. An administrator has to consent to it.',
          values,
        ),
        actions: [setUp(), check()],
      };
    case 65002:
      return {
        reason: 'signIn.notPreauthorized',
        sentence: t(
          'The application {application} may not use {permission}, and no consent can change that. Register an application in your own tenant: a script for it is prepared.',
          values,
        ),
        actions: [setUp(), check()],
      };
    case 65004:
    case 70018:
      return {
        reason: 'signIn.declined',
        sentence: t(
          'The permission {permission} was declined. Sign in again and accept it, or ask an administrator to consent to it.',
          values,
        ),
        actions: [signIn()],
      };
    case 90094:
      return {
        reason: 'signIn.adminConsentNeeded',
        sentence: t(
          'Only an administrator can consent to {permission} for the application {application}. Ask one to grant it for the whole tenant, then sign in again.',
          values,
        ),
        actions: [setUp(), signIn()],
      };
    case 50011:
      return {
        reason: 'signIn.redirectMissing',
        sentence: t(
          'The application {application} does not know the address to which VS Code has sign-ins return. Add https://vscode.dev/redirect and http://localhost to it, as the type “Mobile and desktop applications”.',
          values,
        ),
        actions: [setUp(), check()],
      };
    case 7000218:
      return {
        reason: 'signIn.notPublicClient',
        sentence: t(
          'The application {application} is not a public client. Switch on “Allow public client flows” under Authentication of its registration.',
          values,
        ),
        actions: [setUp(), check()],
      };
    case 700016:
      return {
        reason: 'signIn.applicationUnknown',
        sentence: t(
          'There is no application {application} in the tenant {tenant}. Check the client id and the tenant id in the settings.',
          values,
        ),
        actions: [setUp(), switchTenant()],
      };
    case 90002:
      return {
        reason: 'signIn.tenantUnknown',
        sentence: t('There is no tenant {tenant} in this cloud. Check the tenant id or domain.', values),
        actions: [switchTenant()],
      };
    case 50020:
    case 50034:
      return {
        reason: 'signIn.accountNotInTenant',
        sentence: t(
          'This account does not belong to the tenant {tenant}. Choose another account or another tenant.',
          values,
        ),
        actions: [switchAccount(), switchTenant()],
      };
    case 53003:
      return {
        reason: 'signIn.conditionalAccess',
        sentence: t(
          'A Conditional Access policy of the tenant blocks this sign-in. Its administrator finds the policy in the sign-in logs, by the correlation id.',
          values,
        ),
        actions: [check()],
      };
    case 530003:
      return {
        reason: 'signIn.deviceNotManaged',
        sentence: t(
          'The tenant only allows sign-ins from devices that it manages, and this one is not. Sign in from a managed device, or with the sign-in method of VS Code, which can prove that a device is managed.',
          values,
        ),
        actions: [check()],
      };
    case 50105:
      return {
        reason: 'signIn.notAssigned',
        sentence: t(
          'This account is not assigned to the application {application}, which only lets assigned ones in. An administrator assigns it under Enterprise applications, Users and groups.',
          values,
        ),
        actions: [switchAccount()],
      };
    case 50076:
    case 50079:
      return {
        reason: 'signIn.mfaNeeded',
        sentence: t(
          'The tenant asks for multi-factor authentication. Sign in again and complete it.',
          values,
        ),
        actions: [signIn()],
      };
    case 70019:
    case 70020:
      return {
        reason: 'signIn.notFinished',
        sentence: t('The code was not entered in time. Sign in again for another one.'),
        actions: [signIn()],
      };
    case 700027:
      return {
        reason: 'signIn.certificateUnknown',
        sentence: t(
          'The application {application} does not know this certificate. Add the certificate (not its key) under Certificates & secrets of its registration.',
          values,
        ),
        actions: [signIn()],
      };
    case 500133:
    case 700024:
      return {
        reason: 'signIn.clockWrong',
        sentence: t(
          'Entra finds the time of this sign-in wrong. Set the clock of this computer right, then sign in again.',
          values,
        ),
        actions: [signIn(), check()],
      };
    default:
      return {
        reason: 'signIn.failed',
        sentence: t('Entra refused the sign-in: {message}', values),
        actions: [signIn(), check()],
      };
  }
}

const signIn = (): FailureAction => ({
  title: vscode.l10n.t('Sign In'),
  command: 'cbaPki.account.signIn',
});
const check = (): FailureAction => ({
  title: vscode.l10n.t('Check Sign-In'),
  command: 'cbaPki.account.check',
});
const setUp = (): FailureAction => ({
  title: vscode.l10n.t('Set Up Application Registration…'),
  command: 'cbaPki.account.setUpRegistration',
});
const switchAccount = (): FailureAction => ({
  title: vscode.l10n.t('Switch Account…'),
  command: 'cbaPki.account.switch',
});
const switchTenant = (): FailureAction => ({
  title: vscode.l10n.t('Switch Tenant…'),
  command: 'cbaPki.account.switchTenant',
});
