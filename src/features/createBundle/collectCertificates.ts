import * as vscode from 'vscode';
import type { Certificate } from '../../pki/certificate.ts';
import { readCertificateFile } from '../../pki/certificateFile.ts';
import { type JudgedCertificate, judgeCertificate } from '../../pki/judgedCertificate.ts';
import { describeRefusal } from '../../pki/refusal.ts';
import { failureOf } from '../../platform/failure.ts';
import { type Files, nameOf } from '../../platform/files.ts';

/** Endings under which certificates are met. The explorer's menu in package.json names the same. */
export const certificateExtensions = ['cer', 'crt', 'der', 'pem', 'p7b', 'p7c', 'spc'] as const;

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

/** Most bytes of a file that is looked into: far above any collection of CA certificates. */
const largestFile = 32 * 1024 * 1024;

/**
 * Collects the certificates of files, and of the files in folders at any depth.
 * @throws the signal's reason when aborted; what is wrong with a file is a problem among the others
 */
export async function collectCertificates(
  files: Files,
  uris: readonly vscode.Uri[],
  now: Date,
  signal: AbortSignal,
): Promise<Collection> {
  const found = new Map<string, FoundCertificate>();
  const problems: string[] = [];
  for (const uri of uris) {
    for (const file of await files.list(uri, certificateExtensions)) {
      signal.throwIfAborted();
      const { certificates, problem } = await readFile(files, file);
      problems.push(...problem.map((sentence) => `${nameOf(file)}: ${sentence}`));
      for (const certificate of certificates) {
        const judged = judgeCertificate(certificate, now);
        if (!found.has(judged.thumbprint)) {
          found.set(judged.thumbprint, { ...judged, from: nameOf(file) });
        }
      }
    }
  }
  return { certificates: [...found.values()], problems };
}

async function readFile(
  files: Files,
  uri: vscode.Uri,
): Promise<{ readonly certificates: readonly Certificate[]; readonly problem: readonly string[] }> {
  try {
    if ((await files.size(uri)) > largestFile) {
      return { certificates: [], problem: [vscode.l10n.t('The file is too large to be looked into.')] };
    }
    const reading = readCertificateFile(await files.read(uri));
    if (reading.outcome !== 'read') {
      return { certificates: [], problem: [describeRefusal(reading)] };
    }
    const { certificates, damaged } = reading.file;
    return {
      certificates: certificates.map(({ certificate }) => certificate),
      problem: damaged.map(({ position, message }) =>
        vscode.l10n.t('Certificate {position} cannot be read: {message}.', { position, message }),
      ),
    };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome === 'expected') {
      return { certificates: [], problem: [failure.message] };
    }
    throw error;
  }
}
