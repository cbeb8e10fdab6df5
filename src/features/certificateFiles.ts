import * as vscode from 'vscode';
import {
  type CertificateFile,
  type CertificateFileReading,
  readCertificateFileSteps,
} from '../pki/certificateFile.ts';
import { sha256OfBytes } from '../pki/fileHash.ts';
import { describeRefusal } from '../pki/refusal.ts';
import { runInSlices } from '../pki/slices.ts';
import { CancelledError, failureOf } from '../platform/failure.ts';
import { type Files, nameOf } from '../platform/files.ts';
import type { Prompts } from '../platform/prompts.ts';

/** Endings under which certificates are met. The menus in package.json name the same. */
export const certificateExtensions = ['cer', 'crt', 'der', 'pem', 'p7b', 'p7c', 'spc'] as const;

/** Most bytes of a file that is looked into: far above any collection of CA certificates. */
const largestFile = 64 * 1024 * 1024;

/** A file that was looked into. */
export interface LookedInto {
  readonly uri: vscode.Uri;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256, 64 upper-case hex digits; undefined where the bytes could not be had. */
  readonly sha256: string | undefined;
  /** What is in it, or a sentence on why nothing can be read. */
  readonly content: { readonly file: CertificateFile } | { readonly problem: string };
}

/**
 * Looks into files, and the files of certificates in folders at any depth, one after the other and in slices.
 * @param report is called with the name of the file that comes next
 * @throws the signal's reason when aborted; what is wrong with a file is said in its place
 */
export async function lookIntoFiles(
  files: Files,
  uris: readonly vscode.Uri[],
  signal: AbortSignal,
  report?: (name: string) => void,
): Promise<readonly LookedInto[]> {
  const found = new Map<string, LookedInto>();
  for (const uri of uris) {
    for (const file of await files.list(uri, certificateExtensions)) {
      signal.throwIfAborted();
      if (!found.has(file.toString())) {
        report?.(nameOf(file));
        found.set(file.toString(), await lookInto(files, file, signal));
      }
    }
  }
  return [...found.values()];
}

/** @throws the signal's reason when aborted */
export async function lookInto(files: Files, uri: vscode.Uri, signal: AbortSignal): Promise<LookedInto> {
  const name = nameOf(uri);
  let size = 0;
  try {
    size = await files.size(uri);
    if (size > largestFile) {
      const problem = vscode.l10n.t('The file is larger than {count} MB and was not looked into.', {
        count: largestFile / 1024 / 1024,
      });
      return { uri, name, size, sha256: undefined, content: { problem } };
    }
    const bytes = await files.read(uri);
    const reading = await runInSlices(readCertificateFileSteps(bytes), signal);
    return { uri, name, size: bytes.length, sha256: sha256OfBytes(bytes), content: contentOf(reading) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome !== 'expected') {
      throw error;
    }
    return { uri, name, size, sha256: undefined, content: { problem: failure.message } };
  }
}

function contentOf(reading: CertificateFileReading): LookedInto['content'] {
  return reading.outcome === 'read' ? { file: reading.file } : { problem: describeRefusal(reading) };
}

/** The selection of the explorer as its menus hand it over; empty from the palette. */
export function selectedFiles(target: unknown, selection: unknown): readonly vscode.Uri[] {
  const several = Array.isArray(selection) ? selection.filter((uri) => uri instanceof vscode.Uri) : [];
  const one = target instanceof vscode.Uri ? [target] : [];
  return several.length > 0 ? several : one;
}

/** Has the user choose files and folders. @throws {CancelledError} where none was chosen */
export async function askForCertificateFiles(
  prompts: Prompts,
  title: string,
): Promise<readonly vscode.Uri[]> {
  const uris = await prompts.openFiles(title, {
    name: vscode.l10n.t('Certificates'),
    extensions: certificateExtensions,
  });
  if (uris.length === 0) {
    throw new CancelledError();
  }
  return uris;
}
