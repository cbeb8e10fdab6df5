import * as vscode from 'vscode';
import type { CommandRegistry } from '../platform/commandRegistry.ts';
import { ExpectedError } from '../platform/failure.ts';
import type { CertificateEditors } from './certificateEditors.ts';

/** Registers "Open in Certificate Viewer", for a file and, from above a PEM block, for a certificate in it. */
export function registerViewer(registry: CommandRegistry, editors: CertificateEditors): void {
  registry.register('cbaPki.certificates.view', async (target, position) => {
    const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
    if (!uri) {
      throw new ExpectedError(
        'file.none',
        vscode.l10n.t('Open a file of certificates first, or choose one in the explorer.'),
      );
    }
    await editors.open(uri, typeof position === 'number' ? position : undefined);
  });
}
