import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageServices } from '../manageServices.ts';

/** Registers "Check and Mend CRL Addresses…". */
export function registerMendRevocation(registry: CommandRegistry, services: ManageServices): void {
  registry.register('cbaPki.configuration.mendRevocation', async (target) => {
    const { mendRevocation } = await import('./mendRevocation.ts');
    await mendRevocation(services, target);
  });
}
