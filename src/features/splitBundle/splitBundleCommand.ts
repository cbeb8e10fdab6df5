import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { AbortScope } from '../../platform/progress.ts';
import type { SplitBundleServices } from './splitBundle.ts';

/** Registers "Split Bundle into Files…". Returns what stops it when the extension ends. */
export function registerSplitBundle(
  registry: CommandRegistry,
  services: SplitBundleServices,
): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.bundle.split', async (target) => {
    const { splitBundle } = await import('./splitBundle.ts');
    await splitBundle(services, target instanceof vscode.Uri ? target : undefined, scope.signal);
  });
  return scope;
}
