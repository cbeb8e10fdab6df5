import { type Certificate, isSelfIssued } from './certificate.ts';
import { comparableName } from './distinguishedName.ts';
import { SignatureChecker, type SignatureOutcome } from './signature.ts';

/** A way from a certificate upwards. */
export interface Path<T> {
  /** From the certificate itself to the last one that was found. */
  readonly members: readonly T[];
  /** `missing`: the last one's issuer is not there; `loop`: it was met before. */
  readonly end: 'root' | 'missing' | 'loop';
}

/** Most steps that are taken to find the ways from one certificate: cross-certificates in a mesh have endlessly many. */
const maximumSteps = 2000;
const maximumPaths = 32;

/** Most certificates of one name or key that are looked at as the issuer of another. */
const maximumCandidates = 16;

/** What is worked out once for each certificate. */
interface Names {
  readonly subject: string;
  readonly issuer: string;
  readonly isRoot: boolean;
}

/**
 * Who issued whom among some certificates. An issuer is found by its key identifier, as Entra does, and by its name where there
 * is none (RFC 4158 §3.5); cross-certificates give several. Signatures are verified when they are asked for.
 */
export class Chains<T extends { readonly certificate: Certificate }> {
  readonly members: readonly T[];
  readonly #names: ReadonlyMap<T, Names>;
  readonly #byKey: ReadonlyMap<string | undefined, readonly T[]>;
  readonly #byName: ReadonlyMap<string, readonly T[]>;
  readonly #issuers = new Map<T, readonly T[]>();
  readonly #signatures: SignatureChecker;
  #issued: ReadonlyMap<T, readonly T[]> | undefined;
  #mayHaveIssued: Map<T, T[]> | undefined;

  constructor(members: readonly T[], signatures = new SignatureChecker()) {
    this.members = members;
    this.#signatures = signatures;
    this.#names = new Map(members.map((member) => [member, namesOf(member.certificate)]));
    // A certificate without an identifier is not found by an empty one.
    this.#byKey = Map.groupBy(members, ({ certificate }) => certificate.subjectKeyIdentifier || undefined);
    this.#byName = Map.groupBy(members, (member) => this.#namesOf(member).subject);
  }

  /** The certificates that may have issued this one, likeliest first; none for a root, and where the issuer is not there. */
  issuersOf(member: T): readonly T[] {
    const known = this.#issuers.get(member);
    if (known) {
      return known;
    }
    const found = this.isRoot(member) ? [] : this.#likeliestFirst(member);
    this.#issuers.set(member, found);
    return found;
  }

  isRoot(member: T): boolean {
    return this.#namesOf(member).isRoot;
  }

