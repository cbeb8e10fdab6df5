import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import type { ManageUploadsServices } from './manageUploads.ts';

/** Registers what can be done with an upload in the view "Uploads". */
export function registerUploads(registry: CommandRegistry, services: ManageUploadsServices): void {
  registry.register('cbaPki.upload.show', async (target) =>
    (await import('./manageUploads.ts')).showUpload(services, target),
  );
  registry.register('cbaPki.upload.watch', async (target) =>
    (await import('./manageUploads.ts')).watchAgain(services, target),
  );
  registry.register('cbaPki.upload.takeAway', async (target) =>
    (await import('./manageUploads.ts')).takeBundleAway(services, target),
  );
  registry.register('cbaPki.uploads.forget', async () =>
    (await import('./manageUploads.ts')).forgetUploads(services),
  );
}
