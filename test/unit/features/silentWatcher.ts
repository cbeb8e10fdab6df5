import { UploadWatcher } from '../../../src/features/uploads/uploadWatcher.ts';
import type { UploadWatcherServices } from '../../../src/features/uploads/watchServices.ts';

/** A watcher of uploads that tells nobody but its caller. */
export function silentWatcher(
  services: Pick<UploadWatcherServices, 'tenancies' | 'model' | 'journal' | 'hosts' | 'clock'>,
): UploadWatcher {
  return new UploadWatcher({
    ...services,
    telemetry: { commandEnded: () => undefined, uploadEnded: () => undefined },
    reveal: async () => undefined,
    report: () => undefined,
  });
}
