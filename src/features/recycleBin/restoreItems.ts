import * as vscode from 'vscode';
import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import { withProgress } from '../../platform/progress.ts';
import type { BackupEntry } from '../backups/backupStore.ts';
import { addExported } from '../manageAuthorities/addExported.ts';
import type { ManageServices } from '../manageServices.ts';
import { runWrites } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';

/** A deleted item that is to be restored. */
export interface DeletedReference {
  readonly kind: 'deletedConfiguration' | 'deletedAuthority';
  readonly id: string;
  readonly name: string;
}

/** Restores deleted items, configurations first: an authority needs its own to return to. Says what came back and what did not. */
export async function restoreItems(
  services: ManageServices,
  tenancy: Tenancy,
  items: readonly DeletedReference[],
): Promise<void> {
  const { pending } = services;
  const configurations = items.filter(({ kind }) => kind === 'deletedConfiguration');
  const authorities = items.filter(({ kind }) => kind === 'deletedAuthority');
  for (const group of [configurations, authorities]) {
    if (group.length > 0) {
      const ids = group.map(({ id }) => id);
      await pending.during(ids, 'restoring', () => restoreGroup(services, tenancy, group));
    }
  }
}

async function restoreGroup(
  services: ManageServices,
  tenancy: Tenancy,
  items: readonly DeletedReference[],
): Promise<void> {
  await runWrites(
    services,
    {
      title: vscode.l10n.t('Restoring…'),
      items,
      nameOf: ({ name }) => name,
      write: async (item, signal) => {
        const outcome = await tenancy.deletedItems.restore(item.id, signal);
        services.recycleBin.remove(tenancy, item.id);
        if (outcome === 'restored') {
          await takeBack(services, tenancy, item, signal);
        }
        return outcome;
      },
      summary: (done, total) =>
        vscode.l10n.t('{done} of {total} deleted items were restored.', { done, total }),
      describe: (outcome) =>
        outcome === 'gone' ? vscode.l10n.t('was not among the deleted items any more') : '',
    },
    tenancy.signal,
  );
}

/** Shows what came back. What cannot be read now is read with the next look at the tree. */
async function takeBack(
  services: ManageServices,
  tenancy: Tenancy,
  { kind, id, name }: DeletedReference,
  signal: AbortSignal,
): Promise<void> {
  const { model, origins, report } = services;
  try {
    if (kind === 'deletedConfiguration') {
      const configuration = await tenancy.trustStore.getConfiguration(id, signal);
      model.add(tenancy, configuration);
      tellWhatCameBack(services, tenancy, configuration).catch((error: unknown) => report('restore', error));
      return;
    }
    const origin = origins.of(id);
    if (origin) {
      const { authority } = await tenancy.trustStore.getAuthority(origin.configurationId, id, signal);
      model.putAuthority(tenancy, origin.configurationId, authority);
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('{name} is back in {configuration}.', {
          name,
          configuration: origin.configurationName,
        }),
        5000,
      );
      return;
    }
  } catch {
    // It was restored all the same.
  }
  model.refresh();
}

/** Whether a configuration comes back with its authorities is not documented: it is looked at, and held against the backup. */
async function tellWhatCameBack(
  services: ManageServices,
  tenancy: Tenancy,
  configuration: Configuration,
): Promise<void> {
  const { backups, model } = services;
  const { displayName: name, id } = configuration;
  const backup = await backups.ofConfiguration(tenancy.tenantId, id);
  const there = await model.allAuthorities(id);
  const count = there.length;
  if (!backup) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{name} was restored, with {count} authorities. There is no backup of it to compare with.',
        {
          name,
          count,
        },
      ),
    );
    return;
  }
  const missing = await missingFrom(services, backup, new Set(there.map(({ thumbprint }) => thumbprint)));
  if (missing.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('{name} was restored, with all {count} authorities that it had.', { name, count }),
    );
    return;
  }
  const add = vscode.l10n.t('Add {count} From Backup', { count: missing.length });
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{name} was restored, but {missing} of the {total} authorities that it had did not come back.',
      {
        name,
        missing: missing.length,
        total: backup.authorities,
      },
    ),
    add,
  );
  if (chosen === add && !tenancy.signal.aborted) {
    await addExported(services, tenancy, configuration, missing, 'new');
  }
}

async function missingFrom(
  { backups }: ManageServices,
  backup: BackupEntry,
  there: ReadonlySet<string>,
): Promise<readonly ExportedAuthority[]> {
  const { authorities } = await withProgress(
    vscode.l10n.t('Comparing with the backup…'),
    new AbortController().signal,
    () => backups.read(backup),
  );
  return authorities.filter(({ thumbprint }) => !there.has(thumbprint));
}
