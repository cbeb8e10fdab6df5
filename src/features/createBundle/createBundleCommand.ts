import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { AbortScope } from '../../platform/progress.ts';
import type { CreateBundleServices } from './createBundle.ts';

/** Registers "Create Bundle from Certificates…". Returns what stops a collection under way when the extension ends. */
export function registerCreateBundle(
  registry: CommandRegistry,
  services: CreateBundleServices,
): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.bundle.create', async (target, selection) => {
    const { createBundle } = await import('./createBundle.ts');
    const several = Array.isArray(selection) ? selection.filter((uri) => uri instanceof vscode.Uri) : [];
    const one = target instanceof vscode.Uri ? [target] : [];
    await createBundle(services, several.length > 0 ? several : one, scope.signal);
  });
  return scope;
}
