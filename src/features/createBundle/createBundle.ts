import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { writeBundle } from '../../pki/bundle.ts';
import { inChainOrder } from '../../pki/chainOrder.ts';
import { sha256OfBytes } from '../../pki/fileHash.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { type Files, nameOf } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Frame, PickRow, Prompts } from '../../platform/prompts.ts';
import { keepAnswer, runWizard } from '../../platform/wizard.ts';
import {
  type Collection,
  certificateExtensions,
  collectCertificates,
  type FoundCertificate,
} from './collectCertificates.ts';

export interface CreateBundleServices {
  readonly files: Files;
  readonly prompts: Prompts;
  readonly clock: Clock;
}

/**
 * Makes a bundle of the certificates in files and folders: shows what was found and what was not, lets the user choose, and
 * writes a certs-only PKCS #7 in DER around the original bytes, roots first.
 */
export async function createBundle(
  services: CreateBundleServices,
  chosen: readonly vscode.Uri[],
  parent: AbortSignal,
): Promise<void> {
  const { files, prompts, clock } = services;
  const uris = chosen.length > 0 ? chosen : await askForFiles(prompts);
  const collection = await withProgress(vscode.l10n.t('Collecting certificates…'), parent, (signal) =>
    collectCertificates(files, uris, clock.now(), signal),
  );
  if (collection.certificates.length === 0) {
    throw new ExpectedError('bundle.refused', nothingFound(collection));
  }
  const members = await ask(prompts, collection);
  const target = await prompts.saveFile(vscode.l10n.t('Save the bundle as'), suggestionFor(uris), {
    name: vscode.l10n.t('PKCS #7 bundles'),
    extensions: ['p7b'],
  });
  if (!target) {
    throw new CancelledError();
  }
  const bytes = writeBundle(members.map(({ certificate }) => certificate.der));
  await files.write(target, bytes);
  void offerNext(target, members.length, sha256OfBytes(bytes));
}

async function askForFiles(prompts: Prompts): Promise<readonly vscode.Uri[]> {
  const uris = await prompts.openFiles(vscode.l10n.t('Choose certificates and bundles'), {
    name: vscode.l10n.t('Certificates'),
    extensions: certificateExtensions,
  });
  if (uris.length === 0) {
    throw new CancelledError();
  }
  return uris;
}

function nothingFound({ problems }: Collection): string {
  const [first] = problems;
  return first === undefined
    ? vscode.l10n.t('There is no certificate in what was chosen.')
    : vscode.l10n.t('There is no certificate that can be read. {problem}', { problem: first });
}

/** Shows what gave nothing, where there is such a thing, then lets the user choose among what was found. */
async function ask(prompts: Prompts, collection: Collection): Promise<readonly FoundCertificate[]> {
  const state: { members: readonly FoundCertificate[] } = {
    members: collection.certificates.filter(isUseful),
  };
  await runWizard(
    prompts,
    vscode.l10n.t('Create Bundle'),
    [
      {
        isNeeded: () => collection.problems.length > 0,
        ask: (_, frame) => keepAnswer(askAboutProblems(prompts, frame, collection), () => undefined),
      },
      {
        isNeeded: () => true,
        ask: (answers, frame) =>
          keepAnswer(
            prompts.pickMany(frame, {
              placeholder: vscode.l10n.t('Which certificates shall be in the bundle?'),
              rows: inChainOrder(collection.certificates).map((found) => ({
                label: found.name,
                description: describe(found),
                detail: found.from,
                picked: answers.members.includes(found),
                value: found,
              })),
            }),
            (members) => {
              answers.members = members;
            },
          ),
      },
    ],
    state,
  );
  return inChainOrder(state.members);
}

/** What the trust store takes, and what a sign-in can use. The user may choose otherwise. */
function isUseful({ isAuthority, isExpired }: FoundCertificate): boolean {
  return isAuthority && !isExpired;
}

function askAboutProblems(prompts: Prompts, frame: Frame, { problems }: Collection) {
  const rows: PickRow<'continue'>[] = [
    ...problems.map((label) => ({ label, icon: 'warning' })),
    { label: '', separator: true },
    { label: vscode.l10n.t('Continue Without Them'), icon: 'arrow-right', value: 'continue' },
  ];
  return prompts.pick(frame, {
    placeholder: vscode.l10n.t('Not everything that was chosen can be in a bundle.'),
    rows,
  });
}

function describe({ certificate, isAuthority, isRoot, isExpired }: FoundCertificate): string {
  const day = certificate.notAfter.toISOString().slice(0, 10);
  const kind = isRoot ? vscode.l10n.t('root') : vscode.l10n.t('intermediate');
  return [
    isAuthority ? kind : vscode.l10n.t('not a CA certificate'),
    isExpired ? vscode.l10n.t('expired {day}', { day }) : vscode.l10n.t('expires {day}', { day }),
  ].join(' · ');
}

/** Beside the first of the files, under the name of the folder where there are several. */
function suggestionFor(uris: readonly vscode.Uri[]): vscode.Uri | undefined {
  const [first] = uris;
  if (!first) {
    return undefined;
  }
  const folder = vscode.Uri.joinPath(first, '..');
  const base = uris.length === 1 ? nameOf(first).replace(/\.[^.]*$/, '') : nameOf(folder);
  return vscode.Uri.joinPath(folder, `${base || 'bundle'} bundle.p7b`);
}

async function offerNext(target: vscode.Uri, count: number, hash: string): Promise<void> {
  const upload = vscode.l10n.t('Upload…');
  const copy = vscode.l10n.t('Copy SHA-256');
  const name = nameOf(target);
  const message =
    count === 1
      ? vscode.l10n.t('{name} holds 1 certificate. SHA-256: {hash}', { name, hash })
      : vscode.l10n.t('{name} holds {count} certificates. SHA-256: {hash}', { name, count, hash });
  const chosen = await vscode.window.showInformationMessage(message, upload, copy);
  if (chosen === upload) {
    await vscode.commands.executeCommand('cbaPki.file.upload', target);
  } else if (chosen === copy) {
    await vscode.env.clipboard.writeText(hash);
  }
}
