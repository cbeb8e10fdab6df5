import pMap from 'p-map';
import * as vscode from 'vscode';
import { exportOf } from '../../graph/configurationExport.ts';
import type { CertifiedAuthority } from '../../graph/model.ts';
import { isNotFound } from '../../graph/removal.ts';
import { withProgress } from '../../platform/progress.ts';
import type { PickRow } from '../../platform/prompts.ts';
import { describeBackup } from '../backups/backupLabels.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, onlyStep } from '../pickTargets.ts';
import { runWrites } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';
import type { DeletedReference } from './restoreItems.ts';

/** What has to be typed before something is deleted for good. */
const word = (): string => vscode.l10n.t('delete');

/**
 * Deletes deleted items for good, after a typed confirmation: nothing brings them back but a backup, which is made of authorities. What was in
 * a deleted configuration can no longer be read, so there it is said whether there is a backup from before.
 */
export async function deleteForGood(
  services: ManageServices,
  items: readonly DeletedReference[],
): Promise<void> {
  const { tenancies, prompts, pending, recycleBin, backups, clock } = services;
  const tenancy = await tenancies.require();
  const [only] = items;
  const what =
    items.length === 1 && only ? only.name : vscode.l10n.t('{count} deleted items', { count: items.length });
  const expected = items.length === 1 && only ? only.name.trim() : word();
  const { found, rows } = await withProgress(
    vscode.l10n.t('Looking at what will be gone…'),
    tenancy.signal,
    (signal) => lookAt(services, tenancy, items, signal),
  );
  const title = vscode.l10n.t('Delete for Good');
  answered(
    await prompts.pick<'delete'>(onlyStep(title), {
      placeholder: vscode.l10n.t('Delete {what} for good? Nothing has been changed so far.', { what }),
      rows: [
        ...rows,
        { label: '', separator: true },
        { label: vscode.l10n.t('Delete for Good…'), icon: 'trash', value: 'delete' },
      ],
    }),
  );
  answered(
    await prompts.text(onlyStep(title), {
      prompt: vscode.l10n.t(
        '{what} can then not be restored any more. To delete for good, type: {expected}',
        { what, expected },
      ),
      value: '',
      validate: (text) =>
        text.trim() === expected
          ? undefined
          : vscode.l10n.t('Type it as it is written: {expected}', { expected }),
    }),
  );
  tenancy.signal.throwIfAborted();
  if (found.length > 0) {
    const name = vscode.l10n.t('Deleted authorities');
    const exported = exportOf(tenancy.tenantId, { id: '', displayName: name }, found, clock.now());
    await backups.make('authoritiesDeleted', exported);
  }
  await pending.during(
    items.map(({ id }) => id),
    'deleting',
    () =>
      runWrites(
        services,
        {
          title: vscode.l10n.t('Deleting for good…'),
          items,
          nameOf: ({ name }) => name,
          write: async ({ id }, signal) => {
            const removal = await tenancy.deletedItems.deleteForGood(id, signal);
            recycleBin.remove(tenancy, id);
            return removal;
          },
          summary: (done, total) =>
            vscode.l10n.t('{done} of {total} items were deleted for good.', { done, total }),
        },
        tenancy.signal,
      ),
  );
}

/** The authorities as they are, for a backup, and what is to be said of all before they are gone. */
async function lookAt(
  { backups }: ManageServices,
  { deletedItems, tenantId }: Tenancy,
  items: readonly DeletedReference[],
  signal: AbortSignal,
): Promise<{ readonly found: readonly CertifiedAuthority[]; readonly rows: readonly PickRow<never>[] }> {
  const authorities = items.filter(({ kind }) => kind === 'deletedAuthority');
  const found = await pMap(
    authorities,
    async ({ id }): Promise<CertifiedAuthority[]> => {
      try {
        return [await deletedItems.getAuthority(id, signal)];
      } catch (error) {
        if (isNotFound(error)) {
          return []; // it was restored or deleted for good by somebody else
        }
        throw error;
      }
    },
    { concurrency: 4, signal },
  );
  const rows: PickRow<never>[] = [];
  if (authorities.length > 0) {
    rows.push({
      label: vscode.l10n.t('Authorities: {names}. A backup of them is kept on this computer.', {
        names: authorities.map(({ name }) => name).join(', '),
      }),
      icon: 'trash',
    });
  }
  for (const { id, name } of items.filter(({ kind }) => kind === 'deletedConfiguration')) {
    const backup = await backups.ofConfiguration(tenantId, id);
    rows.push(
      backup
        ? {
            label: vscode.l10n.t('{name}, of which there is a backup: {backup}', {
              name,
              backup: describeBackup(backup),
            }),
            icon: 'trash',
          }
        : {
            label: vscode.l10n.t(
              '{name}, with all that was in it. There is no backup of it on this computer.',
              {
                name,
              },
            ),
            icon: 'warning',
          },
    );
  }
  return { found: found.flat(), rows };
}
