import { t } from '@vscode/l10n';
import { type Expiry, expiryOf } from './expiry.ts';
import { describePending, type NodeView, spoken } from './nodeView.ts';
import type { AuthorityNode } from './treeNode.ts';

/** The row of an authority. */
export function authorityView(node: AuthorityNode, now: Date, warningDays: number): NodeView {
  const { authority, pending, issued = [] } = node;
  const expiry = expiryOf(authority.expirationDateTime, now, warningDays);
  const type = describeType(authority.type);
  return {
    // VS Code remembers by the id which rows are closed: one that had nothing below it must not stay so.
    id: `authority:${node.configurationId}/${authority.id}${issued.length > 0 ? ':issuer' : ''}`,
    label: authority.displayName || authority.thumbprint || authority.id,
    description: pending ? describePending(pending) : expiry.text,
    icon: pending ? 'loading~spin' : authority.type === 'root' ? 'verified-filled' : 'verified',
    ...(pending ? {} : expiryColor(expiry.state)),
    contextValue: `authority+${pending ? 'busy' : authority.type}`,
    collapsible: issued.length > 0 ? 'expanded' : 'none',
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
    accessibleLabel: spoken(
      authority.displayName || authority.thumbprint || authority.id,
      type,
      pending ? describePending(pending) : expiry.text,
    ),
    expiry: expiry.state,
  };
}

function describeType(type: AuthorityNode['authority']['type']): string {
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
