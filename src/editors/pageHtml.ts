import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of the viewer: nothing but its script and styles, from the extension's own folder. Its policy allows no other source,
 * no inline script, no inline style, no image and no request.
 */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const resource = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${vscode.l10n.t('Certificate Viewer')}</title>
    <link rel="stylesheet" href="${resource('codicon.css')}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" href="${resource('certificatePage.css')}">
    <script nonce="${nonce}" type="module" src="${resource('certificatePage.js')}"></script>
  </head>
  <body></body>
</html>`;
}
