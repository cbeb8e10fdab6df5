import * as vscode from 'vscode';

const scheme = 'cba-pki';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Documents that are made by the extension and can be read, searched and copied, but not changed. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();
  readonly #previewed = new Set<string>();
  readonly #disposables: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // A preview reads its document again whenever it likes, also after VS Code has closed it.
        if (!this.#previewed.has(uri.path)) {
          this.#texts.delete(uri.path);
        }
      }),
    );
  }

  /** Opens a document of this name beside nothing else, with the text; one of this name that is open gets the new text. */
  async show(name: string, text: string): Promise<void> {
    const document = await this.#open(name, text);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** The same for a document in Markdown, as it is to be read. */
  async showPreview(name: string, markdown: string): Promise<void> {
    const document = await this.#open(name, markdown);
    this.#previewed.add(document.uri.path);
    await vscode.commands.executeCommand('markdown.showPreview', document.uri);
  }

  /** Opens two documents side by side in the diff editor. */
  async showDifference(title: string, one: NamedText, other: NamedText): Promise<void> {
    const [left, right] = await Promise.all([
      this.#open(`1/${one.name}`, one.text),
      this.#open(`2/${other.name}`, other.text),
    ]);
    await vscode.commands.executeCommand('vscode.diff', left.uri, right.uri, title, { preview: true });
  }

  #open(name: string, text: string): Thenable<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return vscode.workspace.openTextDocument(uri);
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
