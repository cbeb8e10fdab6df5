import type { Certificate } from './certificate.ts';
import type { RevocationFlaw, RevocationListKind } from './revocationFlaws.ts';
import type { RevocationList } from './revocationList.ts';

/** An authority as it stands in a configuration. */
export interface AssessedAuthority {
  readonly certificate: Certificate;
  readonly type: 'root' | 'intermediate' | 'unknown';
  /** Empty where it has none. */
  readonly base: string;
  readonly delta: string;
}

/** How it is known that an address is the right one; at least one of the two is there. */
export interface Evidence {
  /** A certificate that the CA issued and that names the address. */
  readonly issued: Certificate | undefined;
  /** The CRL that is served there and that is the CA's. */
  readonly list: RevocationList | undefined;
  /** Whether its signature is the CA's: where it cannot be verified here, the key identifiers alone tell. */
  readonly isVerified: boolean;
}

export interface ProposedAddress {
  /** Empty where the address is to be taken away. */
  readonly address: string;
  readonly evidence: Evidence;
  /** Of the CRL that was seen there; empty where none was. */
  readonly flaws: readonly RevocationFlaw[];
  /** Whether a CRL of the CA was seen there over which no sign-in meets an error. */
  readonly isUsable: boolean;
}

/** Where an address is to be taken away. */
export const removal: ProposedAddress = {
  address: '',
  evidence: { issued: undefined, list: undefined, isVerified: false },
  flaws: [],
  isUsable: false,
};

/**
 * Whose the address is, not whether a CRL is to be had there:
 * - `right`: the CRL at the address is the CA's own, or a certificate that it issued names the address
 * - `wrong`: the address is another CA's, for CRLs of the other kind or none of the web, or what is there is of no use and a better one
 *   is known
 * - `missing`: there is none
 * - `unknown`: nothing here tells whose address it is
 */
export type AddressVerdict = 'right' | 'wrong' | 'missing' | 'unknown';

export interface AddressAssessment {
  readonly kind: RevocationListKind;
  readonly current: string;
  readonly verdict: AddressVerdict;
  /** How it is known that the current address is right; of no use for other verdicts. */
  readonly evidence: Evidence;
  /** Of the CRL at the current address; empty where none was read. */
  readonly flaws: readonly RevocationFlaw[];
  /** Whether a CRL was read at the current address. */
  readonly isSeen: boolean;
  /** Whether certificates are here that the CA issued. */
  readonly isTold: boolean;
  /** Whether the CA has a delta address and no base: every sign-in fails (AADSTS500177). */
  readonly lacksBase: boolean;
  /** Whose CRL is served at the current address, where it is that of another CA that is known here. */
  readonly servedFor: Certificate | undefined;
  /** Whether the address stands in the CA's own certificate, so that it is its issuer's: what an upload fills in. */
  readonly isIssuers: boolean;
  readonly proposal: ProposedAddress | undefined;
  /**
   * Whether no sign-in fails by the proposal that goes through now: the current address is known to be of no use to Entra, or what is
   * proposed was seen, and nothing newer names another one.
   */
  readonly isSure: boolean;
  /** What speaks for another address, where that is not enough to call the current one wrong: nobody could look at that. */
  readonly doubt: ProposedAddress | undefined;
}

/**
 * What was read at which address (as `comparableAddress` has it): a CRL, `none` where there is none now, or `local` where Entra never gets
 * to. Addresses that only could not be reached from here are not in it.
 */
export type ReadLists = ReadonlyMap<string, RevocationList | 'none' | 'local'>;

/** An address for comparing: the same one may be written in several ways. */
export function comparableAddress(address: string): string {
  return URL.parse(address.trim())?.href ?? address.trim();
}

/** Whether an address is one of the web at all. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^/]/i.test(address);
}

/** Whether it is one that Entra fetches for sure. */
export function isHttpAddress(address: string): boolean {
  return /^http:\/\/[^/]/i.test(address);
}
