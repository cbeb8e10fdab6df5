import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ClassicServices } from './classicServices.ts';

export function registerClassicStore(registry: CommandRegistry, services: ClassicServices): void {
  const { classic } = services;
  registry.register('cbaPki.classicStore.show', async () => {
    if (await classic.look()) {
      await vscode.commands.executeCommand('cbaPki.classicStore.focus');
      return;
    }
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This tenant has no classic store, or an empty one.'),
    );
  });
  registry.register('cbaPki.classicStore.refresh', () => classic.refresh());
  registry.register('cbaPki.classicStore.export', async () => {
    const { exportClassicStore } = await import('./useClassicStore.ts');
    await exportClassicStore(services);
  });
  registry.register('cbaPki.classicStore.copy', async () => {
    const { copyClassicStore } = await import('./useClassicStore.ts');
    await copyClassicStore(services);
  });
  registry.register('cbaPki.classicStore.empty', async () => {
    const { emptyClassicStore } = await import('./useClassicStore.ts');
    await emptyClassicStore(services);
  });
}
