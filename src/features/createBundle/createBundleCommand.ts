import type * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { AbortScope } from '../../platform/progress.ts';
import type { CreateBundleServices } from './createBundleServices.ts';

/** Registers "Create Bundle from Certificates…". Returns what stops a collection under way when the extension ends. */
export function registerCreateBundle(
  registry: CommandRegistry,
  services: CreateBundleServices,
): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.bundle.create', async (target, selection) => {
    const [{ createBundle }, { selectedFiles }] = await Promise.all([
      import('./createBundle.ts'),
      import('../certificateFiles.ts'),
    ]);
    await createBundle(services, selectedFiles(target, selection), scope.signal);
  });
  return scope;
}
