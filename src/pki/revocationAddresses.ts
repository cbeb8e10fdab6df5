import { type Certificate, firstHttpAddress } from './certificate.ts';
import { Chains } from './chains.ts';
import { comparableName } from './distinguishedName.ts';
import type { RevocationListKind } from './revocationFlaws.ts';

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
    const base = firstOf(telling, 'base');
    // A delta goes with its base: one that was named beside another address may be of an earlier one.
    const ofBase = telling.filter((one) =>
      [base, undefined].includes(firstHttpAddress(addressesNamedBy(one, 'base'))),
    );
    return { base, delta: firstOf(ofBase, 'delta') };
  });
}

/**
 * The certificates that tell where a CA publishes its CRLs: those that it issued under its name, the newest first, because an address
 * may have changed; then its own where it is a root. One whose signature is not the CA's tells nothing.
 */
export function tellingOf<T extends { readonly certificate: Certificate }>(
  chains: Chains<T>,
  member: T,
): readonly Certificate[] {
  const name = comparableName(member.certificate.subject);
  const issued = chains
    .mayHaveIssued(member)
    .filter(
      (one) =>
        comparableName(one.certificate.issuer) === name && chains.signatureBy(one, member) !== 'invalid',
    )
    .map(({ certificate }) => certificate)
    .toSorted((one, other) => other.notBefore.getTime() - one.notBefore.getTime());
  const isRoot = chains.isRoot(member) && chains.signatureBy(member, member) !== 'invalid';
  return isRoot ? [...issued, member.certificate] : issued;
}

/** Where a certificate says that the CRLs of its issuer are: of all reasons, and made by the issuer itself. */
export function addressesNamedBy(certificate: Certificate, kind: RevocationListKind): readonly string[] {
  const { crlDistributionPoints, freshestCrlDistributionPoints, limitedCrlAddresses } = certificate;
  const all = kind === 'base' ? crlDistributionPoints : freshestCrlDistributionPoints;
  return all.filter((address) => !limitedCrlAddresses.includes(address));
}

function firstOf(certificates: readonly Certificate[], kind: RevocationListKind): string {
  for (const certificate of certificates) {
    const address = firstHttpAddress(addressesNamedBy(certificate, kind));
    if (address !== undefined) {
      return address;
    }
  }
  return '';
}
