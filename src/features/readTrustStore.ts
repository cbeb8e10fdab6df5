import pMap from 'p-map';
import type { CertificatePolicy } from '../graph/authenticationPolicy.ts';
import { type ConfigurationExport, exportOf } from '../graph/configurationExport.ts';
import type { Authority, CertifiedAuthority, Configuration } from '../graph/model.ts';
import { isNotFound } from '../graph/removal.ts';
import { isCancellation } from '../platform/failure.ts';
import type { TrustStoreModel } from './browseTrustStore/trustStoreModel.ts';
import type { Tenancy } from './tenancy.ts';

/** How many lists are read at the same time. */
const concurrency = 4;

/**
 * A configuration with the certificates in it, as it is now. The service's lists may be minutes behind: what this window has added is
 * read by itself, what it has changed is as it was changed, and what it has deleted is left out.
 */
export async function readWhole(
  { tenantId, trustStore }: Tenancy,
  model: TrustStoreModel,
  configuration: Pick<Configuration, 'id' | 'displayName'>,
  now: Date,
  signal: AbortSignal,
): Promise<ConfigurationExport> {
  const { id } = configuration;
  const inLists = await Array.fromAsync(trustStore.allCertifiedAuthorities(id, signal));
  const removed = model.recentlyRemovedFrom(id);
  const shown = inLists
    .filter(({ authority }) => !removed.has(authority.id))
    .map(({ authority, certificate }) => ({ authority: model.asChanged(id, authority), certificate }));
  const ids = new Set(shown.map(({ authority }) => authority.id));
  const unlisted = (model.knownAuthorities(id)?.items ?? []).filter((authority) => !ids.has(authority.id));
  const late = await pMap(
    unlisted,
    async (authority): Promise<CertifiedAuthority[]> => {
      try {
        return [await trustStore.getAuthority(id, authority.id, signal)];
      } catch (error) {
        if (isNotFound(error)) {
          return []; // somebody else has deleted it
        }
        throw error;
      }
    },
    { concurrency, signal },
  );
  return exportOf(tenantId, configuration, [...shown, ...late.flat()], now);
}

/** The other configurations, from what was read already where that will do. */
export async function readOthers(
  model: TrustStoreModel,
  configurationId: string,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly authorities: readonly Authority[] }[]> {
  const others = (await model.allConfigurations()).filter(({ id }) => id !== configurationId);
  return pMap(
    others,
    async ({ id, displayName }) => {
      try {
        return { name: displayName, authorities: await model.allAuthorities(id) };
      } catch (error) {
        if (isNotFound(error)) {
          return { name: displayName, authorities: [] }; // it was deleted meanwhile
        }
        throw error;
      }
    },
    { concurrency, signal },
  );
}

/** What the policy says, where it may be read without asking anybody for more. */
export async function readPolicy(
  tenancy: Tenancy,
  signal: AbortSignal,
): Promise<CertificatePolicy | undefined> {
  try {
    return await tenancy.certificatePolicy(signal);
  } catch (error) {
    if (isCancellation(error)) {
      throw error;
    }
    return undefined;
  }
}