  /** What a certificate issued among the others, by its likeliest issuer. */
  issuedBy(member: T): readonly T[] {
    this.#issued ??= Map.groupBy(
      this.members.filter((issued) => this.issuersOf(issued).length > 0),
      (issued) => this.issuersOf(issued)[0] ?? issued,
    );
    return this.#issued.get(member) ?? [];
  }

  /** What a certificate may have issued among the others: also where another certificate of the same key is likelier. */
  mayHaveIssued(member: T): readonly T[] {
    if (!this.#mayHaveIssued) {
      this.#mayHaveIssued = new Map<T, T[]>();
      for (const issued of this.members) {
        for (const issuer of this.issuersOf(issued)) {
          const known = this.#mayHaveIssued.get(issuer);
          if (known) {
            known.push(issued);
          } else {
            this.#mayHaveIssued.set(issuer, [issued]);
          }
        }
      }
    }
    return this.#mayHaveIssued.get(member) ?? [];
  }

  /** Whether the issuer's key signed the certificate. */
  signatureBy(member: T, issuer: T): SignatureOutcome {
    return this.#signatures.check(member.certificate.der, issuer.certificate.der);
  }

  /** The way upwards by the likeliest issuers; where those run in a circle, one that ends, if there is one. */
  pathOf(member: T): Path<T> {
    const path = this.#straightPathOf(member);
    return path.end === 'loop' ? (this.pathsOf(member)[0] ?? path) : path;
  }

  #straightPathOf(member: T): Path<T> {
    const members = new Set([member]);
    for (let current = member; ; ) {
      const [issuer] = this.issuersOf(current);
      if (!issuer) {
        return { members: [...members], end: this.isRoot(current) ? 'root' : 'missing' };
      }
      if (members.has(issuer)) {
        return { members: [...members], end: 'loop' };
      }
      members.add(issuer);
      current = issuer;
    }
  }

  /** All ways upwards, up to a bound; those that end at a root come first. */
  pathsOf(member: T): readonly Path<T>[] {
    const paths: Path<T>[] = [];
    const open: T[][] = [[member]];
    for (let step = 0; step < maximumSteps && paths.length < maximumPaths; step += 1) {
      const members = open.pop();
      const last = members?.at(-1);
      if (!members || !last) {
        break;
      }
      const issuers = this.issuersOf(last);
      if (issuers.length === 0) {
        paths.push({ members, end: this.isRoot(last) ? 'root' : 'missing' });
      }
      for (const issuer of issuers.toReversed()) {
        if (members.includes(issuer)) {
          paths.push({ members, end: 'loop' });
        } else {
          open.push([...members, issuer]);
        }
      }
    }
    return paths.toSorted((one, other) => Number(other.end === 'root') - Number(one.end === 'root'));
  }

  #namesOf(member: T): Names {
    return this.#names.get(member) ?? namesOf(member.certificate);
  }

  #likeliestFirst(member: T): readonly T[] {
    const candidates = this.#candidatesFor(member);
    if (candidates.length < 2) {
      return candidates;
    }
    const { issuer: name } = this.#namesOf(member);
    const score = (issuer: T): number =>
      (this.signatureBy(member, issuer) === 'invalid' ? 0 : 4) +
      (this.#namesOf(issuer).subject === name ? 2 : 0) +
      (this.isRoot(issuer) ? 1 : 0);
    return candidates
      .map((issuer) => ({ issuer, score: score(issuer) }))
      .toSorted((one, other) => other.score - one.score)
      .map(({ issuer }) => issuer);
  }

  #candidatesFor(member: T): readonly T[] {
    const { der, authorityKeyIdentifier } = member.certificate;
    const { issuer } = this.#namesOf(member);
    const firstOf = (found: readonly T[], isWanted: (candidate: T) => boolean = () => true): readonly T[] =>
      found
        .values()
        .filter((candidate) => candidate.certificate.der !== der && isWanted(candidate))
        .take(maximumCandidates)
        .toArray();
    const named = this.#byName.get(issuer) ?? [];
    if (!authorityKeyIdentifier) {
      return firstOf(named);
    }
    const byKey = firstOf(this.#byKey.get(authorityKeyIdentifier) ?? []);
    return byKey.length > 0
      ? byKey
      : firstOf(named, ({ certificate }) => certificate.subjectKeyIdentifier === undefined);
  }
}

function namesOf(certificate: Certificate): Names {
  return {
    subject: comparableName(certificate.subject),
    issuer: comparableName(certificate.issuer),
    isRoot: isRootCertificate(certificate),
  };
}

/** What kind of CA a certificate is of. */
export function caTypeOf(certificate: Certificate): 'root' | 'intermediate' {
  return isRootCertificate(certificate) ? 'root' : 'intermediate';
}

/** Whether issuer and subject are the same, by name and by key: a new key that the old one certified is no root. */
export function isRootCertificate(certificate: Certificate): boolean {
  const { authorityKeyIdentifier, subjectKeyIdentifier } = certificate;
  return (
    isSelfIssued(certificate) &&
    (authorityKeyIdentifier === undefined ||
      subjectKeyIdentifier === undefined ||
      authorityKeyIdentifier === subjectKeyIdentifier)
  );
}

/** Certificates in the order of their chains: roots first, then what they issued, and so on; those of one level keep their order. */
export function inChainOrder<T extends { readonly certificate: Certificate }>(members: readonly T[]): T[] {
  const depths = depthsOf(new Chains(members));
  return members.toSorted((one, other) => (depths.get(one) ?? 0) - (depths.get(other) ?? 0));
}

/** How many issuers stand above each; one that is not there counts as well, and a circle ends where it closes. */
function depthsOf<T extends { readonly certificate: Certificate }>(
  chains: Chains<T>,
): ReadonlyMap<T, number> {
  const depths = new Map<T, number>();
  for (const member of chains.members) {
    const path = new Set<T>();
    let top: T | undefined = member;
    while (top && !depths.has(top) && !path.has(top)) {
      path.add(top);
      top = chains.issuersOf(top)[0];
    }
    const last = [...path].at(-1);
    const isMissing = top === undefined && last !== undefined && !chains.isRoot(last);
    let depth = top === undefined ? (isMissing ? 1 : 0) : (depths.get(top) ?? -1) + 1;
    for (const each of [...path].toReversed()) {
      depths.set(each, depth);
      depth += 1;
    }
  }
  return depths;
}
