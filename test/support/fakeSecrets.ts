import type * as vscode from 'vscode';

/** A secret storage that tells of its changes, as VS Code's does, and lets a test look into it. */
export class FakeSecrets implements vscode.SecretStorage {
  readonly texts = new Map<string, string>();
  readonly #listeners = new Set<(event: vscode.SecretStorageChangeEvent) => void>();

  async keys(): Promise<string[]> {
    return [...this.texts.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    return this.texts.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.texts.set(key, value);
    this.#tell(key);
  }

  async delete(key: string): Promise<void> {
    this.texts.delete(key);
    this.#tell(key);
  }

  readonly onDidChange: vscode.Event<vscode.SecretStorageChangeEvent> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  #tell(key: string): void {
    this.#listeners.forEach((listener) => listener({ key }));
  }
}
