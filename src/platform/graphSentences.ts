import * as vscode from 'vscode';
import type { GraphRequestError } from '../graph/errors.ts';

/** A sentence for the user, with the service's own words, its code and the request id that support asks for. */
export function describeGraphError(error: GraphRequestError): string {
  return [sentenceFor(error), traceOf(error)].filter((part) => part !== '').join(' ');
}

function sentenceFor(error: GraphRequestError): string {
  const message = error.message;
  switch (error.reason) {
    case 'unauthenticated':
      return vscode.l10n.t('Microsoft Graph did not accept the sign-in: {message} Sign in again.', {
        message,
      });
    case 'forbidden':
      return vscode.l10n.t(
        'You are not allowed to do this: {message} It needs the permission PublicKeyInfrastructure.Read.All (ReadWrite.All for changes) and the role Privileged Authentication Administrator (for some calls Authentication Administrator).',
        { message },
      );
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
      return vscode.l10n.t(
        'Microsoft Graph could not be reached. Check the network and the proxy, then try again.',
      );
    case 'foreignAddress':
    case 'protocol':
      return message;
    case 'jobRunning':
      return vscode.l10n.t(
        'This configuration already has a job under way, and the service takes one at a time. Nothing was sent. Wait until it has ended, then upload again.',
      );
    case 'unknownOutcome':
      return vscode.l10n.t(
        'The answer to the upload was lost, and the configuration shows no job. Nothing was sent a second time. Look at the configuration in a minute, and upload again only if nothing has changed.',
      );
  }
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
