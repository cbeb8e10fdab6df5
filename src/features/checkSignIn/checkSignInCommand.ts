import type * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { AbortScope } from '../../platform/progress.ts';
import type { CheckSignInServices } from './showCheck.ts';

/** Registers "Check Sign-In". Returns what stops a check under way when the extension ends. */
export function registerCheckSignIn(
  registry: CommandRegistry,
  services: CheckSignInServices,
): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.account.check', async () => {
    const { showCheck } = await import('./showCheck.ts');
    await showCheck(services, scope.signal);
  });
  return scope;
}
