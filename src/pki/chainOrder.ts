import { type Certificate, isSelfIssued } from './certificate.ts';
import { formatDistinguishedName } from './distinguishedName.ts';

/**
 * Certificates in the order of their chains: roots first, then what they issued, and so on; those of one level keep their order.
 * An issuer is found by its key identifier, as Entra does, and by its name where there is none.
 */
export function inChainOrder<T extends { readonly certificate: Certificate }>(members: readonly T[]): T[] {
  const byKey = new Map<string, T>();
  const byName = new Map<string, T>();
  for (const member of members) {
    const { subjectKeyIdentifier, subject } = member.certificate;
    if (subjectKeyIdentifier !== undefined && !byKey.has(subjectKeyIdentifier)) {
      byKey.set(subjectKeyIdentifier, member);
    }
    const name = formatDistinguishedName(subject);
    if (!byName.has(name)) {
      byName.set(name, member);
    }
  }
  const issuerOf = ({ certificate }: T): T | undefined =>
    certificate.authorityKeyIdentifier === undefined
      ? byName.get(formatDistinguishedName(certificate.issuer))
      : byKey.get(certificate.authorityKeyIdentifier);
  const depths = new Map(members.map((member) => [member, depthOf(member, issuerOf)]));
  return members.toSorted((one, other) => (depths.get(one) ?? 0) - (depths.get(other) ?? 0));
}

/** How many issuers stand above; a circle ends where it closes. */
function depthOf<T extends { readonly certificate: Certificate }>(
  member: T,
  issuerOf: (member: T) => T | undefined,
): number {
  const seen = new Set<T>();
  let current: T | undefined = member;
  while (current && !seen.has(current) && !isSelfIssued(current.certificate)) {
    seen.add(current);
    current = issuerOf(current);
  }
  // An issuer that is not there counts as well: its place is above.
  return seen.size;
}
