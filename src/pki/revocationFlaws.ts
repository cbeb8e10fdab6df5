import type { Certificate } from './certificate.ts';
import { comparableName } from './distinguishedName.ts';
import type { RevocationLimits } from './revocationLimits.ts';
import type { RevocationList } from './revocationList.ts';
import type { SignatureChecker } from './signature.ts';

/**
 * What is wrong with a CRL as that of a CA:
 * - `otherIssuer`, `otherKey`, `wrongSignature`: it is another CA's, by name, by key identifier (AADSTS2205015), by signature
 * - `text`: it is served as PEM or base64, and Entra reads DER only (AADSTS2205011)
 * - `notYetValid`, `expired`: its time has not come, or is over (AADSTS500172)
 * - `delta`, `base`: it is a delta CRL where a base is wanted (AADSTS500177), or the other way round
 * - `partial`: it speaks of some certificates or reasons only (AADSTS500178)
 * - `maybePartial`: CRLs of the same CA are issued at other addresses, too, so it may speak of some certificates only
 * - `laterBase`: it is a delta of a later base than the one that is served
 * - `tooLarge`: larger than Entra ever fetches; `largeForSignIn`: larger than it fetches during a sign-in (AADSTS2205014)
 * - `unverified`: the cryptography of this computer does not know the algorithm of its signature
 * - `maybeInternal`: its host leads into a local network from here, and perhaps elsewhere from the Internet
 * - `endless`: it does not say when the next one comes
 */
export type RevocationFlaw =
  | 'otherIssuer'
  | 'otherKey'
  | 'wrongSignature'
  | 'text'
  | 'notYetValid'
  | 'expired'
  | 'delta'
  | 'base'
  | 'partial'
  | 'maybePartial'
  | 'laterBase'
  | 'tooLarge'
  | 'largeForSignIn'
  | 'unverified'
  | 'maybeInternal'
  | 'endless';

export type RevocationListKind = 'base' | 'delta';

export interface RevocationContext {
  readonly now: Date;
  readonly limits: RevocationLimits;
  readonly signatures: SignatureChecker;
  /** CRLs that may be partitions, because others of the same CA are issued at other addresses. */
  readonly siblings?: ReadonlySet<RevocationList>;
  /** CRLs that came from hosts in a local network. */
  readonly internal?: ReadonlySet<RevocationList>;
}

const foreign: ReadonlySet<RevocationFlaw> = new Set(['otherIssuer', 'otherKey', 'wrongSignature']);
const harmless: ReadonlySet<RevocationFlaw> = new Set(['unverified']);
const tolerable: ReadonlySet<RevocationFlaw> = new Set([
  ...harmless,
  'endless',
  'largeForSignIn',
  'maybeInternal',
  'maybePartial',
  'laterBase',
]);

/** What is wrong with a CRL as that of a CA, the worst first. Whose it is is decided by name, key identifier and signature. */
export function flawsOf(
  list: RevocationList,
  authority: Certificate,
  kind: RevocationListKind,
  { now, limits, signatures, siblings, internal }: RevocationContext,
): readonly RevocationFlaw[] {
  const foreignFlaw = foreignFlawOf(list, authority, signatures);
  if (foreignFlaw && foreign.has(foreignFlaw)) {
    return [foreignFlaw];
  }
  const size = list.der.length;
  return [
    ...(list.form === 'text' ? ['text' as const] : []),
    ...(kind === 'base' && list.deltaOf !== undefined ? ['delta' as const] : []),
    ...(kind === 'delta' && list.deltaOf === undefined ? ['base' as const] : []),
    ...(list.isPartial ? ['partial' as const] : siblings?.has(list) ? ['maybePartial' as const] : []),
    ...(list.thisUpdate > now ? ['notYetValid' as const] : []),
    ...(list.nextUpdate && list.nextUpdate <= now ? ['expired' as const] : []),
    ...(size > limits.inBackground ? ['tooLarge' as const] : []),
    ...(size > limits.duringSignIn && size <= limits.inBackground ? ['largeForSignIn' as const] : []),
    ...(foreignFlaw ? [foreignFlaw] : []),
    ...(internal?.has(list) ? ['maybeInternal' as const] : []),
    ...(list.nextUpdate ? [] : ['endless' as const]),
  ];
}

function foreignFlawOf(
  list: RevocationList,
  authority: Certificate,
  signatures: SignatureChecker,
): RevocationFlaw | undefined {
  if (comparableName(list.issuer) !== comparableName(authority.subject)) {
    return 'otherIssuer';
  }
  const { authorityKeyIdentifier } = list;
  const { subjectKeyIdentifier } = authority;
  if (authorityKeyIdentifier && subjectKeyIdentifier && authorityKeyIdentifier !== subjectKeyIdentifier) {
    return 'otherKey';
  }
  switch (signatures.checkSigned(list.fields, authority.der)) {
    case 'valid':
      return undefined;
    case 'invalid':
      return 'wrongSignature';
    case 'unverifiable':
      return 'unverified';
  }
}

/** Whether the CRL is the CA's own at all. */
export function isForeign(flaws: readonly RevocationFlaw[]): boolean {
  return flaws.some((flaw) => foreign.has(flaw));
}

/** Whether no sign-in meets an error over any of the flaws, not even the first one. */
export function areHarmless(flaws: readonly RevocationFlaw[]): boolean {
  return flaws.every((flaw) => harmless.has(flaw));
}

/** Whether a sign-in fails over one of the flaws. */
export function isUnusable(flaws: readonly RevocationFlaw[]): boolean {
  return flaws.some((flaw) => !tolerable.has(flaw));
}
