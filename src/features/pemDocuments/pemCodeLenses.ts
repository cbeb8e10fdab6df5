import * as vscode from 'vscode';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import type { CertificateBlock, PemText } from './pemText.ts';

/** Says above each block whose certificate it is and when it ends, and opens it in the viewer. */
export function codeLensesOf(uri: vscode.Uri, { blocks }: PemText): vscode.CodeLens[] {
  return blocks.flatMap((block) => lensOf(uri, block));
}

function lensOf(uri: vscode.Uri, { line, members }: CertificateBlock): vscode.CodeLens[] {
  const [first] = members;
  if (!first) {
    return [];
  }
  const name = displayNameOf(first.certificate.subject);
  const day = first.certificate.notAfter.toISOString().slice(0, 10);
  const isPast = first.certificate.notAfter.getTime() < Date.now();
  const one = isPast
    ? vscode.l10n.t('{name} · expired {day}', { name, day })
    : vscode.l10n.t('{name} · expires {day}', { name, day });
  const title =
    members.length === 1 ? one : vscode.l10n.t('Bundle of {count} certificates', { count: members.length });
  return [
    new vscode.CodeLens(new vscode.Range(line - 1, 0, line - 1, 0), {
      title,
      tooltip: vscode.l10n.t('Open in the certificate viewer'),
      command: 'cbaPki.certificates.view',
      arguments: [uri, first.position],
    }),
  ];
}
