import * as vscode from 'vscode';

/** What is being done with a thing that is on screen. */
export type PendingKind = 'creating' | 'saving' | 'deleting' | 'restoring' | 'emptying';

/** A thing that does not exist yet, and where it will be. */
export interface ComingItem {
  readonly kind: 'coming';
  readonly key: string;
  readonly name: string;
  /** The configuration that it will be in; undefined for a configuration. */
  readonly configurationId: string | undefined;
}

/** Remembers what is under way, by the id of the thing, so that its row can say so. */
export class PendingWork implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #kinds = new Map<string, PendingKind>();
  readonly #coming = new Map<string, ComingItem>();
  readonly onDidChange = this.#changed.event;

  kindOf(id: string): PendingKind | undefined {
    return this.#kinds.get(id);
  }

  /** What is being created in a configuration; for undefined, the configurations themselves. */
  comingIn(configurationId: string | undefined): readonly ComingItem[] {
    return [...this.#coming.values()].filter((item) => item.configurationId === configurationId);
  }

  /** Shows a thing as being worked on until the work has ended, however it ends. */
  async during<T>(ids: readonly string[], kind: PendingKind, work: () => Promise<T>): Promise<T> {
    ids.forEach((id) => this.#kinds.set(id, kind));
    this.#changed.fire(undefined);
    try {
      return await work();
    } finally {
      this.end(...ids);
    }
  }

  /** Shows things that are being created until the work has ended. */
  async creating<T>(items: readonly Omit<ComingItem, 'kind'>[], work: () => Promise<T>): Promise<T> {
    items.forEach(({ key, name, configurationId }) =>
      this.#coming.set(key, { kind: 'coming', key, name, configurationId }),
    );
    this.#changed.fire(undefined);
    try {
      return await work();
    } finally {
      this.end(...items.map(({ key }) => key));
    }
  }

  /** The work on these has ended. */
  end(...ids: readonly string[]): void {
    let changed = false;
    for (const id of ids) {
      changed = this.#kinds.delete(id) || this.#coming.delete(id) || changed;
    }
    if (changed) {
      this.#changed.fire(undefined);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
