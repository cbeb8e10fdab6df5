import { type Certificate, firstHttpAddress, isSelfIssued } from './certificate.ts';
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
    const issued = chains.issuedBy(member).map(({ certificate }) => certificate);
    const telling = isSelfIssued(member.certificate) ? [...issued, member.certificate] : issued;
    return {
      base: firstOf(telling, ({ crlDistributionPoints }) => crlDistributionPoints),
      delta: firstOf(telling, ({ freshestCrlDistributionPoints }) => freshestCrlDistributionPoints),
    };
  });
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
