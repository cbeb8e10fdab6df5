import * as vscode from 'vscode';
import type { ManageServices } from '../manageServices.ts';
import { answered, onlyStep } from '../pickTargets.ts';
import { runWrites } from '../runWrites.ts';
import type { DeletedReference } from './restoreItems.ts';

/** What has to be typed before something is deleted for good. */
const word = (): string => vscode.l10n.t('delete');

/** Deletes deleted items for good, after a typed confirmation: nothing brings them back but a backup. */
export async function deleteForGood(
  services: ManageServices,
  items: readonly DeletedReference[],
): Promise<void> {
  const { tenancies, prompts, pending, recycleBin } = services;
  const tenancy = await tenancies.require();
  const [only] = items;
  const what =
    items.length === 1 && only ? only.name : vscode.l10n.t('{count} deleted items', { count: items.length });
  const expected = items.length === 1 && only ? only.name.trim() : word();
  answered(
    await prompts.text(onlyStep(vscode.l10n.t('Delete for Good')), {
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
