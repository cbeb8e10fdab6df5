import { t } from '@vscode/l10n';
import type { CertificateFile, FileMember } from '../../pki/certificateFile.ts';
import { displayNameOf, formatDistinguishedName } from '../../pki/distinguishedName.ts';
import { describeFileKind } from '../../pki/fileDescription.ts';
import { bySeverity, type Finding, messageOf } from '../../pki/rules/finding.ts';
import { rules, type Severity } from '../../pki/rules/ruleTable.ts';
import { plain } from '../../platform/markdown.ts';
import type { CheckedFile } from './checkedFiles.ts';

/** What was found, in Markdown, for handing on: it also reads well as plain text. */
export function checkReport(files: readonly CheckedFile[], now: Date, versions: string): string {
  return [
    `# ${t('Check of certificates')}`,
    '',
    plain(summaryOf(files)),
    '',
    ...files.flatMap(describeFile),
    `${now.toISOString()} · ${plain(versions)}`,
    '',
  ].join('\n');
}

/** How many of each, in one sentence. */
function summaryOf(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ findings: found }) => found);
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const unreadable = files.filter(({ looked }) => 'problem' in looked.content).length;
  const certificates = files.reduce(
    (sum, { looked }) => sum + ('file' in looked.content ? looked.content.file.certificates.length : 0),
    0,
  );
  return [
    t('Files: {files}. Certificates: {certificates}.', { files: files.length, certificates }),
    ...(unreadable > 0 ? [t('Not read: {unreadable}.', { unreadable })] : []),
    t('Errors: {errors}. Warnings: {warnings}. Good to know: {notes}.', {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('information'),
    }),
  ].join(' ');
}

function describeFile({ looked, findings }: CheckedFile): string[] {
  const { name, size, sha256, content } = looked;
  const heading = [`## ${plain(name)}`, ''];
  if ('problem' in content) {
    return [...heading, `✘ ${plain(content.problem)}`, ''];
  }
  const { file } = content;
  return [
    ...heading,
    `${plain(describeFileKind(file))} · ${t('{size} bytes', { size })} · SHA-256 \`${sha256 ?? ''}\``,
    '',
    ...(findings.length === 0 ? [`✔ ${t('No rule found anything.')}`] : findingsOf(file, findings)),
    '',
    ...certificatesOf(file),
  ];
}

const marks: Readonly<Record<Severity, string>> = { error: '✘', warning: '⚠', information: 'ℹ' };

function findingsOf({ certificates }: CertificateFile, findings: readonly Finding[]): string[] {
  const names = new Map(
    certificates.map(({ position, certificate }) => [position, displayNameOf(certificate.subject)]),
  );
  return findings.toSorted(bySeverity).map((finding) => {
    const { rule, severity, position } = finding;
    const name = position === undefined ? undefined : names.get(position);
    const about = name === undefined ? '' : ` **${position}. ${plain(name)}**:`;
    const { name: source, url } = rules[rule].source;
    const advice = rules[rule].advice();
    return `- ${marks[severity]} ${rule}${about} ${plain(messageOf(finding))} ${plain(advice)} ([${source}](${url}))`;
  });
}

function certificatesOf({ certificates }: CertificateFile): string[] {
  return certificates.length === 0
    ? []
    : [
        `| # | ${t('subject')} | ${t('issuer')} | ${t('from')} | ${t('until')} |`,
        '|---|---|---|---|---|',
        ...certificates.map(rowOf),
        '',
      ];
}

function rowOf({ position, certificate }: FileMember): string {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const cells = [
    String(position),
    plain(formatDistinguishedName(certificate.subject)),
    plain(formatDistinguishedName(certificate.issuer)),
    day(certificate.notBefore),
    day(certificate.notAfter),
  ];
  return `| ${cells.join(' | ')} |`;
}
