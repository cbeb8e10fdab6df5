import * as vscode from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { ConnectionOwner } from '../auth/connectionOwner.ts';
import type { CommandId } from '../ids.ts';
import { accountStatusOf } from './accountStatus.ts';

/** Account and tenant in the status bar. It has a name, so that VS Code's own menu can hide it. */
export class AccountStatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;

  constructor(connection: ConnectionOwner) {
    this.#item = vscode.window.createStatusBarItem('cbaPki.account', vscode.StatusBarAlignment.Left, -10);
    this.#item.name = vscode.l10n.t('CBA PKI: Account and Tenant');
    const command: CommandId = 'cbaPki.account.showMenu';
    this.#item.command = command;
    this.#subscription = connection.onDidChange((current) => this.#show(current));
  }

  #show(connection: Connection): void {
    const status = accountStatusOf(connection);
    if (!status) {
      this.#item.hide();
      return;
    }
    this.#item.text = status.text;
    this.#item.accessibilityInformation = { label: status.accessibleLabel };
    this.#item.tooltip = new vscode.MarkdownString();
    for (const { name, value } of status.tooltip) {
      this.#item.tooltip.appendText(`${name}: ${value}`).appendMarkdown('  \n');
    }
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
