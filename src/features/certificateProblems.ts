import * as vscode from 'vscode';

/**
 * The Problems panel: what is wrong in files that are open as text, as long as they are, and in files that were checked, until
 * the next check. What is open is told as it is on the screen.
 */
export class CertificateProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cbaPki');
  readonly #open = new Set<string>();
  readonly #checked = new Map<string, readonly vscode.Diagnostic[]>();

  /** Replaces what the check before this one found. */
  showChecked(
    files: readonly { readonly uri: vscode.Uri; readonly diagnostics: readonly vscode.Diagnostic[] }[],
  ): void {
    for (const uri of this.#checked.keys()) {
      if (!this.#open.has(uri)) {
        this.#collection.delete(vscode.Uri.parse(uri));
      }
    }
    this.#checked.clear();
    for (const { uri, diagnostics } of files) {
      this.#checked.set(uri.toString(), diagnostics);
      if (!this.#open.has(uri.toString())) {
        this.#collection.set(uri, diagnostics);
      }
    }
  }

  showOpen(uri: vscode.Uri, diagnostics: readonly vscode.Diagnostic[]): void {
    this.#open.add(uri.toString());
    this.#collection.set(uri, diagnostics);
  }

  close(uri: vscode.Uri): void {
    if (this.#open.delete(uri.toString())) {
      this.#collection.set(uri, this.#checked.get(uri.toString()));
    }
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
