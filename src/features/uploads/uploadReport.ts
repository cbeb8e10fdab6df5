import * as vscode from 'vscode';
import { plain, table } from '../../platform/markdown.ts';
import { listMended } from '../mendRevocation/revocationText.ts';
import { type EndedUpload, whereaboutsOf } from './uploadRecord.ts';
import { describeFailedUpload, describeUpload, durationOf } from './uploadSentences.ts';

/** What is known of an upload that has ended, in Markdown. */
export function uploadReport(upload: EndedUpload): string {
  const { configurationName, bundleName, baseline, sha256, thumbprints, end } = upload;
  const t = vscode.l10n.t;
  const fact = (name: string, value: string): string => `- ${plain(name)}: ${plain(value)}`;
  const places = { there: t('yes'), missing: t('no'), unknown: t('not known') };
  return [
    `# ${plain(t('Upload to {name}', { name: configurationName }))}`,
    '',
    plain(describeUpload(upload)),
    '',
    fact(t('Bundle'), bundleName),
    fact(t('Configuration'), `${configurationName} (${baseline.configurationId})`),
    fact(t('Asked for'), baseline.startedAt),
    fact(t('Ended'), `${end.endedAt} (${durationOf(upload)})`),
    `- SHA-256: \`${sha256}\``,
    ...(end.details === '' ? [] : [fact(t('The service says'), end.details)]),
    ...(end.added === undefined ? [] : [fact(t('Authorities added'), String(end.added))]),
    ...(end.isLeftBehind ? [fact(t('Bundle'), t('it still lies where it was put'))] : []),
    ...listMended(end.mended).map((line) => `- ${plain(line)}`),
    ...(end.outcome === 'succeeded' ? [] : ['', plain(describeFailedUpload(upload))]),
    '',
    ...(thumbprints.length === 0
      ? []
      : [
          ...table(
            [t('Thumbprint'), t('In the configuration')],
            thumbprints.map((thumbprint) => [thumbprint, places[whereaboutsOf(end, thumbprint)]]),
          ),
          '',
        ]),
  ].join('\n');
}
