import { type Certificate, firstHttpAddress } from './certificate.ts';
import { Chains } from './chains.ts';

/** Where a CA publishes the CRLs that it issues itself; empty where nothing tells. */
export interface RevocationAddresses {
  readonly base: string;
  readonly delta: string;
}

/**
 * The addresses of the CRLs that each certificate's CA issues, as far as the certificates tell: they stand in the certificates
 * that it issued, not in its own (RFC 5280 §4.2.1.13). A root is its own issuer.
 * @returns one for each certificate, in the same order
 */
export function revocationAddressesOf(certificates: readonly Certificate[]): readonly RevocationAddresses[] {
  const members = certificates.map((certificate) => ({ certificate }));
  const chains = new Chains(members);
  return members.map((member) => {
    const telling = tellingOf(chains, member);
    const base = firstOf(telling, ({ crlDistributionPoints }) => crlDistributionPoints);
    // A delta goes with its base: one that was named beside another address may be of an earlier one.
    const ofBase = telling.filter(({ crlDistributionPoints }) =>
      [base, undefined].includes(firstHttpAddress(crlDistributionPoints)),
    );
    return {
      base,
      delta: firstOf(ofBase, ({ freshestCrlDistributionPoints }) => freshestCrlDistributionPoints),
    };
  });
}

/**
 * The certificates that tell where a CA publishes its CRLs: those that it issued, the newest first, because an address may have
 * changed; then its own where it is a root. One whose signature is not the CA's tells nothing.
 */
export function tellingOf<T extends { readonly certificate: Certificate }>(
  chains: Chains<T>,
  member: T,
): readonly Certificate[] {
  const issued = chains
    .mayHaveIssued(member)
    .filter((one) => chains.signatureBy(one, member) !== 'invalid')
    .map(({ certificate }) => certificate)
    .toSorted((one, other) => other.notBefore.getTime() - one.notBefore.getTime());
  return chains.isRoot(member) ? [...issued, member.certificate] : issued;
}

function firstOf(
  certificates: readonly Certificate[],
  addressesOf: (certificate: Certificate) => readonly string[],
): string {
  for (const certificate of certificates) {
    const address = firstHttpAddress(addressesOf(certificate));
    if (address !== undefined) {
      return address;
    }
  }
  return '';
}
