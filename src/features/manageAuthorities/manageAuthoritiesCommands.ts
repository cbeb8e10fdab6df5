import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageServices } from '../manageServices.ts';

/** Registers what adds, edits and deletes authorities. */
export function registerManageAuthorities(registry: CommandRegistry, services: ManageServices): void {
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
}
