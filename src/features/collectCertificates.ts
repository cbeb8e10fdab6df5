import * as vscode from 'vscode';
import { type JudgedCertificate, judgeCertificate } from '../pki/judgedCertificate.ts';
import type { LookedInto } from './certificateFiles.ts';

/** A certificate that was found, once however often it was met. */
export interface FoundCertificate extends JudgedCertificate {
  /** Name of the file that it was met in first. */
  readonly from: string;
}

export interface Collection {
  readonly certificates: readonly FoundCertificate[];
  /** A sentence for each file, or part of one, that gave nothing. */
  readonly problems: readonly string[];
}

/** Collects the certificates of the files that were looked into. */
export function collectCertificates(files: readonly LookedInto[], now: Date): Collection {
  const found = new Map<string, FoundCertificate>();
  const problems: string[] = [];
  for (const { name, content } of files) {
    if ('problem' in content) {
      problems.push(`${name}: ${content.problem}`);
      continue;
    }
    problems.push(
      ...content.file.damaged.map(
        ({ position, message }) =>
          `${name}: ${vscode.l10n.t('Certificate {position} cannot be read: {message}.', { position, message })}`,
      ),
    );
    for (const { certificate } of content.file.certificates) {
      const judged = judgeCertificate(certificate, now);
      if (!found.has(judged.thumbprint)) {
        found.set(judged.thumbprint, { ...judged, from: name });
      }
    }
  }
  return { certificates: [...found.values()], problems };
}

/** What a found certificate is and how long it counts, for the description of its row. */
export function describeFound({ certificate, isAuthority, isRoot, isExpired }: FoundCertificate): string[] {
  const day = certificate.notAfter.toISOString().slice(0, 10);
  const kind = isRoot ? vscode.l10n.t('root') : vscode.l10n.t('intermediate');
  return [
    isAuthority ? kind : vscode.l10n.t('not a CA certificate'),
    isExpired ? vscode.l10n.t('expired {day}', { day }) : vscode.l10n.t('expires {day}', { day }),
  ];
}
