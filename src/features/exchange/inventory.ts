import * as vscode from 'vscode';
import type { ConfigurationExport, ExportedAuthority } from '../../graph/configurationExport.ts';
import { displayNameOf, formatDistinguishedName } from '../../pki/distinguishedName.ts';
import { plain, table } from '../../platform/markdown.ts';

/** An inventory for people: who reads it may have neither this extension nor a right to the tenant. */
export interface Inventory {
  readonly title: string;
  readonly facts: readonly string[];
  readonly columns: readonly string[];
  /** By name. */
  readonly rows: readonly (readonly string[])[];
  readonly timeline: readonly TimelineEntry[];
}

/** An authority on the timeline: the next to expire comes first. */
export interface TimelineEntry {
  readonly day: string;
  readonly name: string;
  readonly state: 'expired' | 'soon' | 'later';
  /** How far its expiry is from now, of the one that is farthest away: from 0 to 1. */
  readonly share: number;
}

const dayLength = 24 * 60 * 60 * 1000;

export function inventoryOf(exported: ConfigurationExport, now: Date, warningDays: number): Inventory {
  const { displayName, tenantId, authorities, exportedAt } = exported;
  return {
    title: displayName,
    facts: [
      vscode.l10n.t('Tenant {tenantId}', { tenantId }),
      vscode.l10n.t('As of {when}', { when: `${exportedAt.slice(0, 16).replace('T', ' ')} UTC` }),
      authorities.length === 1
        ? vscode.l10n.t('1 authority')
        : vscode.l10n.t('{count} authorities', { count: authorities.length }),
    ],
    columns: [
      vscode.l10n.t('Name'),
      vscode.l10n.t('Type'),
      vscode.l10n.t('Expires'),
      vscode.l10n.t('CRL address'),
      vscode.l10n.t('Issuer hint'),
      vscode.l10n.t('Issuer'),
      vscode.l10n.t('Subject key identifier'),
      vscode.l10n.t('Thumbprint (SHA-1)'),
    ],
    rows: authorities.toSorted(byName).map(rowOf),
    timeline: timelineOf(authorities, now, warningDays),
  };
}

/** A name, or where there is none that of the certificate. */
function nameOf({ displayName, certificate }: ExportedAuthority): string {
  return displayName || displayNameOf(certificate.subject);
}

function byName(one: ExportedAuthority, other: ExportedAuthority): number {
  return (
    nameOf(one).localeCompare(nameOf(other), 'en', { numeric: true }) ||
    one.thumbprint.localeCompare(other.thumbprint)
  );
}

function rowOf(authority: ExportedAuthority): string[] {
  const { type, certificate, certificateRevocationListUrl, isIssuerHintEnabled } = authority;
  return [
    nameOf(authority),
    type === 'root' ? vscode.l10n.t('root') : vscode.l10n.t('intermediate'),
    dayOf(certificate.notAfter),
    certificateRevocationListUrl || vscode.l10n.t('(none)'),
    isIssuerHintEnabled ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    formatDistinguishedName(certificate.issuer),
    certificate.subjectKeyIdentifier?.toUpperCase() ?? '',
    authority.thumbprint,
  ];
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function timelineOf(
  authorities: readonly ExportedAuthority[],
  now: Date,
  warningDays: number,
): readonly TimelineEntry[] {
  const left = ({ certificate }: ExportedAuthority): number => certificate.notAfter.getTime() - now.getTime();
  const farthest = Math.max(1, ...authorities.map(left));
  return authorities
    .toSorted((one, other) => left(one) - left(other))
    .map((authority) => ({
      day: dayOf(authority.certificate.notAfter),
      name: nameOf(authority),
      state: left(authority) < 0 ? 'expired' : left(authority) < warningDays * dayLength ? 'soon' : 'later',
      share: Math.max(0, left(authority)) / farthest,
    }));
}

/** What of a timeline is told in a word. */
function stateLabel(state: TimelineEntry['state']): string {
  switch (state) {
    case 'expired':
      return vscode.l10n.t('expired');
    case 'soon':
      return vscode.l10n.t('expires soon');
    case 'later':
      return '';
  }
}

/** Longest bar of a timeline in Markdown, in characters. */
const barLength = 24;

export function inventoryMarkdown({ title, facts, columns, rows, timeline }: Inventory): string {
  return [
    `# ${plain(title)}`,
    '',
    ...facts.map((fact) => `- ${plain(fact)}`),
    '',
    `## ${plain(vscode.l10n.t('When they expire'))}`,
    '',
    ...table(
      [vscode.l10n.t('Expires'), '', vscode.l10n.t('Name'), ''],
      timeline.map(({ day, name, state, share }) => [
        day,
        '█'.repeat(Math.max(1, Math.round(share * barLength))),
        name,
        stateLabel(state),
      ]),
    ),
    '',
    `## ${plain(vscode.l10n.t('Authorities'))}`,
    '',
    ...table(columns, rows),
    '',
  ].join('\n');
}

/** A page of its own, without anything from elsewhere: it can be mailed and archived. */
export function inventoryHtml({ title, facts, columns, rows, timeline }: Inventory): string {
  const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
    values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 2rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8885; vertical-align: top; overflow-wrap: anywhere; }
th { white-space: nowrap; }
.bar { display: block; height: .8rem; min-width: 2px; border-radius: 2px; background: #2a7de1; }
.soon .bar { background: #c77700; }
.expired .bar { background: #c42b1c; }
.track { width: 20rem; }
@media print { body { margin: 0; } }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<ul>${facts.map((fact) => `<li>${escaped(fact)}</li>`).join('')}</ul>
<h2>${escaped(vscode.l10n.t('When they expire'))}</h2>
<table>
${timeline
  .map(
    ({ day, name, state, share }) =>
      `<tr class="${state}"><th scope="row">${day}</th><td class="track"><span class="bar" style="width:${Math.round(share * 100)}%"></span></td><td>${escaped(name)}</td><td>${escaped(stateLabel(state))}</td></tr>`,
  )
  .join('\n')}
</table>
<h2>${escaped(vscode.l10n.t('Authorities'))}</h2>
<table>
<thead><tr>${cells('th', columns)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
