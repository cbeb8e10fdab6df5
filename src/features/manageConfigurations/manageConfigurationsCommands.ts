import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageServices } from '../manageServices.ts';

export interface ConfigurationCommandServices {
  readonly services: ManageServices;
  readonly reveal: (configurationId: string) => Promise<void>;
}

/** Registers what creates, renames and deletes configurations, and the way to the portal. */
export function registerManageConfigurations(
  registry: CommandRegistry,
  { services, reveal }: ConfigurationCommandServices,
): void {
  registry.register('cbaPki.configuration.create', async () => {
    const { createConfiguration } = await import('./createConfiguration.ts');
    await createConfiguration(services, reveal);
  });
  registry.register('cbaPki.configuration.rename', async (target) => {
    const { renameConfiguration } = await import('./createConfiguration.ts');
    await renameConfiguration(services, target);
  });
  registry.register('cbaPki.configuration.delete', async (target) => {
    const { deleteConfiguration } = await import('./deleteConfiguration.ts');
    await deleteConfiguration(services, target);
  });
  registry.register('cbaPki.configuration.openPortal', async () => {
    const tenancy = await services.tenancies.require();
    await vscode.env.openExternal(vscode.Uri.parse(`${tenancy.portalRoot}/#home`));
    // The admin center has no address for the page that is known to stay.
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('In the admin center: Entra ID › Identity Secure Score › Public key infrastructure'),
      15_000,
    );
  });
  registry.register('cbaPki.configuration.export', async (target) => {
    const { exportConfiguration } = await import('../exchange/exportConfiguration.ts');
    await exportConfiguration(services, target);
  });
  registry.register('cbaPki.configuration.import', async (target) => {
    const { importConfiguration } = await import('../exchange/importConfiguration.ts');
    await importConfiguration(services, target instanceof vscode.Uri ? target : undefined);
  });
  registry.register('cbaPki.backups.show', async () => {
    const { showBackups } = await import('../backups/showBackups.ts');
    await showBackups(services);
  });
}
