import * as vscode from 'vscode';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import { back, type Frame } from '../../platform/prompts.ts';
import { addExported } from '../manageAuthorities/addExported.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationRow, onlyStep } from '../pickTargets.ts';
import { describeBackup } from './backupLabels.ts';
import type { BackupEntry, BackupReason } from './backupStore.ts';
import { readBackup } from './readBackup.ts';

/** Lists the backups of the tenant, and restores, shows or prunes what is chosen. */
export async function showBackups(services: ManageServices): Promise<void> {
  const { tenancies, backups, prompts } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Backups');
  for (;;) {
    const entries = await backups.entries(tenancy.tenantId);
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'There are no backups of this tenant on this computer. One is made before anything is deleted.',
        ),
      );
      return;
    }
    const chosen = answered(
      await prompts.pick<BackupEntry | 'prune'>(onlyStep(title), {
        placeholder: vscode.l10n.t('Which backup?'),
        rows: [
          ...entries.map((entry) => ({
            label: entry.displayName,
            icon: 'archive',
            description: describeBackup(entry),
            detail: reasonText(entry.reason),
            value: entry,
          })),
          { label: '', separator: true },
          { label: vscode.l10n.t('Delete Backups…'), icon: 'trash', value: 'prune' as const },
        ],
      }),
    );
    const again = chosen === 'prune' ? await prune(services, entries) : await actOn(services, chosen);
    if (!again) {
      return;
    }
  }
}

function reasonText(reason: BackupReason): string {
  switch (reason) {
    case 'configurationDeleted':
      return vscode.l10n.t('before the configuration was deleted');
    case 'authoritiesDeleted':
      return vscode.l10n.t('of authorities before they were deleted');
    case 'classicStoreEmptied':
      return vscode.l10n.t('before the classic store was emptied');
  }
}

const nested = (title: string): Frame => ({ title, step: 1, totalSteps: 1, canGoBack: true });

/** @returns whether the list is wanted again */
async function actOn(services: ManageServices, entry: BackupEntry): Promise<boolean> {
  const { prompts, backups } = services;
  const action = await prompts.pick<'add' | 'create' | 'show' | 'prune'>(nested(entry.displayName), {
    placeholder: describeBackup(entry),
    rows: [
      {
        label: vscode.l10n.t('Add Its Authorities to a Configuration…'),
        icon: 'add',
        description: vscode.l10n.t('those that are missing there'),
        value: 'add',
      },
      {
        label: vscode.l10n.t('Create a Configuration of It…'),
        icon: 'new-folder',
        value: 'create',
      },
      { label: vscode.l10n.t('View as JSON'), icon: 'json', value: 'show' },
      { label: vscode.l10n.t('Delete This Backup…'), icon: 'trash', value: 'prune' },
    ],
  });
  switch (action) {
    case back:
      return true;
    case 'prune':
      return prune(services, [entry]);
    case 'show':
      await vscode.commands.executeCommand('vscode.open', backups.fileOf(entry));
      return false;
    case 'add':
    case 'create': {
      const exported = await readBackup(services, entry);
      return action === 'add' ? addTo(services, exported) : createOf(services, exported);
    }
  }
}

async function addTo(services: ManageServices, exported: ConfigurationExport): Promise<boolean> {
  const { tenancies, model, prompts } = services;
  const tenancy = await tenancies.require();
  const configuration = await prompts.pick<Configuration>(nested(exported.displayName), {
    placeholder: vscode.l10n.t('To which configuration?'),
    rows: model.allConfigurations().then((items) => items.map(configurationRow)),
    isActive: ({ id }) => id === exported.configurationId,
  });
  if (configuration === back) {
    return true;
  }
  const there = new Set((await model.allAuthorities(configuration.id)).map(({ thumbprint }) => thumbprint));
  const missing = exported.authorities.filter(({ thumbprint }) => !there.has(thumbprint));
  if (missing.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{name} has every authority of the backup.', { name: configuration.displayName }),
    );
    return false;
  }
  answered(
    await prompts.pick<'add'>(onlyStep(exported.displayName), {
      placeholder: vscode.l10n.t('Nothing has been changed so far.'),
      rows: [
        {
          label:
            missing.length === 1
              ? vscode.l10n.t('Add 1 Authority to {name}', { name: configuration.displayName })
              : vscode.l10n.t('Add {count} Authorities to {name}', {
                  count: missing.length,
                  name: configuration.displayName,
                }),
          icon: 'add',
          detail: missing.map(({ displayName }) => displayName).join(', '),
          value: 'add',
        },
      ],
    }),
  );
  await addExported(services, tenancy, configuration, missing, 'existing');
  return false;
}

async function createOf(services: ManageServices, exported: ConfigurationExport): Promise<boolean> {
  const { importExport } = await import('../exchange/importConfiguration.ts');
  await importExport(services, exported);
  return false;
}

async function prune(services: ManageServices, entries: readonly BackupEntry[]): Promise<boolean> {
  const { prompts, backups } = services;
  const title = vscode.l10n.t('Delete Backups');
  const chosen = await prompts.pickMany(nested(title), {
    placeholder: vscode.l10n.t('Which backups shall be deleted for good?'),
    rows: entries.map((entry) => ({
      label: entry.displayName,
      description: describeBackup(entry),
      picked: entries.length === 1,
      value: entry,
    })),
  });
  if (chosen === back) {
    return true;
  }
  await backups.prune(chosen);
  vscode.window.setStatusBarMessage(
    chosen.length === 1
      ? vscode.l10n.t('1 backup was deleted.')
      : vscode.l10n.t('{count} backups were deleted.', { count: chosen.length }),
    4000,
  );
  return false;
}
