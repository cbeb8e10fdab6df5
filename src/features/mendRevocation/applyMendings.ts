import * as vscode from 'vscode';
import { runBatch } from '../../graph/batch.ts';
import type { Clock } from '../../graph/clock.ts';
import { type Authority, type AuthoritySettings, hasSettings } from '../../graph/model.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import { changeSettings } from '../changeSettings.ts';
import { reasonOf, resultOf } from '../runWrites.ts';
import type { Tenancy } from '../tenancy.ts';
import type { Mending } from './checkRevocation.ts';

/** A mending that the user confirmed, as it can be written down. Addresses of CRLs are public. */
export interface ConfirmedMending {
  /** SHA-1 of the authority's certificate, upper-case hex. */
  readonly thumbprint: string;
  readonly name: string;
  readonly changes: Partial<AuthoritySettings>;
}

export function confirmedFrom({ assessment, changes }: Mending): ConfirmedMending {
  const { thumbprint, displayName: name } = assessment.authority.exported;
  return { thumbprint, name, changes };
}

/** What came of the mending. */
export interface MendingOutcome {
  /** Names of authorities that were mended. */
  readonly done: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

export const nothingMended: MendingOutcome = { done: [], failed: [] };

/** What came of several mendings. */
export function allMended(outcomes: readonly (MendingOutcome | undefined)[]): MendingOutcome {
  const known = outcomes.filter((one) => one !== undefined);
  return { done: known.flatMap(({ done }) => done), failed: known.flatMap(({ failed }) => failed) };
}

/** What comes of mendings to which it did not come. */
export function mendingsNotTried(mendings: readonly ConfirmedMending[]): MendingOutcome {
  return failedAll(mendings, notTried());
}

function failedAll(mendings: readonly ConfirmedMending[], reason: string): MendingOutcome {
  return { done: [], failed: mendings.map(({ name }) => ({ name, reason })) };
}

/**
 * Gives the authorities of a configuration what was confirmed, as far as they do not have it: may be called again after it was
 * interrupted. Never throws: what was not done is in the outcome, also after an abort.
 */
export async function applyMendings(
  { model, clock }: { readonly model: TrustStoreModel; readonly clock: Clock },
  tenancy: Tenancy,
  configurationId: string,
  mendings: readonly ConfirmedMending[],
  signal: AbortSignal,
  onMessage: (message: string) => void,
): Promise<MendingOutcome> {
  let there: readonly Authority[];
  try {
    there = await Array.fromAsync(tenancy.trustStore.allAuthorities(configurationId, signal));
  } catch (error) {
    return failedAll(mendings, signal.aborted ? notTried() : reasonOf(error));
  }
  const byThumbprint = new Map(there.map((authority) => [authority.thumbprint, authority]));
  const items = mendings.flatMap((mending) => {
    const authority = byThumbprint.get(mending.thumbprint);
    return authority && !hasSettings(authority, mending.changes) ? [{ authority, mending }] : [];
  });
  const outcomes = await runBatch({
    items,
    write: ({ authority, mending }, itemSignal) =>
      changeSettings(model, tenancy, configurationId, authority.id, mending.changes, itemSignal),
    clock,
    signal,
    onProgress: (done, total) =>
      onMessage(vscode.l10n.t('Mending CRL addresses: {done} of {total}', { done, total })),
  });
  const { done, failed, notSent } = resultOf(outcomes);
  return {
    done: done.map(({ item }) => item.mending.name),
    failed: [
      ...mendings
        .filter(({ thumbprint }) => !byThumbprint.has(thumbprint))
        .map(({ name }) => ({ name, reason: vscode.l10n.t('It is not to be seen yet.') })),
      ...failed.map(({ item, reason }) => ({ name: item.mending.name, reason })),
      ...notSent.map(({ mending }) => ({ name: mending.name, reason: notTried() })),
    ],
  };
}

const notTried = (): string => vscode.l10n.t('It was not tried.');
