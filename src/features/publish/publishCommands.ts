import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { configurationOf } from '../targets.ts';
import type { PublishMode, PublishServices } from './publishState.ts';

/** Registers "Publish Certificates…" and "Synchronize with Certificates…". */
export function registerPublish(registry: CommandRegistry, services: PublishServices): void {
  const run = async (mode: PublishMode, target: unknown, selection: unknown): Promise<void> => {
    const [{ publish }, { selectedFiles }] = await Promise.all([
      import('./publish.ts'),
      import('../certificateFiles.ts'),
    ]);
    const configuration = configurationOf(target);
    await publish(services, { mode, configuration, files: selectedFiles(target, selection) });
  };
  registry.register('cbaPki.certificates.publish', (target, selection) => run('publish', target, selection));
  registry.register('cbaPki.configuration.synchronize', (target, selection) =>
    run('synchronize', target, selection),
  );
}
