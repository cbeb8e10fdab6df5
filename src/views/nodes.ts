import { t } from '@vscode/l10n';
import { stateIcon } from '../features/browseTrustStore/stateIcon.ts';
import type { AuthorityTarget, ConfigurationTarget } from '../features/targets.ts';
import { type Configuration, stateOf } from '../graph/model.ts';
import { type Expiry, expiryOf } from './expiry.ts';

/** A row of the tree. */
export type TreeNode =
  | (ConfigurationTarget & {
      /** How many authorities it has, once they were read; `complete` is false while there are more pages. */
      readonly authorities: { readonly count: number; readonly complete: boolean } | undefined;
    })
  | AuthorityTarget
  | { readonly kind: 'loadMore'; readonly configurationId: string | undefined }
  | { readonly kind: 'failure'; readonly configurationId: string | undefined; readonly message: string }
  | {
      readonly kind: 'note';
      readonly configurationId: string;
      readonly icon: 'info' | 'error';
      readonly text: string;
    };

/** What a row looks like, without VS Code's classes. */
export interface NodeView {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  /** Theme colour of the icon. */
  readonly color?: string;
  readonly contextValue: string;
  readonly collapsible: boolean;
  readonly tooltip: readonly TooltipLine[];
  readonly accessibleLabel: string;
  readonly expiry?: Expiry['state'];
}

export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  /** Whether the value is shown in a fixed-width font, as an identifier. */
  readonly isCode?: boolean;
}

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
        collapsible: false,
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
        collapsible: false,
        tooltip: [{ name: '', value: t('Press Enter or click to try again.') }],
        accessibleLabel: t('Could not be loaded: {0} Press Enter to try again.', node.message),
      };
    case 'note':
      return {
        id: `note:${node.icon}:${node.configurationId}`,
        label: node.text,
        icon: node.icon,
        ...(node.icon === 'error' ? { color: 'list.errorForeground' } : {}),
        contextValue: 'note',
        collapsible: false,
        tooltip: [{ name: '', value: node.text }],
        accessibleLabel: node.text,
      };
  }
}

function configurationView(node: Extract<TreeNode, { kind: 'configuration' }>): NodeView {
  const { configuration, authorities } = node;
  const changed = configuration.lastModifiedDateTime.slice(0, 10);
  const status = describeStatus(configuration);
  const description = [
    ...(stateOf(configuration) === 'succeeded' ? [] : [status]),
    ...(authorities === undefined ? [] : [describeCount(authorities)]),
    ...(changed === '' ? [] : [t('changed {0}', changed)]),
  ].join(' · ');
  return {
    id: `configuration:${configuration.id}`,
    label: configuration.displayName || configuration.id,
    description,
    icon: stateIcon(configuration),
    ...stateColor(configuration),
    contextValue: `configuration+${stateOf(configuration)}`,
    collapsible: true,
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

function spoken(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

function describeCount({ count, complete }: { count: number; complete: boolean }): string {
  if (!complete) {
    return t('more than {0} authorities', count);
  }
  return count === 1 ? t('1 authority') : t('{0} authorities', count);
}

function authorityView(node: AuthorityTarget, now: Date, warningDays: number): NodeView {
  const { authority } = node;
  const expiry = expiryOf(authority.expirationDateTime, now, warningDays);
  const type = describeType(authority.type);
  return {
    id: `authority:${node.configurationId}/${authority.id}`,
    label: authority.displayName || authority.thumbprint || authority.id,
    description: expiry.text,
    icon: authority.type === 'root' ? 'verified-filled' : 'verified',
    ...expiryColor(expiry.state),
    contextValue: `authority+${authority.type}`,
    collapsible: false,
    tooltip: [
      { name: t('Type'), value: type },
      { name: t('Issuer'), value: authority.issuer },
      { name: t('Expires'), value: authority.expirationDateTime?.toISOString() ?? t('unknown') },
      ...(expiry.state === 'valid' ? [] : [{ name: t('Attention'), value: expiry.text }]),
      {
        name: t('CRL address'),
        value: authority.certificateRevocationListUrl || t('none: revocation is not checked'),
      },
      ...(authority.deltaCertificateRevocationListUrl === ''
        ? []
        : [{ name: t('Delta CRL address'), value: authority.deltaCertificateRevocationListUrl }]),
      { name: t('Issuer hint'), value: authority.isIssuerHintEnabled ? t('on') : t('off') },
      { name: t('Subject key identifier'), value: authority.subjectKeyIdentifier, isCode: true },
      { name: t('Thumbprint (SHA-1)'), value: authority.thumbprint, isCode: true },
      { name: t('Id'), value: authority.id, isCode: true },
    ],
    accessibleLabel: spoken(authority.displayName || authority.thumbprint || authority.id, type, expiry.text),
    expiry: expiry.state,
  };
}

function describeType(type: AuthorityTarget['authority']['type']): string {
  switch (type) {
    case 'root':
      return t('root');
    case 'intermediate':
      return t('intermediate');
    case 'unknown':
      return t('unknown type');
  }
}

function expiryColor(state: Expiry['state']): { color?: string } {
  switch (state) {
    case 'expired':
      return { color: 'list.errorForeground' };
    case 'expiring':
      return { color: 'list.warningForeground' };
    case 'valid':
      return {};
  }
}
