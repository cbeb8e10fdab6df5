import * as vscode from 'vscode';
import type { EditorId } from '../ids.ts';
import type { CertificatePanel } from './certificatePanel.ts';
import type { ViewedTexts } from './viewedTexts.ts';
import type { ViewerServices } from './viewerServices.ts';

/**
 * The read-only editor for files of certificates. It is the default for endings that are mostly binary; where such a file is text
 * after all, the text is opened instead, unless the viewer was asked for.
 */
export class CertificateEditors implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  readonly #services: ViewerServices;
  readonly #viewedTexts: ViewedTexts;
  readonly #panels = new Map<string, Set<CertificatePanel>>();
  readonly #registrations: vscode.Disposable;

  constructor(services: ViewerServices, viewedTexts: ViewedTexts, ids: readonly EditorId[]) {
    this.#services = services;
    this.#viewedTexts = viewedTexts;
    this.#registrations = vscode.Disposable.from(
      ...ids.map((id) =>
        vscode.window.registerCustomEditorProvider(id, this, { supportsMultipleEditorsPerDocument: true }),
      ),
    );
  }

  /** Opens the viewer, also on a file that is text, at a certificate. */
  async open(uri: vscode.Uri, position: number | undefined): Promise<void> {
    await this.#viewedTexts.add(uri);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'cbaPki.certificates' satisfies EditorId);
    if (position !== undefined) {
      this.#panels.get(uri.toString())?.forEach((panel) => panel.select(position));
    }
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    this.#viewedTexts.noteOpening(uri);
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { CertificatePanel } = await import('./certificatePanel.ts');
    const isTextWanted = (): boolean => !this.#viewedTexts.has(uri);
    const opened = new CertificatePanel(this.#services, uri, panel, isTextWanted);
    const key = uri.toString();
    const panels = this.#panels.get(key) ?? new Set();
    this.#panels.set(key, panels.add(opened));
    panel.onDidDispose(() => {
      panels.delete(opened);
      opened.dispose();
    });
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}
