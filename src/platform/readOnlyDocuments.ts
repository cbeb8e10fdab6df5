import * as vscode from 'vscode';

const scheme = 'cba-pki';

/** Documents that are made by the extension and can be read, searched and copied, but not changed. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();
  readonly #disposables: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.path)),
    );
  }

  /** Opens a document of this name beside nothing else, with the text; one of this name that is open gets the new text. */
  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.path) ??
      vscode.l10n.t('This document was made before the window was opened anew. Run the command again.')
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
