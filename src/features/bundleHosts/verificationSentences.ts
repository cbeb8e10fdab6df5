import * as vscode from 'vscode';
import { describeUnreachable } from '../../hosting/uploadAddress.ts';
import type { AddressVerification } from '../../hosting/verifyAddress.ts';

/** What an address serves in place of the file. */
export function describeDifference(
  verification: Exclude<AddressVerification, { outcome: 'same' }>,
  file: { readonly size: number; readonly hash: string },
): string {
  switch (verification.outcome) {
    case 'different': {
      const { size, hash, kind, contentEncoding, redirectedTo, age } = verification;
      if (hash === file.hash && contentEncoding) {
        return vscode.l10n.t(
          'The server sends the file encoded ({encoding}), so other bytes arrive than the file has. Switch this off for the address.',
          { encoding: contentEncoding },
        );
      }
      const what =
        kind === 'html'
          ? vscode.l10n.t('The address serves a web page, perhaps a sign-in page.')
          : vscode.l10n.t(
              'The address serves another file: {size} bytes with SHA-256 {hash}; yours has {ownSize} bytes with SHA-256 {ownHash}.',
              {
                size,
                hash: shorten(hash),
                ownSize: file.size,
                ownHash: shorten(file.hash),
              },
            );
      return [
        what,
        ...(redirectedTo ? [vscode.l10n.t('It was redirected on the way.')] : []),
        ...(contentEncoding
          ? [vscode.l10n.t('The server encodes it ({encoding}).', { encoding: contentEncoding })]
          : []),
        ...(age === undefined
          ? []
          : [
              vscode.l10n.t(
                'It came from a cache on the way, where it has been for {seconds} seconds: wait until it is renewed, or give the file another name.',
                { seconds: age },
              ),
            ]),
      ].join(' ');
    }
    case 'notReachable':
      return vscode.l10n.t('The address is redirected, and not for Entra: {reason}', {
        reason: describeUnreachable(verification.host),
      });
    case 'status':
      return vscode.l10n.t('The address answers with HTTP {status} instead of the file.', {
        status: verification.status,
      });
    case 'tooLarge':
      return vscode.l10n.t('The address serves more than {count} MB.', {
        count: verification.limit / 1024 / 1024,
      });
    case 'timedOut':
      return vscode.l10n.t('The address did not answer within {seconds} seconds.', {
        seconds: verification.seconds,
      });
    case 'unreachable':
      return vscode.l10n.t('The address cannot be reached from this computer ({code}).', {
        code: verification.code,
      });
  }
}

function shorten(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}
