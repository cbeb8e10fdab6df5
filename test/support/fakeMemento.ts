import type * as vscode from 'vscode';

/** Remembers as VS Code does: as JSON, and at once. */
export class FakeMemento implements vscode.Memento {
  readonly #texts = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#texts.keys()];
  }

  readonly get: vscode.Memento['get'] = (key: string, fallback?: unknown) => {
    const text = this.#texts.get(key);
    return text === undefined ? fallback : JSON.parse(text);
  };

  async update(key: string, value: unknown): Promise<void> {
    this.#texts.set(key, JSON.stringify(value));
  }
}
