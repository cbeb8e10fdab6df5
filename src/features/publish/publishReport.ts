import * as vscode from 'vscode';
import { plain, table } from '../../platform/markdown.ts';
import { revocationTable } from '../mendRevocation/revocationReport.ts';
import { listMended } from '../mendRevocation/revocationText.ts';
import { type EndedUpload, whereaboutsOf } from '../uploads/uploadRecord.ts';
import { describeUpload } from '../uploads/uploadSentences.ts';
import { planOf } from './publishPlan.ts';
import type { PublishOutcome } from './publishRun.ts';
import type { PublishState } from './publishState.ts';

/** What a publication has led to, in Markdown: certificates, jobs, CRL addresses. */
export function publishReport(state: PublishState, outcome: PublishOutcome, now: Date): string {
  const { configuration, failed, mending, check } = outcome;
  const t = vscode.l10n.t;
  const uploads = [...state.done.map(({ ended }) => ended), ...(failed ? [failed] : [])];
  return [
    `# ${plain(t('Certificates published to {name}', { name: configuration.displayName }))}`,
    '',
    ...uploads.flatMap((upload) => [
      `- ${plain(describeUpload(upload))} SHA-256 \`${upload.sha256}\`${
        upload.end.isLeftBehind ? ` ${plain(t('Its bundle still lies where it was put.'))}` : ''
      }`,
    ]),
    ...(uploads.length === 0 ? [`- ${plain(t('Nothing had to be uploaded.'))}`] : []),
    ...listMended(mending).map((line) => `- ${plain(line)}`),
    ...(failed || state.parts.length > 0
      ? [
          `- ${plain(
            t(
              'What is not there can be published by running the command again: only what is missing is sent.',
            ),
          )}`,
        ]
      : []),
    '',
    `## ${plain(t('Certificates'))}`,
    '',
    ...table(
      [t('Certificate'), t('Found in'), t('Thumbprint'), t('What became of it')],
      [
        ...state.collection.certificates.map((found) => [
          found.name,
          found.from,
          found.thumbprint,
          fateOf(state, outcome, found.thumbprint),
        ]),
        ...state.collection.problems.map((problem) => ['–', problem, '', t('not read')]),
      ],
    ),
    '',
    ...(failed
      ? []
      : [
          `## ${plain(t('CRL addresses'))}`,
          '',
          ...(check
            ? revocationTable(check)
            : [plain(t('They could not be looked at. “Check and Mend CRL Addresses…” looks again.'))]),
          '',
        ]),
    now.toISOString(),
    '',
  ].join('\n');
}

function fateByUpload({ end }: EndedUpload, thumbprint: string): string {
  const t = vscode.l10n.t;
  if (end.outcome === 'notSent') {
    return t('not sent');
  }
  switch (whereaboutsOf(end, thumbprint)) {
    case 'there':
      return t('added');
    case 'missing':
      return end.outcome === 'succeeded' ? t('not to be seen yet') : t('not added');
    case 'unknown':
      return t('sent; whether it was added is not known');
  }
}

function fateOf(state: PublishState, { failed }: PublishOutcome, thumbprint: string): string {
  const t = vscode.l10n.t;
  const upload = [...state.done.map(({ ended }) => ended), ...(failed ? [failed] : [])].find(
    ({ thumbprints }) => thumbprints.includes(thumbprint),
  );
  if (upload) {
    return fateByUpload(upload, thumbprint);
  }
  if ((state.members ?? []).some((one) => one.thumbprint === thumbprint)) {
    return t('not sent');
  }
  const standings = planOf(state.collection.certificates, state.existing).byStanding;
  const standing = [...standings].find(([, found]) =>
    found.some((one) => one.thumbprint === thumbprint),
  )?.[0];
  switch (standing) {
    case 'known':
      return t('was there already');
    case 'expired':
      return t('left out: it has expired');
    case 'notAuthority':
      return t('left out: it is no CA certificate');
    case 'new':
    case undefined:
      return t('left out');
  }
}
