import { t } from '@vscode/l10n';
import type { ClassicPlace, PlacedClassicAuthority } from '../features/classicStore/classicPlaces.ts';
import { expiryOf } from './expiry.ts';
import { type NodeView, spoken } from './nodeView.ts';

/** A row of the view "Classic Store". */
export type ClassicNode =
  | { readonly kind: 'classicAuthority'; readonly placed: PlacedClassicAuthority }
  | { readonly kind: 'failure'; readonly message: string };

export function classicView(node: ClassicNode, now: Date, warningDays: number): NodeView {
  if (node.kind === 'failure') {
    return {
      id: 'classic:failure',
      label: node.message,
      icon: 'error',
      color: 'list.errorForeground',
      contextValue: 'failure',
      collapsible: 'none',
      tooltip: [{ name: '', value: t('Press Enter or click to try again.') }],
      accessibleLabel: t('Could not be loaded: {0} Press Enter to try again.', node.message),
    };
  }
  const { classic, copy, certificate, name, thumbprint, places } = node.placed;
  const expiry = expiryOf(certificate.notAfter, now, warningDays);
  const differing = places.find(({ differs }) => differs);
  const [first] = places;
  const place = differing
    ? differing.differs === 'base'
      ? t('other CRL address in {0}', differing.configuration)
      : t('other delta CRL address in {0}', differing.configuration)
    : first
      ? t('also in {0}', first.configuration)
      : t('in no configuration');
  return {
    id: copy === 1 ? `classic:${thumbprint}` : `classic:${thumbprint}:${copy}`,
    label: name,
    description: [place, expiry.text].join(' · '),
    icon: differing ? 'warning' : first ? 'pass' : classic.isRoot ? 'verified-filled' : 'verified',
    ...(differing ? { color: 'list.warningForeground' } : {}),
    contextValue: 'classicAuthority',
    collapsible: 'none',
    tooltip: [
      { name: t('Type'), value: classic.isRoot ? t('root') : t('intermediate') },
      { name: t('Expires'), value: certificate.notAfter.toISOString() },
      {
        name: t('CRL address'),
        value: classic.certificateRevocationListUrl || t('none: revocation is not checked'),
      },
      ...(classic.deltaCertificateRevocationListUrl === ''
        ? []
        : [{ name: t('Delta CRL address'), value: classic.deltaCertificateRevocationListUrl }]),
      ...places.map((other) => ({ name: other.configuration, value: comparedWith(other) })),
      { name: t('Thumbprint (SHA-1)'), value: thumbprint, isCode: true },
    ],
    accessibleLabel: spoken(name, place, expiry.text),
    expiry: expiry.state,
  };
}

function comparedWith({ authority, winner, differs }: ClassicPlace): string {
  const by = winner === 'classic' ? t('classic store') : t('configuration');
  switch (differs) {
    case undefined:
      return t('the same CRL address: Entra goes by the configuration');
    case 'base':
      return t(
        'CRL address {0}. The two differ: Entra goes by the {1}.',
        authority.certificateRevocationListUrl || t('none'),
        by,
      );
    case 'delta':
      return t(
        'Delta CRL address {0}. The two differ: Entra goes by the {1}.',
        authority.deltaCertificateRevocationListUrl || t('none'),
        by,
      );
  }
}
