import { lookup } from 'node:dns/promises';
import { unlessAborted } from '../graph/unlessAborted.ts';
import type { FileKind } from '../pki/fileKind.ts';
import type { RevocationLimits } from '../pki/revocationLimits.ts';
import { type RevocationList, readRevocationListSteps } from '../pki/revocationList.ts';
import { runInSlices } from '../pki/slices.ts';
import { type DownloadFailure, download } from './download.ts';
import { type UnreachableHost, unreachableHost } from './reach.ts';

/** What is served at the address of a CRL. */
export type ServedRevocationList =
  | {
      readonly outcome: 'list';
      readonly list: RevocationList;
      /** Whether the name of its host leads into a local network from here. */
      readonly isInternal?: boolean;
    }
  | { readonly outcome: 'noList'; readonly kind: FileKind }
  | { readonly outcome: 'damaged'; readonly message: string }
  /** It was not asked: Entra could not reach it. */
  | { readonly outcome: 'notReachable'; readonly host: UnreachableHost }
  /** It is redirected into a local network, perhaps by that itself. */
  | { readonly outcome: 'redirectedAway' }
  | DownloadFailure;

/** How long Entra waits for a CRL. Source: Microsoft Entra, certificate-based authentication, CRL checks. */
const seconds = 10;

/**
 * Fetches a CRL as Entra does and reads it.
 * @param privateAllowed whether hosts are asked that only this network reaches, as the sandbox does
 * @param addressesOf the IP addresses of a host
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export async function fetchRevocationList(
  address: string,
  limits: RevocationLimits,
  privateAllowed: boolean,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
  addressesOf: (hostname: string) => Promise<readonly string[]> = lookUp,
): Promise<ServedRevocationList> {
  const hostname = URL.parse(address)?.hostname ?? '';
  const host = privateAllowed ? undefined : unreachableHost(hostname);
  if (host) {
    return { outcome: 'notReachable', host };
  }
  const served = await download(address, signal, { bytes: limits.inBackground, seconds }, fetchFunction);
  if (served.outcome !== 'served') {
    return served;
  }
  const { redirectedTo } = served;
  if (!privateAllowed && redirectedTo !== undefined && unreachableHost(redirectedTo)) {
    return { outcome: 'redirectedAway' };
  }
  const reading = await runInSlices(readRevocationListSteps(served.bytes), signal);
  switch (reading.outcome) {
    case 'read':
      return {
        outcome: 'list',
        list: reading.list,
        ...(!privateAllowed &&
          isInternal(await unlessAborted(signal, addressesOf(hostname))) && { isInternal: true }),
      };
    case 'refused':
      return { outcome: 'noList', kind: reading.kind };
    case 'damaged':
      return { outcome: 'damaged', message: reading.message };
  }
}

/** None where the name cannot be looked up, as behind a proxy that does it. */
async function lookUp(hostname: string): Promise<readonly string[]> {
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

function isInternal(addresses: readonly string[]): boolean {
  return (
    addresses.length > 0 &&
    addresses.every((one) => unreachableHost(one.includes(':') ? `[${one}]` : one) !== undefined)
  );
}
