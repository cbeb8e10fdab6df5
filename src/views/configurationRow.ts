import { t } from '@vscode/l10n';
import { stateIcon } from '../features/browseTrustStore/stateIcon.ts';
import { type Configuration, stateOf } from '../graph/model.ts';
import { describePending, type NodeView, spoken } from './nodeView.ts';
import type { ConfigurationNode } from './treeNode.ts';

/** The row of a configuration. */
export function configurationView(node: ConfigurationNode): NodeView {
  const { configuration, authorities, pending } = node;
  const changed = configuration.lastModifiedDateTime.slice(0, 10);
  const status = pending ? describePending(pending) : describeStatus(configuration);
  const isBusy = pending !== undefined && pending !== 'uploading';
  const description = [
    ...(stateOf(configuration) === 'succeeded' && !pending ? [] : [status]),
    ...(authorities === undefined ? [] : [describeCount(authorities)]),
    ...(changed === '' ? [] : [t('changed {0}', changed)]),
  ].join(' · ');
  return {
    id: `configuration:${configuration.id}`,
    label: configuration.displayName || configuration.id,
    description,
    icon: pending ? 'loading~spin' : stateIcon(configuration),
    ...(pending ? {} : stateColor(configuration)),
    contextValue: `configuration+${isBusy ? 'busy' : stateOf(configuration)}`,
    collapsible: 'collapsed',
    tooltip: [
      { name: t('Status'), value: status },
      ...(configuration.statusDetails === ''
        ? []
        : [{ name: t('Details'), value: configuration.statusDetails }]),
      ...(authorities === undefined ? [] : [{ name: t('Authorities'), value: String(authorities.count) }]),
      { name: t('Last change'), value: configuration.lastModifiedDateTime },
      { name: t('Id'), value: configuration.id, isCode: true },
    ],
    accessibleLabel: spoken(
      configuration.displayName || configuration.id,
      status,
      description.replace(`${status} · `, ''),
    ),
  };
}

/** Theme colour that goes with the icon of a configuration's state. */
function stateColor(configuration: Configuration): { color?: string } {
  switch (stateOf(configuration)) {
    case 'succeeded':
      return { color: 'testing.iconPassed' };
    case 'failed':
      return { color: 'testing.iconFailed' };
    case 'running':
    case 'other':
      return {};
  }
}

function describeStatus(configuration: Configuration): string {
  switch (stateOf(configuration)) {
    case 'running':
      return t('job running…');
    case 'succeeded':
      return t('succeeded');
    case 'failed':
      return t('last job failed');
    case 'other':
      return configuration.status || t('unknown status');
  }
}

function describeCount({ count, complete }: { count: number; complete: boolean }): string {
  if (!complete) {
    return t('more than {0} authorities', count);
  }
  return count === 1 ? t('1 authority') : t('{0} authorities', count);
}
