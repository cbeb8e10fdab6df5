import type * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { AbortScope } from '../../platform/progress.ts';
import type { CheckCertificatesServices } from './checkCertificates.ts';

/** Registers "Check Certificates". Returns what stops a check under way when the extension ends. */
export function registerCheckCertificates(
  registry: CommandRegistry,
  services: CheckCertificatesServices,
): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.certificates.check', async (target, selection) => {
    const [{ checkCertificates }, { selectedFiles }] = await Promise.all([
      import('./checkCertificates.ts'),
      import('../certificateFiles.ts'),
    ]);
    await checkCertificates(services, selectedFiles(target, selection), scope.signal);
  });
  return scope;
}
