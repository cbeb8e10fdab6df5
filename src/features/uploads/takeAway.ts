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
 * Takes away what an upload has hosted, whatever became of the upload, and the signature that it was lent, where that is not needed to
 * try it again.
 * @returns false where the bundle still lies there and is not wanted there
 */
export async function takeAway(
  hosts: BundleHosts,
  tenancy: Tenancy,
  { id, hosted }: Pick<UploadRecord, 'id' | 'hosted'>,
): Promise<boolean> {
  if (!hosted) {
    return true;
  }
  try {
    if (!hosted.stays) {
      const host = await hosts.hostAt(hosted.place, tenancy, id);
      await host.remove(hosted.name, AbortSignal.timeout(patience));
    }
  } catch {
    return false;
  }
  await hosts.takeSignatureBack(id);
  return true;
}
