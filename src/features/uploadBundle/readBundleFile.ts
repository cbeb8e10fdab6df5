import * as vscode from 'vscode';
import { readBundle } from '../../pki/bundle.ts';
import { sha256OfBytes } from '../../pki/fileHash.ts';
import { describeRefusal } from '../../pki/refusal.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { nameOf } from '../../platform/files.ts';
import { percentOf, withProgress } from '../../platform/progress.ts';
import type { BundleFile } from './uploadAnswers.ts';
import type { UploadServices } from './uploadServices.ts';

/** A bundle is at most 2 MB for the service; what is larger than this is hashed only. */
const largestBundle = 32 * 1024 * 1024;

/**
 * Hashes a file and reads the bundle in it, with progress and cancel.
 * @throws {ExpectedError} `bundle.refused` with a sentence on what the file is instead
 */
export async function readBundleFile(
  { files, tenancy }: Pick<UploadServices, 'files' | 'tenancy'>,
  uri: vscode.Uri,
): Promise<BundleFile> {
  const name = nameOf(uri);
  const size = await files.size(uri);
  if (size > largestBundle) {
    const hash = await withProgress(
      vscode.l10n.t('Hashing {name}…', { name }),
      tenancy.signal,
      (signal, report) => files.sha256(uri, signal, percentOf(size, report)),
    );
    return { uri, name, size, hash, content: undefined };
  }
  const bytes = await files.read(uri);
  const reading = readBundle(bytes);
  if (reading.outcome !== 'bundle') {
    throw refused(name, describeRefusal(reading));
  }
  if (reading.bundle.certificates.length === 0) {
    throw refused(name, vscode.l10n.t('The bundle holds no certificate that can be read.'));
  }
  // The hash is that of the bytes that were read: what was checked and what is uploaded are the same.
  const content = { bytes, bundle: reading.bundle };
  return { uri, name, size: bytes.length, hash: sha256OfBytes(bytes), content };
}

function refused(name: string, message: string): ExpectedError {
  return new ExpectedError(
    'bundle.refused',
    vscode.l10n.t('{name} cannot be uploaded. {message}', { name, message }),
  );
}
