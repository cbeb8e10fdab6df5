import type { Certificate } from './certificate.ts';
import { Chains, caTypeOf, isRootCertificate } from './chains.ts';
import { comparableName } from './distinguishedName.ts';
import { addressesNamedBy, tellingOf } from './revocationAddresses.ts';
import {
  areHarmless,
  flawsOf,
  isForeign,
  isUnusable,
  type RevocationContext,
  type RevocationFlaw,
  type RevocationListKind,
} from './revocationFlaws.ts';
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

const removal: ProposedAddress = {
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
 * What was read at which address (as `comparableAddress` has it): a CRL, `none` where there is none now, or `local` where Entra never gets
 * to. Addresses that only could not be reached from here are not in it.
 */
export type ReadLists = ReadonlyMap<string, RevocationList | 'none' | 'local'>;

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

/** An address for comparing: the same one may be written in several ways. */
export function comparableAddress(address: string): string {
  return URL.parse(address.trim())?.href ?? address.trim();
}

/** Whether an address is one of the web at all. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^/]/i.test(address);
}

/** Whether it is one that Entra fetches for sure. */
function isHttpAddress(address: string): boolean {
  return /^http:\/\/[^/]/i.test(address);
}

/**
 * How good an address is: 0 nothing is known of it, 1 a CRL of the CA is there that is of no use, 2 a certificate that the CA issued names
 * it, 3 a CRL of the CA is there that is of use.
 */
type Rank = 0 | 1 | 2 | 3;

interface Candidate extends ProposedAddress {
  readonly rank: Rank;
}

/** The CRLs that were read, seen from one authority. */
interface Reading {
  readonly lists: ReadLists;
  /** Where CRLs of the authority's name are. */
  readonly ofName: readonly string[];
  readonly ownerOf: (list: RevocationList, kind: RevocationListKind) => Certificate | undefined;
}

/** Assesses one of the two addresses of one authority. */
class Assessor {
  readonly #certificate: Certificate;
  readonly #kind: RevocationListKind;
  readonly #current: string;
  readonly #base: string;
  readonly #lacksBase: boolean;
  readonly #isTold: boolean;
  /** By comparable address, the certificate that names it, in the order in which they are to be believed. */
  readonly #named: ReadonlyMap<string, { readonly address: string; readonly issued: Certificate }>;
  readonly #reading: Reading;
  readonly #context: RevocationContext;

  constructor(
    { certificate, base, delta }: AssessedAuthority,
    kind: RevocationListKind,
    telling: readonly Certificate[],
    reading: Reading,
    context: RevocationContext,
  ) {
    this.#certificate = certificate;
    this.#kind = kind;
    this.#current = kind === 'base' ? base : delta;
    this.#base = base;
    this.#lacksBase = base === '' && delta !== '';
    this.#isTold = telling.length > 0;
    this.#reading = reading;
    this.#context = context;
    const named = new Map<string, { readonly address: string; readonly issued: Certificate }>();
    for (const issued of telling) {
      for (const address of addressesNamedBy(issued, kind).filter(isHttpAddress)) {
        const key = comparableAddress(address);
        named.set(key, named.get(key) ?? { address, issued });
      }
    }
    this.#named = named;
  }

  assess(): AddressAssessment {
    const key = comparableAddress(this.#current);
    const list = this.#listAt(this.#current);
    const current = this.#candidate(this.#current, key);
    const flaws = this.#flawsOf(list);
    const best = this.#best();
    const isOther = best !== undefined && comparableAddress(best.address) !== key;
    const isIssuers = this.#isIssuers(key) && !(list && !isMisplaced(flaws));
    const isBetter = isOther && this.#isReplacedBy(best, current, isIssuers || this.#isDecided(key, current));
    const verdict = this.#verdict(current.rank, isMisplaced(flaws), isBetter, isIssuers);
    // By http it would be sure to be fetched.
    const isSurer = isOther && best.rank === 3 && !isHttpAddress(this.#current);
    return {
      kind: this.#kind,
      current: this.#current,
      verdict,
      evidence: current.evidence,
      flaws,
      isSeen: list !== undefined,
      isTold: this.#isTold,
      lacksBase: this.#lacksBase,
      servedFor: list && isForeign(flaws) ? this.#reading.ownerOf(list, this.#kind) : undefined,
      isIssuers,
      proposal: verdict === 'wrong' || verdict === 'missing' ? this.#proposal(best, verdict) : undefined,
      isSure: this.#isSure(current, best, isMisplaced(flaws) || isIssuers),
      doubt:
        (verdict === 'unknown' || verdict === 'right') && isOther && (best.rank > current.rank || isSurer)
          ? best
          : undefined,
    };
  }

  /**
   * Whether the address gives way to another one: to a CRL of use, or where nothing at all speaks for it. What nobody could look at from
   * here and now does not, whatever speaks for another one.
   */
  #isReplacedBy(best: Candidate, current: Candidate, isDecided: boolean): boolean {
    return (
      isDecided &&
      best.rank > current.rank &&
      (best.rank === 3 ||
        (current.rank === 0 &&
          best.rank === 2 &&
          this.#reading.lists.get(comparableAddress(best.address)) !== 'none'))
    );
  }

  #isSure(current: Candidate, best: Candidate | undefined, isAnothers: boolean): boolean {
    const isUseless = isAnothers || (current.evidence.list !== undefined && isUnusable(current.flaws));
    if (this.#current !== '' && (isUseless || !isWebAddress(this.#current))) {
      return true;
    }
    return current.rank === 0 && best?.isUsable === true && !this.#isOutdated(best);
  }

  /** Whether newer certificates name another address, at which no CRL was seen. */
  #isOutdated({ address }: Candidate): boolean {
    const named = [...this.#named.keys()];
    const place = named.indexOf(comparableAddress(address));
    return named
      .slice(0, place === -1 ? named.length : place)
      .some((key) => this.#listAt(key) === undefined && this.#reading.lists.get(key) !== 'local');
  }

  /** Whether it is known what is at the current address: no CRL at all, or one of which it is known whose it is. */
  #isDecided(key: string, { evidence }: Candidate): boolean {
    const read = this.#reading.lists.get(key);
    return (
      read !== undefined &&
      (typeof read === 'string' || evidence.list !== undefined || isMisplaced(this.#flawsOf(read)))
    );
  }

  #verdict(rank: Rank, isElsewhere: boolean, isBetter: boolean, isIssuers: boolean): AddressVerdict {
    if (this.#current === '') {
      return 'missing';
    }
    if (isElsewhere || isBetter || !isWebAddress(this.#current)) {
      return 'wrong';
    }
    if (rank > 0) {
      return 'right';
    }
    return isIssuers ? 'wrong' : 'unknown';
  }

  /**
   * A delta address is not needed, so only one with a delta CRL of use is proposed. A wrong one that nothing can take the place of is
   * taken away: a sign-in fails over it, and not without it.
   */
  #proposal(best: Candidate | undefined, verdict: AddressVerdict): ProposedAddress | undefined {
    if (best) {
      const { address, evidence, flaws, isUsable } = best;
      return { address, evidence, flaws, isUsable };
    }
    return this.#kind === 'delta' && verdict === 'wrong' ? removal : undefined;
  }

  #best(): Candidate | undefined {
    const named = [...this.#named].map(([key, { address }]) => this.#candidate(address, key));
    // What nobody named, but where a CRL that is the CA's own was found.
    const found = this.#reading.ofName
      .filter((key) => !this.#named.has(key) && isHttpAddress(key))
      .map((key) => this.#candidate(key, key));
    return [...named, ...found]
      .filter((each) => each.rank > 0 && this.#isOfUse(each) && (this.#kind === 'base' || each.isUsable))
      .reduce<Candidate | undefined>(
        (best, each) => (best && worthOf(best) >= worthOf(each) ? best : each),
        undefined,
      );
  }

  #candidate(address: string, key: string): Candidate {
    const issued = this.#named.get(key)?.issued;
    const list = this.#listAt(address);
    const flaws = this.#flawsOf(list);
    const isVerified = !flaws.includes('unverified');
    if (list && !isMisplaced(flaws) && (isVerified || this.#hasKeyOf(list))) {
      const evidence = { issued, list, isVerified };
      const rank = isUnusable(flaws) ? (issued ? 2 : 1) : 3;
      return { address, rank, evidence, flaws, isUsable: areHarmless(flaws) };
    }
    // A certificate that names an address is not believed where another CA's CRL is served, or where Entra never gets to.
    const isRefuted = (list && isMisplaced(flaws)) || this.#reading.lists.get(key) === 'local';
    const rank = issued && !isRefuted ? 2 : 0;
    return {
      address,
      rank,
      evidence: { issued, list: undefined, isVerified: false },
      flaws: [],
      isUsable: false,
    };
  }

  #flawsOf(list: RevocationList | undefined): readonly RevocationFlaw[] {
    if (!list) {
      return [];
    }
    const flaws = flawsOf(list, this.#certificate, this.#kind, this.#context);
    return this.#kind === 'delta' && isLater(list.deltaOf, this.#baseNumber())
      ? [...flaws, 'laterBase']
      : flaws;
  }

  /** The number of the CA's own CRL that goes with a delta. */
  #baseNumber(): string | undefined {
    const base = this.#listAt(this.#base);
    return base && !isForeign(flawsOf(base, this.#certificate, 'base', this.#context))
      ? base.number
      : undefined;
  }

  /** An address that is worse than none or than a wrong one is not proposed, whoever names it. */
  #isOfUse({ address }: Candidate): boolean {
    const read = this.#reading.lists.get(comparableAddress(address));
    return read !== 'local' && (read !== 'none' || this.#current !== '');
  }

  #listAt(address: string): RevocationList | undefined {
    const read = address === '' ? undefined : this.#reading.lists.get(comparableAddress(address));
    return typeof read === 'string' ? undefined : read;
  }

  /** A name alone proves nothing. */
  #hasKeyOf({ authorityKeyIdentifier }: RevocationList): boolean {
    return (
      authorityKeyIdentifier !== undefined &&
      authorityKeyIdentifier === this.#certificate.subjectKeyIdentifier
    );
  }

  #isIssuers(key: string): boolean {
    const { crlDistributionPoints, freshestCrlDistributionPoints } = this.#certificate;
    const own = this.#kind === 'base' ? crlDistributionPoints : freshestCrlDistributionPoints;
    return (
      this.#current !== '' &&
      !isRootCertificate(this.#certificate) &&
      own.some((address) => comparableAddress(address) === key)
    );
  }
}

/** Of two that are as well known, the one of use to all sign-ins is better. */
const worthOf = ({ rank, isUsable }: Candidate): number => rank + (isUsable ? 0.5 : 0);

/** Whether a CRL has no place at this address of the authority: it is another CA's, or of the other kind. */
function isMisplaced(flaws: readonly RevocationFlaw[]): boolean {
  return isForeign(flaws) || flaws.includes('delta') || flaws.includes('base');
}

/** Whether a delta is of a later base, by their numbers in hex: the two cannot be combined (RFC 5280 §5.2.4). */
function isLater(deltaOf: string | undefined, base: string | undefined): boolean {
  const isNumber = (text: string | undefined): text is string => /^[\da-f]+$/i.test(text ?? '');
  return isNumber(deltaOf) && isNumber(base) && BigInt(`0x${deltaOf}`) > BigInt(`0x${base}`);
}
