import * as vscode from 'vscode';
import type { Expiry } from './expiry.ts';

const scheme = 'cba-pki-authority';

/** An address for a row, by which its decoration is found. */
export function decoratedUri(nodeId: string, expiry: Expiry['state']): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${nodeId}`, query: expiry });
}

/** Colour and mark for authorities that have expired or soon will. */
export const expiryDecorations: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== scheme) {
      return undefined;
    }
    switch (uri.query) {
      case 'expired':
        return {
          badge: '✕',
          tooltip: vscode.l10n.t('expired'),
          color: new vscode.ThemeColor('list.errorForeground'),
        };
      case 'expiring':
        return {
          badge: '!',
          tooltip: vscode.l10n.t('expires soon'),
          color: new vscode.ThemeColor('list.warningForeground'),
        };
      default:
        return undefined;
    }
  },
};
