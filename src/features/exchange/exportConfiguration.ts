import * as vscode from 'vscode';
import { type ConfigurationExport, writeExport } from '../../graph/configurationExport.ts';
import { writeBundle } from '../../pki/bundle.ts';
import { inChainOrder } from '../../pki/chains.ts';
import { writePem } from '../../pki/pem.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { nameOf } from '../../platform/files.ts';
import { withProgress } from '../../platform/progress.ts';
import { settings } from '../../platform/settings.ts';
import { suggestedFile } from '../../platform/suggestedFile.ts';
import { fileNameOf } from '../fileName.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import { readWhole } from '../readTrustStore.ts';
import { fileNamesFor } from '../splitBundle/fileNames.ts';
import { writeAllOrNothing } from '../writeAllOrNothing.ts';

/** A form in which a configuration can be saved; `folder` is a file for each certificate. */
export type ExportForm = 'json' | 'p7b' | 'pem' | 'folder' | 'md' | 'html';

type ExportServices = Pick<ManageServices, 'prompts' | 'files' | 'clock'>;

/** Saves a configuration in the form that the user chooses. */
export async function exportConfiguration(services: ManageServices, target: unknown): Promise<void> {
  const { tenancies, clock } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Export Configuration');
  const configuration = await configurationFor(services, target, title);
  const form = await askForForm(services, title);
  const exported = await withProgress(
    vscode.l10n.t('Reading {name}…', { name: configuration.displayName }),
    tenancy.signal,
    (signal) => readWhole(tenancy, services.model, configuration, clock.now(), signal),
  );
  await saveExport(services, exported, form, tenancy.signal);
}

export async function askForForm({ prompts }: ExportServices, title: string): Promise<ExportForm> {
  return answered(
    await prompts.pick<ExportForm>(onlyStep(title), {
      placeholder: vscode.l10n.t('In which form?'),
      rows: [
        {
          label: vscode.l10n.t('JSON with all settings'),
          icon: 'json',
          description: vscode.l10n.t('can be imported again, in any tenant'),
          value: 'json',
        },
        {
          label: vscode.l10n.t('Bundle (.p7b)'),
          icon: 'package',
          description: vscode.l10n.t('the certificates, to upload or compare'),
          value: 'p7b',
        },
        { label: vscode.l10n.t('PEM'), icon: 'file-text', value: 'pem' },
        { label: vscode.l10n.t('Folder of certificates (.cer)'), icon: 'folder', value: 'folder' },
        {
          label: vscode.l10n.t('Inventory in Markdown'),
          icon: 'markdown',
          description: vscode.l10n.t('for people, with a timeline of expiries'),
          value: 'md',
        },
        { label: vscode.l10n.t('Inventory in HTML'), icon: 'browser', value: 'html' },
      ],
    }),
  );
}

/** Asks where, and writes. A folder is written as a whole or not at all. */
export async function saveExport(
  services: ExportServices,
  exported: ConfigurationExport,
  form: ExportForm,
  parent: AbortSignal,
): Promise<void> {
  if (exported.authorities.length === 0 && form !== 'json' && form !== 'md' && form !== 'html') {
    throw new ExpectedError(
      'export.refused',
      vscode.l10n.t('{name} has no certificates to export.', { name: exported.displayName }),
    );
  }
  if (form === 'folder') {
    await saveFolder(services, exported, parent);
    return;
  }
  const { files, prompts, clock } = services;
  const uri = await prompts.saveFile(
    vscode.l10n.t('Export the configuration as'),
    suggestedFile(`${fileNameOf(exported.displayName)}.${form}`),
    { name: form.toUpperCase(), extensions: [form] },
  );
  if (!uri) {
    throw new CancelledError();
  }
  await files.write(uri, await render(exported, form, clock.now()));
  void offerToOpen(uri);
}

async function render(
  exported: ConfigurationExport,
  form: Exclude<ExportForm, 'folder'>,
  now: Date,
): Promise<Uint8Array> {
  const certificates = inChainOrder(exported.authorities).map(({ certificate }) => certificate.der);
  switch (form) {
    case 'json':
      return Buffer.from(writeExport(exported));
    case 'p7b':
      return writeBundle(certificates);
    case 'pem':
      return Buffer.from(certificates.map(writePem).join(''));
    case 'md':
    case 'html': {
      const { inventoryOf, inventoryMarkdown, inventoryHtml } = await import('./inventory.ts');
      const inventory = inventoryOf(exported, now, settings.expiryWarningDays());
      return Buffer.from(form === 'md' ? inventoryMarkdown(inventory) : inventoryHtml(inventory));
    }
  }
}

async function saveFolder(
  { files, prompts }: ExportServices,
  exported: ConfigurationExport,
  parent: AbortSignal,
): Promise<void> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const folder = await prompts.openFolder(vscode.l10n.t('Choose a folder for the certificates'), root?.uri);
  if (!folder) {
    throw new CancelledError();
  }
  const certificates = inChainOrder(exported.authorities).map(({ certificate }) => certificate);
  const names = fileNamesFor(certificates, 'cer', await files.names(folder));
  const outputs = certificates.map(({ der }, index) => ({
    uri: vscode.Uri.joinPath(folder, names[index] ?? String(index)),
    bytes: der,
  }));
  await withProgress(vscode.l10n.t('Writing certificates…'), parent, (signal) =>
    writeAllOrNothing(files, outputs, signal),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{count} certificates were written to {folder}.', {
      count: outputs.length,
      folder: nameOf(folder),
    }),
  );
}

async function offerToOpen(uri: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('{name} was written.', { name: nameOf(uri) });
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}
