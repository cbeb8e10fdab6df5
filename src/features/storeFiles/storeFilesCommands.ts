import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageServices } from '../manageServices.ts';
import type { StoreFiles } from './storeFiles.ts';

/** Registers what shows configurations and authorities as files. */
export function registerStoreFiles(
  registry: CommandRegistry,
  services: ManageServices,
  storeFiles: StoreFiles,
): void {
  registry.register('cbaPki.authority.view', async (target) => {
    const { viewAuthority } = await import('./openStoreFile.ts');
    await viewAuthority(services, storeFiles, target);
  });
  registry.register('cbaPki.authority.viewPem', async (target) => {
    const { viewAsPem } = await import('./openStoreFile.ts');
    await viewAsPem(services, storeFiles, target);
  });
  registry.register('cbaPki.authority.copyPem', async (target, selection) => {
    const { pemOf } = await import('./openStoreFile.ts');
    const { pem, count } = await pemOf(services, target, selection);
    await vscode.env.clipboard.writeText(pem);
    vscode.window.setStatusBarMessage(
      count === 1
        ? vscode.l10n.t('Copied 1 certificate as PEM.')
        : vscode.l10n.t('Copied {count} certificates as PEM.', { count }),
      4000,
    );
  });
  registry.register('cbaPki.configuration.viewJson', async (target) => {
    const { viewConfiguration } = await import('./openStoreFile.ts');
    await viewConfiguration(services, storeFiles, target, 'json');
  });
  registry.register('cbaPki.configuration.viewPem', async (target) => {
    const { viewConfiguration } = await import('./openStoreFile.ts');
    await viewConfiguration(services, storeFiles, target, 'pem');
  });
  registry.register('cbaPki.configuration.viewCertificates', async (target) => {
    const { viewConfiguration } = await import('./openStoreFile.ts');
    await viewConfiguration(services, storeFiles, target, 'p7b');
  });
}
