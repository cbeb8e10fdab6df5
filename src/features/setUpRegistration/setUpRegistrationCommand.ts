import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { Prompts } from '../../platform/prompts.ts';

export function registerSetUpRegistration(
  registry: CommandRegistry,
  connection: ConnectionOwner,
  prompts: Prompts,
): void {
  registry.register('cbaPki.account.setUpRegistration', async (first) => {
    const { setUpRegistration } = await import('./setUpRegistration.ts');
    await setUpRegistration(connection, prompts, first);
  });
}
