import * as vscode from 'vscode';
import { type AddressVerification, verifyAddress } from '../../hosting/verifyAddress.ts';
import { isCancellation } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow } from '../../platform/prompts.ts';
import type { BundleFile, UploadAnswers } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

type Answer = 'check' | 'continue';

/** Offers to fetch the address and to compare what it serves with the file; says exactly what differs. */
export async function askToVerify(
  services: UploadServices,
  state: UploadAnswers,
  frame: Frame,
): Promise<Back | undefined> {
  const { file, address } = state;
  if (!file || address === undefined) {
    return undefined;
  }
  let problem: string | undefined;
  for (;;) {
    const answer = await services.prompts.pick<Answer>(frame, questionAfter(problem));
    if (answer === back) {
      return back;
    }
    if (answer === 'continue') {
      return undefined;
    }
    const verification = await fetchAndCompare(services, file, address);
    if (verification?.outcome === 'same') {
      return undefined;
    }
    problem = verification && describeDifference(verification, file);
  }
}

function questionAfter(problem: string | undefined): { placeholder: string; rows: PickRow<Answer>[] } {
  if (problem === undefined) {
    return {
      placeholder: vscode.l10n.t(
        'Does the address serve exactly this file? A difference makes the job fail.',
      ),
      rows: [
        {
          label: vscode.l10n.t('Fetch and Compare'),
          icon: 'cloud-download',
          detail: vscode.l10n.t('Fetches the address once from this computer and compares the SHA-256.'),
          value: 'check',
        },
        { label: vscode.l10n.t('Continue Without Checking'), icon: 'arrow-right', value: 'continue' },
      ],
    };
  }
  return {
    placeholder: vscode.l10n.t('The address does not serve this file. Go back to change the address.'),
    rows: [
      { label: problem, icon: 'error' },
      { label: '', separator: true },
      { label: vscode.l10n.t('Fetch and Compare Again'), icon: 'refresh', value: 'check' },
      { label: vscode.l10n.t('Continue Anyway'), icon: 'arrow-right', value: 'continue' },
    ],
  };
}

/** Undefined where the user cancelled the fetch: then the question is asked again. */
async function fetchAndCompare(
  services: UploadServices,
  file: BundleFile,
  address: string,
): Promise<AddressVerification | undefined> {
  const { tenancy } = services;
  try {
    return await withProgress(vscode.l10n.t('Fetching the address…'), tenancy.signal, (signal) =>
      verifyAddress(address, file.hash, signal),
    );
  } catch (error) {
    if (isCancellation(error) && !tenancy.signal.aborted) {
      return undefined;
    }
    throw error;
  }
}

/** What an address serves in place of the file. */
function describeDifference(
  verification: Exclude<AddressVerification, { outcome: 'same' }>,
  file: Pick<BundleFile, 'size' | 'hash'>,
): string {
  switch (verification.outcome) {
    case 'different': {
      const { size, hash, kind, contentEncoding, redirected, age } = verification;
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
        ...(redirected ? [vscode.l10n.t('It was redirected on the way.')] : []),
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
