import * as vscode from 'vscode';
import { writeBundle } from '../../pki/bundle.ts';
import { sha256OfBytes } from '../../pki/fileHash.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { nameOf } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import { suggestedFile } from '../../platform/suggestedFile.ts';
import { runWizard } from '../../platform/wizard.ts';
import { askForCertificateFiles, lookIntoFiles } from '../certificateFiles.ts';
import { type Collection, collectCertificates } from '../collectCertificates.ts';
import { findingsOfEach } from '../memberChecks.ts';
import type { CreateBundleServices } from './createBundleServices.ts';
import { chosenMembers, createBundleSteps, startOf } from './createBundleSteps.ts';

/**
 * Makes a bundle of the certificates in files and folders: shows what was found, what was not, and what the rules say, lets the
 * user choose, and writes a certs-only PKCS #7 in DER around the original bytes, roots first.
 */
export async function createBundle(
  services: CreateBundleServices,
  chosen: readonly vscode.Uri[],
  parent: AbortSignal,
): Promise<void> {
  const { files, prompts, clock } = services;
  const uris =
    chosen.length > 0
      ? chosen
      : await askForCertificateFiles(prompts, vscode.l10n.t('Choose certificates and bundles'));
  const state = await withProgress(
    vscode.l10n.t('Collecting certificates…'),
    parent,
    async (signal, report) => {
      const looked = await lookIntoFiles(files, uris, signal, (message) => report({ message }));
      const collection = collectCertificates(looked, clock.now());
      return startOf(collection, await findingsOfEach(collection.certificates, clock.now(), signal));
    },
  );
  if (state.collection.certificates.length === 0) {
    throw new ExpectedError('bundle.refused', nothingFound(state.collection));
  }
  await runWizard(prompts, vscode.l10n.t('Create Bundle'), createBundleSteps(services, parent), state);
  const target = await prompts.saveFile(vscode.l10n.t('Save the bundle as'), suggestionFor(uris), {
    name: vscode.l10n.t('PKCS #7 bundles'),
    extensions: ['p7b'],
  });
  if (!target) {
    throw new CancelledError();
  }
  const members = chosenMembers(state);
  const bytes = writeBundle(members.map(({ certificate }) => certificate.der));
  await files.write(target, bytes);
  void offerNext(target, members.length, sha256OfBytes(bytes));
}

function nothingFound({ problems }: Collection): string {
  const [first] = problems;
  return first === undefined
    ? vscode.l10n.t('There is no certificate in what was chosen.')
    : vscode.l10n.t('There is no certificate that can be read. {problem}', { problem: first });
}

/** Beside the first of the files, under the name of the folder where there are several. */
function suggestionFor(uris: readonly vscode.Uri[]): vscode.Uri {
  const [first] = uris;
  if (!first) {
    return suggestedFile('bundle.p7b');
  }
  const folder = vscode.Uri.joinPath(first, '..');
  const base = uris.length === 1 ? nameOf(first).replace(/\.[^.]*$/, '') : nameOf(folder);
  return suggestedFile(`${base || 'bundle'} bundle.p7b`, first);
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
