import * as vscode from 'vscode';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { CancelledError } from '../../platform/failure.ts';
import type { Prompts } from '../../platform/prompts.ts';

/** Sign in and out, switch to another tenant, and the sandbox tenant. */
export function registerConnectCommands(
  registry: CommandRegistry,
  connection: ConnectionOwner,
  prompts: Prompts,
): void {
  registry.register('cbaPki.account.signIn', () => connection.signIn());
  registry.register('cbaPki.account.switch', () => connection.signIn('choose'));
  registry.register('cbaPki.account.showMenu', async () => {
    const { showAccountMenu } = await import('./accountMenu.ts');
    await showAccountMenu(connection, prompts);
  });
  for (const { command, change } of [
    { command: 'cbaPki.account.switchTenant', change: 'switchTenant' },
    { command: 'cbaPki.account.switchCloud', change: 'switchCloud' },
    { command: 'cbaPki.account.switchMethod', change: 'switchMethod' },
  ] as const) {
    registry.register(command, async () => {
      const switches = await import('./switchTo.ts');
      await switches[change]({ connection, prompts });
    });
  }
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
