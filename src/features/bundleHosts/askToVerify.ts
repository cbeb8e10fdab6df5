import * as vscode from 'vscode';
import { type AddressVerification, verifyAddress } from '../../hosting/verifyAddress.ts';
import { isCancellation } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import type { Tenancy } from '../tenancy.ts';
import { describeDifference } from './verificationSentences.ts';

interface VerifyServices {
  readonly tenancy: Tenancy;
  readonly prompts: Prompts;
}

/** What an address is to serve. */
interface ServedFile {
  /** In bytes. */
  readonly size: number;
  /** SHA-256, 64 upper-case hex digits. */
  readonly hash: string;
}

type Answer = 'check' | 'continue';

/** Offers to fetch the address and to compare what it serves with the file; says exactly what differs. */
export async function askToVerify(
  services: VerifyServices,
  file: ServedFile | undefined,
  address: string | undefined,
  frame: Frame,
): Promise<Back | undefined> {
  if (!file || address === undefined) {
    return undefined;
  }
  let question = firstQuestion();
  for (;;) {
    const answer = await services.prompts.pick<Answer>(frame, question);
    if (answer === back) {
      return back;
    }
    if (answer === 'continue') {
      return undefined;
    }
    const verification = await fetchAndCompare(services, file, address);
    if (verification?.outcome === 'same') {
      if (verification.redirectedTo === undefined) {
        return undefined;
      }
      question = questionAfterRedirect(verification.redirectedTo);
    } else {
      question = verification ? questionAfter(describeDifference(verification, file)) : firstQuestion();
    }
  }
}

interface Question {
  readonly placeholder: string;
  readonly rows: PickRow<Answer>[];
}

function firstQuestion(): Question {
  return {
    placeholder: vscode.l10n.t('Does the address serve exactly this file? A difference makes the job fail.'),
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

/** It is the file, but whether the service gets to it is not known. */
function questionAfterRedirect(host: string): Question {
  return {
    placeholder: vscode.l10n.t(
      'The address serves this file after a redirect. Whether Entra follows one is not documented.',
    ),
    rows: [
      { label: vscode.l10n.t('It is redirected to {host}.', { host }), icon: 'warning' },
      { label: '', separator: true },
      { label: vscode.l10n.t('Continue'), icon: 'arrow-right', value: 'continue' },
      { label: vscode.l10n.t('Fetch and Compare Again'), icon: 'refresh', value: 'check' },
    ],
  };
}

function questionAfter(problem: string): Question {
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
  services: VerifyServices,
  file: ServedFile,
  address: string,
): Promise<AddressVerification | undefined> {
  const { tenancy } = services;
  try {
    return await withProgress(vscode.l10n.t('Fetching the address…'), tenancy.signal, (signal) =>
      verifyAddress(address, file.hash, tenancy.kind === 'sandbox', signal),
    );
  } catch (error) {
    if (isCancellation(error) && !tenancy.signal.aborted) {
      return undefined;
    }
    throw error;
  }
}
