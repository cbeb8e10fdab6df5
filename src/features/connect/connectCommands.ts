import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connection.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { CancelledError } from '../../platform/failure.ts';

/** Sign in and out, and the sandbox tenant. */
export function registerConnectCommands(registry: CommandRegistry, connection: ConnectionOwner): void {
  registry.register('cbaPki.account.signIn', () => connection.signIn());
  registry.register('cbaPki.account.signOut', () => connection.signOut());
  registry.register('cbaPki.sandbox.open', async () => {
    await connection.openSandbox();
    await vscode.commands.executeCommand('cbaPki.configurations.focus');
  });
  registry.register('cbaPki.sandbox.leave', () => connection.signOut());
  registry.register('cbaPki.sandbox.reset', async () => {
    const reset = vscode.l10n.t('Reset');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Reset the sandbox tenant?'),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Everything that was changed in the sandbox tenant of this computer is lost, and the sample data is made anew. No real tenant is touched.',
        ),
      },
      reset,
    );
    if (answer !== reset) {
      throw new CancelledError();
    }
    await connection.resetSandbox();
  });
}
