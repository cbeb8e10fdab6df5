import { hasSettings } from '../../graph/model.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancy } from '../tenancy.ts';
import type { UploadRecord } from './uploadRecord.ts';

/**
 * Sets right after an upload what the user confirmed before it, where the window that asked was closed meanwhile.
 * @returns how many authorities were set right, and how many could not be
 */
export async function mendAfterUpload(
  tenancy: Tenancy,
  model: TrustStoreModel,
  { baseline, mendings = [] }: UploadRecord,
): Promise<{ readonly done: number; readonly failed: number }> {
  const { trustStore, signal } = tenancy;
  const { configurationId } = baseline;
  const byThumbprint = new Map(mendings.map((mending) => [mending.thumbprint, mending.changes]));
  let [done, failed] = [0, 0];
  for await (const authority of trustStore.allAuthorities(configurationId, signal)) {
    const changes = byThumbprint.get(authority.thumbprint);
    if (!changes || hasSettings(authority, changes)) {
      continue;
    }
    try {
      const changed = await trustStore.changeAuthority(configurationId, authority.id, changes, signal);
      model.putAuthority(tenancy, configurationId, { ...changed, ...changes });
      done += 1;
    } catch {
      signal.throwIfAborted();
      failed += 1;
    }
  }
  return { done, failed };
}
