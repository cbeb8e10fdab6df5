import * as vscode from 'vscode';
import { plain } from '../../platform/markdown.ts';
import { mendingsOf, type RevocationCheck } from './checkRevocation.ts';
import { describeAddress, describeEvidence, shownAddress, typeText } from './revocationText.ts';

/** How the CRL addresses of a configuration stand, in Markdown: current beside proposed, and how it is known. */
export function revocationReport(check: RevocationCheck): string {
  return [
    `# ${plain(vscode.l10n.t('CRL addresses of {name}', { name: check.configuration.displayName }))}`,
    '',
    ...revocationTable(check),
    '',
    check.checkedAt.toISOString(),
    '',
  ].join('\n');
}

/** The table alone: one row for each authority, those that need something first. */
export function revocationTable(check: RevocationCheck): readonly string[] {
  const { assessments, served } = check;
  const mended = new Set(mendingsOf(assessments).map(({ assessment }) => assessment));
  const ordered = assessments.toSorted((one, other) => Number(mended.has(other)) - Number(mended.has(one)));
  const row = (...cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  return [
    row(
      vscode.l10n.t('Authority'),
      vscode.l10n.t('Type'),
      vscode.l10n.t('CRL address now'),
      vscode.l10n.t('What is known of it'),
      vscode.l10n.t('Proposed'),
      vscode.l10n.t('Evidence'),
    ),
    '|---|---|---|---|---|---|',
    ...ordered.flatMap(({ authority, base, delta, proposedType }) => {
      const type =
        proposedType === undefined
          ? typeText(authority.type)
          : `${typeText(authority.type)} → ${typeText(proposedType)}`;
      const first = row(
        authority.exported.displayName,
        type,
        shownAddress(base.current),
        describeAddress(base, served),
        base.proposal ? shownAddress(base.proposal.address) : '',
        base.proposal ? describeEvidence(base.proposal.evidence) : '',
      );
      const isOfDelta = delta.current !== '' || delta.proposal !== undefined;
      return isOfDelta
        ? [
            first,
            row(
              vscode.l10n.t('{name}: delta CRL', { name: authority.exported.displayName }),
              '',
              shownAddress(delta.current),
              delta.current === '' ? '' : describeAddress(delta, served),
              delta.proposal ? shownAddress(delta.proposal.address) : '',
              delta.proposal ? describeEvidence(delta.proposal.evidence) : '',
            ),
          ]
        : [first];
    }),
  ];
}
