import type { Certificate } from './certificate.ts';
import { Chains, caTypeOf } from './chains.ts';
import { comparableName } from './distinguishedName.ts';
import { tellingOf } from './revocationAddresses.ts';
import { Assessor } from './revocationAssessor.ts';
import {
  flawsOf,
  isForeign,
  isUnusable,
  type RevocationContext,
  type RevocationListKind,
} from './revocationFlaws.ts';
import type { RevocationList } from './revocationList.ts';
import {
  type AddressAssessment,
  type AssessedAuthority,
  comparableAddress,
  isWebAddress,
  type ReadLists,
  removal,
} from './revocationVerdict.ts';

export interface AuthorityAssessment<T extends AssessedAuthority> {
  readonly authority: T;
  readonly base: AddressAssessment;
  readonly delta: AddressAssessment;
  /** Undefined where the type is as the certificate has it. */
  readonly proposedType: 'root' | 'intermediate' | undefined;
  /** Whether a chain cannot end by it that is whole now: an issuer is among the authorities, or none is needed. */
  readonly isTypeSure: boolean;
}

/**
 * Holds the CRL address of each authority against the CRL that the CA issues: that is named by certificates that it issued, and
 * has its name, its key identifier and its signature. An upload fills in the address of the issuer's CRL instead.
 * @param others certificates that tell of addresses, such as those that the CAs issued to people
 */
export function assessRevocation<T extends AssessedAuthority>(
  authorities: readonly T[],
  others: readonly Certificate[],
  lists: ReadLists,
  context: RevocationContext,
): readonly AuthorityAssessment<T>[] {
  const members = [...authorities, ...others.map((certificate) => ({ certificate }))];
  const chains = new Chains<{ readonly certificate: Certificate }>(members, context.signatures);
  const byIssuer = Map.groupBy(
    [...lists].flatMap(([key, list]) => (typeof list === 'string' ? [] : [{ key, list }])),
    ({ list }) => comparableName(list.issuer),
  );
  const own = new Set<{ readonly certificate: Certificate }>(authorities);
  const bySubject = Map.groupBy(
    authorities.map(({ certificate }) => certificate),
    ({ subject }) => comparableName(subject),
  );
  const withSiblings = { ...context, siblings: siblingsAmong(lists, context) };
  return authorities.map((authority) => {
    const telling = tellingOf(chains, authority);
    const ofName = (byIssuer.get(comparableName(authority.certificate.subject)) ?? []).map(({ key }) => key);
    const ownerOf = (list: RevocationList, kind: RevocationListKind): Certificate | undefined =>
      bySubject
        .get(comparableName(list.issuer))
        ?.find((ca) => !isForeign(flawsOf(list, ca, kind, withSiblings)));
    const reading = { lists, ofName, ownerOf };
    const base = new Assessor(authority, 'base', telling, reading, withSiblings).assess();
    const mended = { ...authority, base: base.proposal?.address ?? authority.base };
    const delta = new Assessor(mended, 'delta', telling, reading, withSiblings).assess();
    const expected = provenTypeOf(authority.certificate, context);
    return {
      authority,
      ...(base.lacksBase ? withoutLoneDelta(base, delta) : { base, delta }),
      proposedType: expected === authority.type ? undefined : expected,
      isTypeSure: expected === 'root' || chains.issuersOf(authority).some((issuer) => own.has(issuer)),
    };
  });
}

/** A delta without a base is taken away, unless a base was seen with which sign-ins go through, and they do with the delta, too. */
function withoutLoneDelta(
  base: AddressAssessment,
  delta: AddressAssessment,
): { readonly base: AddressAssessment; readonly delta: AddressAssessment } {
  const { proposal } = base;
  const isBaseOfUse = proposal?.evidence.list !== undefined && !isUnusable(proposal.flaws);
  const removed = { ...delta, lacksBase: true, verdict: 'wrong' as const, proposal: removal };
  return {
    base: isBaseOfUse ? base : { ...base, proposal: undefined },
    delta: isBaseOfUse && !isUnusable(delta.flaws) ? delta : removed,
  };
}

/** The type that identifiers and signature of a certificate agree on; undefined where they do not. */
function provenTypeOf(
  certificate: Certificate,
  { signatures }: RevocationContext,
): 'root' | 'intermediate' | undefined {
  const type = caTypeOf(certificate);
  const isOfItsName = comparableName(certificate.issuer) === comparableName(certificate.subject);
  const bySelf = isOfItsName ? signatures.check(certificate.der, certificate.der) : 'invalid';
  const isContradicted = type === 'root' ? bySelf === 'invalid' : bySelf === 'valid';
  return isContradicted ? undefined : type;
}

/**
 * Whole CRLs of one CA of which none is issued where another one is. Each may be a partition, or one of them is on the way out: nothing
 * in them tells.
 */
function siblingsAmong(lists: ReadLists, { now }: RevocationContext): ReadonlySet<RevocationList> {
  const whole = [...lists.values()]
    .filter((list) => typeof list !== 'string')
    .filter(
      ({ isPartial, deltaOf, issuedAt, nextUpdate }) =>
        !isPartial && deltaOf === undefined && issuedAt.length > 0 && !(nextUpdate && nextUpdate <= now),
    );
  const byIssuer = Map.groupBy(
    whole,
    ({ issuer, authorityKeyIdentifier = '' }) => `${comparableName(issuer)} ${authorityKeyIdentifier}`,
  );
  return new Set(
    [...byIssuer.values()].flatMap((ofOne) =>
      ofOne.filter((list) =>
        ofOne.some((other) => other.issuedAt.every((address) => !list.issuedAt.includes(address))),
      ),
    ),
  );
}

/** Every address at which a CRL may be that tells something about the authorities, each once. */
export function addressesToRead(
  authorities: readonly AssessedAuthority[],
  others: readonly Certificate[],
): readonly string[] {
  const certificates = [...authorities.map(({ certificate }) => certificate), ...others];
  const all = [
    ...authorities.flatMap(({ base, delta }) => [base, delta]),
    ...certificates.flatMap((one) => one.crlDistributionPoints),
    ...certificates.flatMap((one) => one.freshestCrlDistributionPoints),
  ].filter(isWebAddress);
  const first = new Map<string, string>();
  for (const address of all) {
    const key = comparableAddress(address);
    first.set(key, first.get(key) ?? address);
  }
  return [...first.values()];
}
