import { t } from '@vscode/l10n';
import { authorityView } from './authorityRow.ts';
import { configurationView } from './configurationRow.ts';
import type { NodeView } from './nodeView.ts';
import type { TreeNode } from './treeNode.ts';

/** Maps a row to what it looks like on `now`; certificates that expire within `warningDays` are told. */
export function viewOf(node: TreeNode, now: Date, warningDays: number): NodeView {
  switch (node.kind) {
    case 'configuration':
      return configurationView(node);
    case 'authority':
      return authorityView(node, now, warningDays);
    case 'loadMore':
      return {
        id: `more:${node.configurationId ?? ''}`,
        label: t('Load more…'),
        icon: 'ellipsis',
        contextValue: 'loadMore',
        collapsible: 'none',
        tooltip: [],
        accessibleLabel: t('Load more'),
      };
    case 'failure':
      return {
        id: `failure:${node.configurationId ?? ''}`,
        label: node.message,
        icon: 'error',
        color: 'list.errorForeground',
        contextValue: 'failure',
        collapsible: 'none',
        tooltip: [{ name: '', value: t('Press Enter or click to try again.') }],
        accessibleLabel: t('Could not be loaded: {0} Press Enter to try again.', node.message),
      };
    case 'coming':
      return {
        id: `coming:${node.key}`,
        label: node.name,
        description: t('Creating…'),
        icon: 'loading~spin',
        contextValue: 'coming',
        collapsible: 'none',
        tooltip: [],
        accessibleLabel: t('{0}, being created', node.name),
      };
    case 'note':
      return {
        id: `note:${node.icon}:${node.configurationId}`,
        label: node.text,
        icon: node.icon,
        ...(node.icon === 'error' ? { color: 'list.errorForeground' } : {}),
        contextValue: 'note',
        collapsible: 'none',
        tooltip: [{ name: '', value: node.text }],
        accessibleLabel: node.text,
      };
  }
}
