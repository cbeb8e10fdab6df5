import type { Certificate } from './certificate.ts';
import { isRootCertificate } from './chains.ts';
import { addressesNamedBy } from './revocationAddresses.ts';
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
import {
  type AddressAssessment,
  type AddressVerdict,
  type AssessedAuthority,
  comparableAddress,
  isHttpAddress,
  isWebAddress,
  type ProposedAddress,
  type ReadLists,
  removal,
} from './revocationVerdict.ts';

/**
 * How good an address is: 0 nothing is known of it, 1 a CRL of the CA is there that is of no use, 2 a certificate that the CA issued names
 * it, 3 a CRL of the CA is there that is of use.
 */
type Rank = 0 | 1 | 2 | 3;

interface Candidate extends ProposedAddress {
  readonly rank: Rank;
}

/** The CRLs that were read, seen from one authority. */
export interface Reading {
  readonly lists: ReadLists;
  /** Where CRLs of the authority's name are. */
  readonly ofName: readonly string[];
  readonly ownerOf: (list: RevocationList, kind: RevocationListKind) => Certificate | undefined;
}

/** Assesses one of the two addresses of one authority. */
export class Assessor {
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
