import * as vscode from 'vscode';

const key = 'viewer.texts';

/** Most files that are remembered. */
const limit = 100;

/** Files that are text and were opened in the viewer on purpose, so that they come back there when a window is reloaded. */
export class ViewedTexts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  has(uri: vscode.Uri): boolean {
    return this.#all.includes(uri.toString());
  }

  async add(uri: vscode.Uri): Promise<void> {
    const others = this.#all.filter((each) => each !== uri.toString());
    await this.#memory.update(key, [uri.toString(), ...others].slice(0, limit));
  }

  /** "Reopen Editor With…" replaces a tab that shows the text: then the viewer is wanted. */
  noteOpening(uri: vscode.Uri): void {
    const isText = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
    if (vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isText))) {
      void this.add(uri);
    }
  }

  async remove(uri: vscode.Uri): Promise<void> {
    await this.#memory.update(
      key,
      this.#all.filter((each) => each !== uri.toString()),
    );
  }

  get #all(): readonly string[] {
    return this.#memory.get<readonly string[]>(key) ?? [];
  }
}
