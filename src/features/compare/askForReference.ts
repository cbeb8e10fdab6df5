import * as vscode from 'vscode';
import { comparedFromCertificate, comparedFromExport } from '../../graph/comparison.ts';
import type { Configuration } from '../../graph/model.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { nameOf } from '../../platform/files.ts';
import { back, type Frame } from '../../platform/prompts.ts';
import { describeBackup } from '../backups/backupLabels.ts';
import type { BackupEntry } from '../backups/backupStore.ts';
import { readBackup } from '../backups/readBackup.ts';
import { stateIcon } from '../browseTrustStore/stateIcon.ts';
import { askForCertificateFiles, lookIntoFiles } from '../certificateFiles.ts';
import { readExportFile } from '../exchange/readExportFile.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, onlyStep } from '../pickTargets.ts';
import { readWhole } from '../readTrustStore.ts';
import type { Tenancy } from '../tenancy.ts';
import type { Reference } from './comparisonModel.ts';

type Choice =
  | { readonly kind: 'files' | 'folder' | 'export' | 'backups' }
  | { readonly kind: 'configuration'; readonly configuration: Configuration };

/** Asks with what a configuration is to be compared. */
export async function askForReference(
  services: ManageServices,
  tenancy: Tenancy,
  { id, displayName }: Configuration,
): Promise<Reference> {
  const { prompts, model, backups } = services;
  const title = vscode.l10n.t('Compare {name}', { name: displayName });
  const others = (await model.allConfigurations()).filter((other) => other.id !== id);
  const entries = await backups.entries(tenancy.tenantId);
  for (;;) {
    const choice = answered(
      await prompts.pick<Choice>(onlyStep(title), {
        placeholder: vscode.l10n.t('With what shall it be compared?'),
        rows: [
          { label: vscode.l10n.t('Bundle or Certificates…'), icon: 'file', value: { kind: 'files' } },
          { label: vscode.l10n.t('Folder of Certificates…'), icon: 'folder', value: { kind: 'folder' } },
          { label: vscode.l10n.t('Saved Export…'), icon: 'json', value: { kind: 'export' } },
          ...(entries.length === 0
            ? []
            : [{ label: vscode.l10n.t('Backup…'), icon: 'archive', value: { kind: 'backups' } as const }]),
          { label: vscode.l10n.t('Configurations'), separator: true },
          ...others.map((configuration) => ({
            label: configuration.displayName || configuration.id,
            icon: stateIcon(configuration),
            description: configuration.id,
            value: { kind: 'configuration' as const, configuration },
          })),
        ],
      }),
    );
    const reference = await referenceFor(services, tenancy, choice, title, entries);
    if (reference !== back) {
      return reference;
    }
  }
}

async function referenceFor(
  services: ManageServices,
  tenancy: Tenancy,
  choice: Choice,
  title: string,
  entries: readonly BackupEntry[],
): Promise<Reference | typeof back> {
  const { prompts, clock } = services;
  switch (choice.kind) {
    case 'configuration':
      return {
        name: choice.configuration.displayName,
        read: async (signal) =>
          (
            await readWhole(tenancy, services.model, choice.configuration, clock.now(), signal)
          ).authorities.map(comparedFromExport),
      };
    case 'files':
      return referenceOfFiles(
        services,
        await askForCertificateFiles(prompts, vscode.l10n.t('Choose the certificates to compare with')),
      );
    case 'folder': {
      const folder = await prompts.openFolder(vscode.l10n.t('Choose the folder to compare with'), undefined);
      return folder ? referenceOfFiles(services, [folder]) : back;
    }
    case 'export': {
      const chosen = vscode.l10n.t('Choose the export to compare with');
      const exported = await readExportFile(services, undefined, chosen);
      const name = vscode.l10n.t('{name}, exported {day}', {
        name: exported.displayName,
        day: exported.exportedAt.slice(0, 10),
      });
      return { name, read: async () => exported.authorities.map(comparedFromExport) };
    }
    case 'backups': {
      const frame: Frame = { title, step: 1, totalSteps: 1, canGoBack: true };
      const entry = await prompts.pick<BackupEntry>(frame, {
        placeholder: vscode.l10n.t('Which backup?'),
        rows: entries.map((each) => ({
          label: each.displayName,
          icon: 'archive',
          description: describeBackup(each),
          value: each,
        })),
      });
      return entry === back ? back : referenceOfBackup(services, entry);
    }
  }
}

function referenceOfBackup(services: ManageServices, entry: BackupEntry): Reference {
  return {
    name: vscode.l10n.t('{name}, backup of {day}', {
      name: entry.displayName,
      day: entry.madeAt.slice(0, 10),
    }),
    read: async () => (await readBackup(services, entry)).authorities.map(comparedFromExport),
  };
}

/** Files, and the files of certificates in folders. */
export function referenceOfFiles(
  { files }: Pick<ManageServices, 'files'>,
  uris: readonly vscode.Uri[],
): Reference {
  const [first] = uris;
  const name =
    uris.length === 1 && first ? nameOf(first) : vscode.l10n.t('{count} files', { count: uris.length });
  return {
    name,
    read: async (signal) => {
      const looked = await lookIntoFiles(files, uris, signal);
      const certificates = looked.flatMap(({ content }) =>
        'file' in content ? content.file.certificates.map(({ certificate }) => certificate) : [],
      );
      if (certificates.length === 0) {
        const problem = looked.flatMap(({ name: file, content }) =>
          'problem' in content ? [`${file}: ${content.problem}`] : [],
        )[0];
        throw new ExpectedError(
          'bundle.refused',
          problem ?? vscode.l10n.t('There is no certificate in {name}.', { name }),
        );
      }
      return certificates.map(comparedFromCertificate);
    },
  };
}
