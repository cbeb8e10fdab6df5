import * as vscode from 'vscode';
import { inChainOrder } from '../../pki/chains.ts';
import { writePem } from '../../pki/pem.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { type Files, nameOf } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import { back, type Prompts } from '../../platform/prompts.ts';
import { certificateExtensions, type LookedInto, lookInto } from '../certificateFiles.ts';
import { writeAllOrNothing } from '../writeAllOrNothing.ts';
import { fileNamesFor } from './fileNames.ts';

export interface SplitBundleServices {
  readonly files: Files;
  readonly prompts: Prompts;
}

type Form = 'cer' | 'pem';

/**
 * Writes each certificate of a file into a file of its own, the bytes as they are, beside whatever is in the folder: nothing is
 * replaced. When it is cancelled or fails, what was written is taken away again.
 */
export async function splitBundle(
  services: SplitBundleServices,
  chosen: vscode.Uri | undefined,
  parent: AbortSignal,
): Promise<void> {
  const { files, prompts } = services;
  const uri = chosen ?? (await askForFile(prompts));
  const looked = await withProgress(
    vscode.l10n.t('Reading {name}…', { name: nameOf(uri) }),
    parent,
    (signal) => lookInto(files, uri, signal),
  );
  const members = inChainOrder(membersOf(looked));
  const form = await askForForm(prompts, members.length);
  const folder = await prompts.openFolder(
    vscode.l10n.t('Choose a folder for the certificates'),
    vscode.Uri.joinPath(uri, '..'),
  );
  if (!folder) {
    throw new CancelledError();
  }
  const certificates = members.map(({ certificate }) => certificate);
  const names = fileNamesFor(certificates, form, await files.names(folder));
  const outputs = certificates.map(({ der }, index) => ({
    uri: vscode.Uri.joinPath(folder, names[index] ?? String(index)),
    bytes: form === 'pem' ? Buffer.from(writePem(der)) : der,
  }));
  await withProgress(vscode.l10n.t('Writing certificates…'), parent, (signal) =>
    writeAllOrNothing(files, outputs, signal),
  );
  void tellWritten(
    outputs.map((output) => output.uri),
    nameOf(folder),
  );
}

async function askForFile(prompts: Prompts): Promise<vscode.Uri> {
  const uri = await prompts.openFile(vscode.l10n.t('Choose the bundle to split'), {
    name: vscode.l10n.t('Certificates'),
    extensions: certificateExtensions,
  });
  if (!uri) {
    throw new CancelledError();
  }
  return uri;
}

function membersOf({ name, content }: LookedInto) {
  if ('problem' in content) {
    const message = vscode.l10n.t('{name} cannot be split. {message}', { name, message: content.problem });
    throw new ExpectedError('bundle.refused', message);
  }
  if (content.file.certificates.length === 0) {
    throw new ExpectedError(
      'bundle.refused',
      vscode.l10n.t('{name} holds no certificate that can be read.', { name }),
    );
  }
  return content.file.certificates;
}

async function askForForm(prompts: Prompts, count: number): Promise<Form> {
  const frame = { title: vscode.l10n.t('Split Bundle'), step: 1, totalSteps: 1, canGoBack: false };
  const form = await prompts.pick<Form>(frame, {
    placeholder:
      count === 1
        ? vscode.l10n.t('In which form shall its certificate be written?')
        : vscode.l10n.t('In which form shall its {count} certificates be written?', { count }),
    rows: [
      {
        label: vscode.l10n.t('DER (.cer)'),
        description: vscode.l10n.t('the bytes as they are'),
        value: 'cer',
      },
      { label: vscode.l10n.t('PEM (.pem)'), description: vscode.l10n.t('the same as text'), value: 'pem' },
    ],
  });
  if (form === back) {
    throw new CancelledError();
  }
  return form;
}

async function tellWritten(written: readonly vscode.Uri[], folder: string): Promise<void> {
  const [first] = written;
  const show = vscode.l10n.t('Show in Explorer');
  const message =
    written.length === 1
      ? vscode.l10n.t('1 certificate was written to {folder}.', { folder })
      : vscode.l10n.t('{count} certificates were written to {folder}.', { count: written.length, folder });
  if ((await vscode.window.showInformationMessage(message, show)) === show && first) {
    await vscode.commands.executeCommand('revealInExplorer', first);
  }
}
