import type { BundleHosts } from '../bundleHosts/bundleHosts.ts';
import type { Tenancy } from '../tenancy.ts';
import type { UploadRecord } from './uploadRecord.ts';

/** How long the taking away may take, in milliseconds: it also happens after a cancel, and nobody waits for it for ever. */
const patience = 30_000;

/** Whether something lies somewhere that is to be taken away. */
export function isHosted({ hosted }: Pick<UploadRecord, 'hosted'>): boolean {
  return hosted?.stays === false;
}

/**
 * Takes away what an upload has hosted, whatever became of the upload.
 * @returns false where the bundle still lies there and is not wanted there
 */
export async function takeAway(
  hosts: BundleHosts,
  tenancy: Tenancy,
  { hosted }: Pick<UploadRecord, 'hosted'>,
): Promise<boolean> {
  if (!hosted) {
    return true;
  }
  try {
    if (hosted.stays) {
      return true;
    }
    const host = await hosts.hostAt(hosted.place, tenancy);
    await host.remove(hosted.name, AbortSignal.timeout(patience));
    return true;
  } catch {
    return false;
  } finally {
    if (hosted.forgetsSignature && hosted.place.kind === 'shared') {
      await hosts.forgetSignature(hosted.place.container);
    }
  }
}
