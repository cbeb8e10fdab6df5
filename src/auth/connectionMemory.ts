import type * as vscode from 'vscode';

/** What is kept of a connection across restarts: which kind it was and whose, nothing of a session. */
export type Remembered =
  | {
      readonly kind: 'signedIn';
      readonly accountId: string;
      /** The tenant that the account was signed in to, and what the settings said of it. */
      readonly tenantId?: string;
      readonly tenantSetting?: string;
    }
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'signedOut' };

const key = 'connection';

/**
 * Remembers the connection for the workspace, as different workspaces may belong to different tenants. A workspace that
 * has none of its own begins with the one that was used last anywhere.
 */
export class ConnectionMemory {
  readonly #workspace: vscode.Memento;
  readonly #everywhere: vscode.Memento;

  constructor(workspace: vscode.Memento, everywhere: vscode.Memento) {
    this.#workspace = workspace;
    this.#everywhere = everywhere;
  }

  get remembered(): Remembered | undefined {
    return this.#workspace.get<Remembered>(key) ?? this.#everywhere.get<Remembered>(key);
  }

  async remember(remembered: Remembered): Promise<void> {
    await this.#workspace.update(key, remembered);
    await this.#everywhere.update(key, remembered);
  }
}
