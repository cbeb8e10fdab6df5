import * as vscode from 'vscode';
import type { ComparedAuthority, SettingName } from '../../graph/comparison.ts';
import type { AuthoritySettings } from '../../graph/model.ts';
import { formatDistinguishedName } from '../../pki/distinguishedName.ts';

/** What a setting is called. */
export function settingLabel(name: SettingName): string {
  switch (name) {
    case 'displayName':
      return vscode.l10n.t('Display name');
    case 'type':
      return vscode.l10n.t('Type');
    case 'certificateRevocationListUrl':
      return vscode.l10n.t('CRL address');
    case 'deltaCertificateRevocationListUrl':
      return vscode.l10n.t('Delta CRL address');
    case 'isIssuerHintEnabled':
      return vscode.l10n.t('Issuer hint');
  }
}

export function settingText(settings: AuthoritySettings, name: SettingName): string {
  const value = settings[name];
  if (typeof value === 'boolean') {
    return value ? vscode.l10n.t('on') : vscode.l10n.t('off');
  }
  return value === '' ? vscode.l10n.t('(none)') : value;
}

const settingNames: readonly SettingName[] = [
  'type',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'isIssuerHintEnabled',
];

/**
 * One side of a comparison as text: a block for each certificate, in an order that both sides share, so that a line that differs is a
 * difference.
 * @param withSettings whether both sides have settings; what one side cannot have is no difference
 */
export function comparisonText(side: readonly ComparedAuthority[], withSettings: boolean): string {
  const blocks = side
    .toSorted(
      (one, other) =>
        subjectOf(one).localeCompare(subjectOf(other), 'en', { numeric: true }) ||
        one.certificate.notBefore.getTime() - other.certificate.notBefore.getTime() ||
        one.thumbprint.localeCompare(other.thumbprint) ||
        one.name.localeCompare(other.name),
    )
    .map((authority) => blockOf(authority, withSettings));
  return blocks.join('\n');
}

function subjectOf({ certificate }: ComparedAuthority): string {
  return formatDistinguishedName(certificate.subject);
}

function blockOf(authority: ComparedAuthority, withSettings: boolean): string {
  const { certificate, thumbprint, settings, name } = authority;
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const lines: [string, string][] = [
    [vscode.l10n.t('Issuer'), formatDistinguishedName(certificate.issuer)],
    [vscode.l10n.t('Valid'), `${day(certificate.notBefore)} – ${day(certificate.notAfter)}`],
    [vscode.l10n.t('Serial number'), certificate.serialNumber.toUpperCase()],
    [vscode.l10n.t('Subject key identifier'), certificate.subjectKeyIdentifier?.toUpperCase() ?? ''],
    [vscode.l10n.t('Thumbprint'), thumbprint],
    ...(withSettings && settings
      ? [
          [vscode.l10n.t('Display name'), name] satisfies [string, string],
          ...settingNames.map((each): [string, string] => [settingLabel(each), settingText(settings, each)]),
        ]
      : []),
  ];
  return [
    subjectOf(authority),
    ...lines.map(([label, value]) => `  ${label.padEnd(24)} ${value}`.trimEnd()),
    '',
  ].join('\n');
}
