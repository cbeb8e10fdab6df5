import * as vscode from 'vscode';
import { type AddressAssessment } from '../../pki/revocationVerdict.ts';
import { plain, table } from '../../platform/markdown.ts';
import { mendingsOf, type RevocationCheck, type ServedLists } from './checkRevocation.ts';
import { describeAddress, describeProposal, shownAddress, typeText } from './revocationText.ts';

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
  return table(
    [
      vscode.l10n.t('Authority'),
      vscode.l10n.t('Type'),
      vscode.l10n.t('CRL address now'),
      vscode.l10n.t('What is known of it'),
      vscode.l10n.t('Proposed'),
      vscode.l10n.t('Evidence'),
    ],
    ordered.flatMap(({ authority, base, delta, proposedType }) => {
      const { displayName: name } = authority.exported;
      const type =
        proposedType === undefined
          ? typeText(authority.type)
          : `${typeText(authority.type)} → ${typeText(proposedType)}`;
      const first = [name, type, ...addressCells(base, served)];
      if (delta.current === '' && !delta.proposal) {
        return [first];
      }
      const label = vscode.l10n.t('{name}: delta CRL', { name });
      return [first, [label, '', ...addressCells(delta, served)]];
    }),
  );
}

/** Now, what is known of it, proposed, evidence. */
function addressCells(assessment: AddressAssessment, served: ServedLists): string[] {
  const { current, proposal } = assessment;
  return [
    shownAddress(current),
    describeAddress(assessment, served),
    ...(proposal ? [shownAddress(proposal.address), describeProposal(proposal, served)] : ['', '']),
  ];
}
