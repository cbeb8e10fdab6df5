import pMap from 'p-map';
import * as vscode from 'vscode';
import type { CertificatePolicy } from '../graph/authenticationPolicy.ts';
import { type ConfigurationExport, exportOf } from '../graph/configurationExport.ts';
import type { Authority, CertifiedAuthority, Configuration } from '../graph/model.ts';
import { isNotFound } from '../graph/removal.ts';
import { isCancellation } from '../platform/failure.ts';
import type { PickRow } from '../platform/prompts.ts';
import type { TrustStoreModel } from './browseTrustStore/trustStoreModel.ts';
import type { Impact } from './impact.ts';
import type { Tenancy } from './tenancy.ts';

/** How many lists are read at the same time. */
const concurrency = 4;

/**
 * A configuration with the certificates in it, as it is now. The service's lists may be minutes behind: what this window has added is
 * read by itself, and what it has deleted is left out.
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
  const shown = inLists.filter(({ authority }) => !removed.has(authority.id));
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

/** Most names that are told of one kind. */
const longestList = 8;

/** What a deletion takes away, for a question before it. */
export function impactRows(impact: Impact): PickRow<never>[] {
  const { count, onlyHere, orphans, scopes, exemptions, isPolicyKnown } = impact;
  const rows: PickRow<never>[] = [
    count === 0
      ? { label: vscode.l10n.t('There are no authorities in it.'), icon: 'info' }
      : {
          label:
            count === 1
              ? vscode.l10n.t('1 authority will be gone.')
              : vscode.l10n.t('{count} authorities will be gone.', { count }),
          icon: 'trash',
        },
  ];
  if (count > 0) {
    rows.push(
      onlyHere === 0
        ? {
            label:
              count === 1
                ? vscode.l10n.t('It is in another configuration, too.')
                : vscode.l10n.t('Every one of them is in another configuration, too.'),
            icon: 'pass',
          }
        : {
            label:
              count === 1
                ? vscode.l10n.t(
                    'It is in no other configuration: whoever signs in with a certificate below it can no longer do so.',
                  )
                : vscode.l10n.t(
                    '{count} of them are in no other configuration: whoever signs in with a certificate below can no longer do so.',
                    { count: onlyHere },
                  ),
            icon: 'warning',
          },
    );
  }
  rows.push(
    ...listed(
      orphans.map(({ name, configuration }) =>
        configuration === undefined
          ? name
          : vscode.l10n.t('{name} in {configuration}', { name, configuration }),
      ),
      (names) => vscode.l10n.t('Would lose their issuer: {names}', { names }),
    ),
    ...listed(scopes, (names) =>
      vscode.l10n.t('CA scopes of the authentication method policy name them: {names}', {
        names,
      }),
    ),
    ...listed(exemptions, (names) =>
      vscode.l10n.t('Exempt from CRL validation in the authentication method policy: {names}', { names }),
    ),
  );
  if (!isPolicyKnown && count > 0) {
    rows.push({
      label: vscode.l10n.t(
        'The authentication method policy could not be read: rules in it may name them (CA scopes, CRL exemptions).',
      ),
      icon: 'question',
    });
  }
  return rows;
}

function listed(names: readonly string[], sentence: (names: string) => string): PickRow<never>[] {
  if (names.length === 0) {
    return [];
  }
  const shown = names.slice(0, longestList).join(', ');
  const more =
    names.length > longestList
      ? vscode.l10n.t('{names} and {count} more', { names: shown, count: names.length - longestList })
      : shown;
  return [{ label: sentence(more), icon: 'warning' }];
}
