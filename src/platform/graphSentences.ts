import * as vscode from 'vscode';
import { directoryRoleIds } from '../graph/accessToken.ts';
import type { GraphRequestError } from '../graph/errors.ts';
import { isCertificateFailure, networkCodeOf } from '../graph/networkError.ts';
import { type Access, permissions, sufficientFor } from '../graph/permissions.ts';

/** A sentence for the user, with the service's own words, its code and the request id that support asks for. */
export function describeGraphError(error: GraphRequestError): string {
  return [sentenceFor(error), traceOf(error)].filter((part) => part !== '').join(' ');
}

function sentenceFor(error: GraphRequestError): string {
  const message = error.message;
  switch (error.reason) {
    case 'unauthenticated':
      return unauthenticatedSentence(error);
    case 'forbidden':
      return forbiddenSentence(error);
    case 'notFound':
      return vscode.l10n.t('It is not there (any more): {message} Refresh the list.', { message });
    case 'invalid':
      return vscode.l10n.t('The service refused this: {message}', { message });
    case 'throttled':
      return error.details.retryAfterSeconds === undefined
        ? vscode.l10n.t('The service is asked too often. Try again later.')
        : vscode.l10n.t('The service is asked too often. Try again in {seconds} seconds.', {
            seconds: error.details.retryAfterSeconds,
          });
    case 'unavailable':
      return vscode.l10n.t('The service has a problem of its own: {message} Try again later.', { message });
    case 'network':
      return networkSentence(networkCodeOf(error.cause));
    case 'foreignAddress':
    case 'protocol':
      return message;
    case 'jobRunning':
      return vscode.l10n.t(
        'This configuration already has a job under way, and the service takes one at a time. Nothing was sent. Wait until it has ended, then upload again.',
      );
    case 'lostAnswer':
      return vscode.l10n.t(
        'The answer was lost, and the change is not to be seen (yet). Nothing was sent a second time. Refresh in a minute, and try again only if nothing has changed.',
      );
    case 'unknownOutcome':
      return vscode.l10n.t(
        'The answer to the upload was lost, and the configuration shows no job. Nothing was sent a second time. Look at the configuration in a minute, and upload again only if nothing has changed.',
      );
  }
}

/** A clock that is off by more than this makes tokens look expired or not yet valid: 5 minutes, as Entra allows. */
const clockTolerance = 5 * 60_000;

/** What to do about a clock that is off, or undefined where it is right enough. */
export function clockSentence(clockAhead: number | undefined): string | undefined {
  if (clockAhead === undefined || Math.abs(clockAhead) <= clockTolerance) {
    return undefined;
  }
  const minutes = Math.round(Math.abs(clockAhead) / 60_000);
  return clockAhead > 0
    ? vscode.l10n.t(
        'The clock of this computer is {minutes} minutes ahead, which makes sign-ins invalid. Set it right.',
        { minutes },
      )
    : vscode.l10n.t(
        'The clock of this computer is {minutes} minutes behind, which makes sign-ins invalid. Set it right.',
        { minutes },
      );
}

function unauthenticatedSentence({ message, details }: GraphRequestError): string {
  if (details.claimsChallenge !== undefined) {
    return vscode.l10n.t(
      'Your organisation asks for a further step of the sign-in before this, such as multi-factor authentication. Sign in again.',
    );
  }
  return [
    vscode.l10n.t('Microsoft Graph did not accept the sign-in: {message}', { message }),
    clockSentence(details.clockAhead) ?? vscode.l10n.t('Sign in again.'),
  ].join(' ');
}

/** Says whether the permission or the role is missing, as far as the token tells. */
function forbiddenSentence({ message, details }: GraphRequestError): string {
  const { grants, access = 'read' } = details;
  const wanted = sufficientFor(access);
  const refused = vscode.l10n.t('You are not allowed to do this: {message}', { message });
  const values = { permission: permissions[access], role: roleFor(access) };
  if (!grants) {
    return [
      refused,
      vscode.l10n.t(
        'It needs the permission {permission} with the consent of an administrator, and the role {role}.',
        values,
      ),
    ].join(' ');
  }
  if (![...grants.scopes, ...grants.roles].some((granted) => wanted.includes(granted))) {
    return [
      refused,
      vscode.l10n.t(
        'The permission {permission} is missing: an administrator has to consent to it for the application that signs in.',
        values,
      ),
    ].join(' ');
  }
  const known: readonly string[] = Object.values(directoryRoleIds);
  return [
    refused,
    grants.directoryRoles.some((id) => known.includes(id))
      ? vscode.l10n.t(
          'The permission {permission} and a fitting role are there. The role may have been given to you a moment ago, or for a part of the tenant only: sign in again, or ask for the role {role}.',
          values,
        )
      : vscode.l10n.t(
          'The permission {permission} is there, so the role is missing: it takes {role}. If you hold it by Privileged Identity Management, activate it, then sign in again.',
          values,
        ),
  ].join(' ');
}

/** The role that an access takes besides the permission. Its name is Microsoft's own. */
function roleFor(access: Access): string {
  switch (access) {
    case 'read':
    case 'write':
      return vscode.l10n.t(
        'Privileged Authentication Administrator (for some calls Authentication Administrator)',
      );
    case 'readClassicStore':
      return 'Global Reader';
    case 'writeClassicStore':
      return 'Global Administrator';
    case 'readPolicy':
      return 'Authentication Policy Administrator';
  }
}

function networkSentence(code: string): string {
  return isCertificateFailure(code)
    ? vscode.l10n.t(
        'The connection to Microsoft Graph shows a certificate that this computer does not trust ({code}). A proxy may be reading along: have its CA certificate added to the trusted ones of this computer.',
        { code },
      )
    : vscode.l10n.t(
        'Microsoft Graph could not be reached ({code}). Check the network and the proxy, then try again.',
        { code },
      );
}

function traceOf(error: GraphRequestError): string {
  const { status, code, requestId } = error.details;
  const parts = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(code === undefined ? [] : [code]),
    ...(requestId === undefined ? [] : [vscode.l10n.t('request {id}', { id: requestId })]),
  ];
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}
