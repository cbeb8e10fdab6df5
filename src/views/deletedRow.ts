import { t } from '@vscode/l10n';
import type { PendingKind } from '../features/pendingWork.ts';
import type { DeletedItemTarget } from '../features/recycleBin/recycleBinCommands.ts';
import { nameOfDeleted } from '../features/recycleBin/recycleBinModel.ts';
import { daysKept } from '../graph/deletedItems.ts';
import { describePending, type NodeView, spoken } from './nodeView.ts';

/** A row of the view "Deleted". */
export type DeletedNode =
  | (DeletedItemTarget & {
      readonly pending: PendingKind | undefined;
      /** The configuration that an authority came from, where this computer remembers it. */
      readonly origin: string | undefined;
    })
  | { readonly kind: 'failure'; readonly message: string };

const dayLength = 24 * 60 * 60 * 1000;

export function deletedView(node: DeletedNode, now: Date): NodeView {
  if (node.kind === 'failure') {
    return {
      id: 'deleted:failure',
      label: node.message,
      icon: 'error',
      color: 'list.errorForeground',
      contextValue: 'failure',
      collapsible: 'none',
      tooltip: [{ name: '', value: t('Press Enter or click to try again.') }],
      accessibleLabel: t('Could not be loaded: {0} Press Enter to try again.', node.message),
    };
  }
  const { item, pending, origin } = node;
  const isConfiguration = item.kind === 'deletedConfiguration';
  const kind = isConfiguration ? t('configuration') : t('authority');
  const name = nameOfDeleted(item);
  const deleted = item.deletedDateTime?.toISOString().slice(0, 10);
  const left = daysLeft(item.deletedDateTime, now);
  const description = pending
    ? describePending(pending)
    : [
        ...(left === undefined ? [] : [left === 1 ? t('1 day left') : t('{0} days left', left)]),
        ...(origin === undefined ? [] : [t('from {0}', origin)]),
        ...(deleted === undefined ? [] : [t('deleted {0}', deleted)]),
      ].join(' · ');
  return {
    id: `deleted:${item.id}`,
    label: name,
    description,
    icon: pending ? 'loading~spin' : isConfiguration ? 'folder' : 'verified',
    contextValue: pending ? 'deleted+busy' : `deleted+${isConfiguration ? 'configuration' : 'authority'}`,
    collapsible: 'none',
    tooltip: [
      { name: t('Kind'), value: kind },
      ...(isConfiguration
        ? []
        : [
            {
              name: t('Configuration'),
              value: origin ?? t('not known: it was not deleted on this computer'),
            },
            { name: t('Issuer'), value: item.authority.issuer },
            { name: t('Thumbprint (SHA-1)'), value: item.authority.thumbprint, isCode: true },
          ]),
      { name: t('Deleted'), value: item.deletedDateTime?.toISOString() ?? t('unknown') },
      { name: t('Id'), value: item.id, isCode: true },
    ],
    accessibleLabel: spoken(name, kind, description),
  };
}

/** Whole days until it is gone for good; undefined where it is not known when it was deleted. The service's clock may be ahead. */
function daysLeft(deleted: Date | undefined, now: Date): number | undefined {
  const passed = deleted && (now.getTime() - deleted.getTime()) / dayLength;
  return passed === undefined ? undefined : Math.min(daysKept, Math.max(0, Math.ceil(daysKept - passed)));
}
