import type { FileKind } from '../pki/fileKind.ts';
import type { RevocationLimits } from '../pki/revocationLimits.ts';
import { type RevocationList, readRevocationListSteps } from '../pki/revocationList.ts';
import { runInSlices } from '../pki/slices.ts';
import { type DownloadFailure, download } from './download.ts';
import { type UnreachableHost, unreachableHost } from './reach.ts';

/** What is served at the address of a CRL. */
export type ServedRevocationList =
  | { readonly outcome: 'list'; readonly list: RevocationList }
  | { readonly outcome: 'noList'; readonly kind: FileKind }
  | { readonly outcome: 'damaged'; readonly message: string }
  /** Entra could not reach it, or what it is redirected to. */
  | { readonly outcome: 'notReachable'; readonly host: UnreachableHost }
  | DownloadFailure;

/** How long Entra waits for a CRL. Source: Microsoft Entra, certificate-based authentication, CRL checks. */
const seconds = 10;

/**
 * Fetches a CRL as Entra does and reads it.
 * @param privateAllowed whether hosts are asked that only this network reaches, as the sandbox does
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export async function fetchRevocationList(
  address: string,
  limits: RevocationLimits,
  privateAllowed: boolean,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<ServedRevocationList> {
  const reachOf = (hostname = ''): UnreachableHost | undefined =>
    privateAllowed || hostname === '' ? undefined : unreachableHost(hostname);
  const host = reachOf(URL.parse(address)?.hostname);
  if (host) {
    return { outcome: 'notReachable', host };
  }
  const served = await download(address, signal, { bytes: limits.inBackground, seconds }, fetchFunction);
  if (served.outcome !== 'served') {
    return served;
  }
  const lastHost = reachOf(served.redirectedTo);
  if (lastHost) {
    return { outcome: 'notReachable', host: lastHost };
  }
  const reading = await runInSlices(readRevocationListSteps(served.bytes), signal);
  switch (reading.outcome) {
    case 'read':
      return { outcome: 'list', list: reading.list };
    case 'refused':
      return { outcome: 'noList', kind: reading.kind };
    case 'damaged':
      return { outcome: 'damaged', message: reading.message };
  }
}
