import * as vscode from 'vscode';
import { fileNamesFor } from '../features/splitBundle/fileNames.ts';
import type { FileMember } from '../pki/certificateFile.ts';
import { writePem } from '../pki/pem.ts';
import { CancelledError } from '../platform/failure.ts';
import { nameOf } from '../platform/files.ts';
import { suggestedFile } from '../platform/suggestedFile.ts';
import type { ViewerServices } from './viewerServices.ts';

/** Writes a certificate into a file of its own, the bytes as they are. */
export async function exportMember(
  { prompts, files }: Pick<ViewerServices, 'prompts' | 'files'>,
  from: vscode.Uri,
  { certificate }: FileMember,
  form: 'der' | 'pem',
): Promise<void> {
  const extension = form === 'der' ? 'cer' : 'pem';
  const [name = `certificate.${extension}`] = fileNamesFor([certificate], extension, []);
  const suggestion = suggestedFile(name.replace(/^1 /, ''), from);
  const target = await prompts.saveFile(vscode.l10n.t('Export the certificate as'), suggestion, {
    name: form === 'der' ? 'DER' : 'PEM',
    extensions: [extension],
  });
  if (!target) {
    throw new CancelledError();
  }
  await files.write(target, form === 'der' ? certificate.der : Buffer.from(writePem(certificate.der)));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Written: {name}', { name: nameOf(target) }), 3000);
}
