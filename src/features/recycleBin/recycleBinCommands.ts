import * as vscode from 'vscode';
import type { DeletedItem } from '../../graph/deletedItems.ts';
import { isRecord } from '../../graph/isRecord.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { ManageServices } from '../manageServices.ts';
import type { DeletedReference } from './restoreItems.ts';

/** A deleted item as the tree hands it to a command. */
export interface DeletedItemTarget {
  readonly kind: 'deletedItem';
  readonly item: DeletedItem;
}

export function registerRecycleBin(registry: CommandRegistry, services: ManageServices): void {
  registry.register('cbaPki.deletedItems.refresh', () => services.recycleBin.refresh());
  registry.register('cbaPki.deletedItems.restore', async (target, selection) => {
    const { restoreItems } = await import('./restoreItems.ts');
    const items = await chosenItems(services, target, selection, vscode.l10n.t('Restore Deleted Items'));
    await restoreItems(services, await services.tenancies.require(), items);
  });
  registry.register('cbaPki.deletedItems.deleteForGood', async (target, selection) => {
    const { deleteForGood } = await import('./deleteForGood.ts');
    await deleteForGood(
      services,
      await chosenItems(services, target, selection, vscode.l10n.t('Delete for Good')),
    );
  });
}

/** The items that a command was called on, else those that the user ticks. */
async function chosenItems(
  { recycleBin, origins, prompts }: ManageServices,
  target: unknown,
  selection: unknown,
  title: string,
): Promise<readonly DeletedReference[]> {
  const { nameOfDeleted } = await import('./recycleBinModel.ts');
  const reference = (item: DeletedItem): DeletedReference => ({
    kind: item.kind,
    id: item.id,
    name: nameOfDeleted(item),
  });
  const all: readonly unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [target];
  const targets = all.filter(isTarget);
  if (targets.length > 0) {
    return targets.map(({ item }) => reference(item));
  }
  const items = await recycleBin.items();
  if (items.length === 0) {
    throw new ExpectedError('deletedItems.none', vscode.l10n.t('Nothing was deleted in the last 30 days.'));
  }
  const { answered, onlyStep } = await import('../pickTargets.ts');
  return answered(
    await prompts.pickMany(onlyStep(title), {
      placeholder: vscode.l10n.t('Which deleted items?'),
      rows: items.map((item) => ({
        label: nameOfDeleted(item),
        icon: item.kind === 'deletedConfiguration' ? 'folder' : 'verified',
        description: [
          item.kind === 'deletedConfiguration'
            ? vscode.l10n.t('configuration')
            : (origins.of(item.id)?.configurationName ?? vscode.l10n.t('authority')),
          item.deletedDateTime?.toISOString().slice(0, 10) ?? '',
        ].join(' · '),
        picked: false,
        value: reference(item),
      })),
    }),
  );
}

function isTarget(target: unknown): target is DeletedItemTarget {
  return isRecord(target) && target['kind'] === 'deletedItem';
}
