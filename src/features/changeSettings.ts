import type { AuthoritySettings } from '../graph/model.ts';
import type { TrustStoreModel } from './browseTrustStore/trustStoreModel.ts';
import type { Tenancy } from './tenancy.ts';

/**
 * Gives one authority other settings, and shows them at once.
 * @throws GraphRequestError when they are refused; the signal's reason when aborted before they were sent
 */
export async function changeSettings(
  model: TrustStoreModel,
  tenancy: Tenancy,
  configurationId: string,
  authorityId: string,
  settings: Partial<AuthoritySettings>,
  signal: AbortSignal,
): Promise<void> {
  const changed = await tenancy.trustStore.changeAuthority(configurationId, authorityId, settings, signal);
  // The answer is what the service says; what it leaves out is what was sent.
  model.putAuthority(tenancy, configurationId, { ...changed, ...settings });
}
