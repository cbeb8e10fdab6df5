import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageServices } from '../manageServices.ts';
import type { StoreFiles } from '../storeFiles/storeFiles.ts';

/** Registers what adds, edits, deletes and shows authorities. */
export function registerManageAuthorities(
  registry: CommandRegistry,
  services: ManageServices,
  storeFiles: StoreFiles,
): void {
  registry.register('cbaPki.authorities.add', async (target, selection) => {
    const [{ addAuthorities }, { selectedFiles }] = await Promise.all([
      import('./addAuthorities.ts'),
      import('../certificateFiles.ts'),
    ]);
    await addAuthorities(services, target, selectedFiles(target, selection));
  });
  registry.register('cbaPki.authorities.edit', async (target, selection) => {
    const { editAuthorities } = await import('./editAuthorities.ts');
    await editAuthorities(services, target, selection);
  });
  registry.register('cbaPki.authorities.delete', async (target, selection) => {
    const { deleteAuthorities } = await import('./deleteAuthorities.ts');
    await deleteAuthorities(services, target, selection);
  });
  registry.register('cbaPki.authority.view', async (target) => {
    const { viewAuthority } = await import('./viewAuthority.ts');
    await viewAuthority(services, storeFiles, target);
  });
  registry.register('cbaPki.authority.viewPem', async (target) => {
    const { viewAsPem } = await import('./viewAuthority.ts');
    await viewAsPem(services, storeFiles, target);
  });
  registry.register('cbaPki.authority.copyPem', async (target, selection) => {
    const { pemOf } = await import('./viewAuthority.ts');
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
    const { viewConfiguration } = await import('./viewAuthority.ts');
    await viewConfiguration(services, storeFiles, target, 'json');
  });
  registry.register('cbaPki.configuration.viewPem', async (target) => {
    const { viewConfiguration } = await import('./viewAuthority.ts');
    await viewConfiguration(services, storeFiles, target, 'pem');
  });
  registry.register('cbaPki.configuration.viewCertificates', async (target) => {
    const { viewConfiguration } = await import('./viewAuthority.ts');
    await viewConfiguration(services, storeFiles, target, 'p7b');
  });
}
