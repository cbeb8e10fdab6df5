import { type Certificate, readCertificate } from '../../src/pki/certificate.ts';
import { Chains, type Path } from '../../src/pki/chains.ts';
import { authorityLine, type Certified, type CertifyRequest, certify } from './signedCertificates.ts';

/** Certificates among which issuers are looked for; each has a label, as several may have one name. */

export interface Labelled {
  readonly label: string;
  readonly certificate: Certificate;
}

const keyIdentifiers = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid'] as const;

interface AuthorityRequest extends Omit<CertifyRequest, 'subject' | 'key'> {
  readonly subject?: string;
  /** Whose key it has, instead of a new one: a renewal, or a cross-certificate. */
  readonly keyOf?: Certified;
  /** Lines for key identifiers, instead of both by the book. */
  readonly identifiers?: readonly string[];
}

/** A certificate authority; its subject is its name where nothing is said. */
export async function authority(name: string, request: AuthorityRequest = {}): Promise<Certified> {
  const { keyOf, identifiers, ...rest } = request;
  return certify({
    subject: `/O=Test/CN=${name}`,
    extensions: [authorityLine, ...(identifiers ?? keyIdentifiers)],
    ...rest,
    ...(keyOf && { key: keyOf.key }),
  });
}

/** Members with labels, in the order of the record. */
export function labelled(certificates: Readonly<Record<string, Certified>>): Labelled[] {
  return Object.entries(certificates).map(([label, { der }]) => ({
    label,
    certificate: readCertificate(der),
  }));
}

const labelsOf = (members: readonly Labelled[]): string[] => members.map(({ label }) => label);

/** `leaf < issuer < root: how it ends` */
const wayOf = ({ members, end }: Path<Labelled>): string => `${labelsOf(members).join(' < ')}: ${end}`;

interface Labels {
  readonly chains: Chains<Labelled>;
  readonly issuersOf: (label: string) => string[];
  readonly issuedBy: (label: string) => string[];
  readonly pathOf: (label: string) => string;
  readonly pathsOf: (label: string) => string[];
}

/** Chains that are asked by label and answer with labels. */
export function chainsOf(certificates: Readonly<Record<string, Certified>>): Labels {
  return chainsAmong(labelled(certificates));
}

export function chainsAmong(members: readonly Labelled[]): Labels {
  const chains = new Chains(members);
  const memberAt = (label: string): Labelled => {
    const member = members.find((candidate) => candidate.label === label);
    if (!member) {
      throw new Error(`There is no ${label}.`);
    }
    return member;
  };
  return {
    chains,
    issuersOf: (label) => labelsOf(chains.issuersOf(memberAt(label))),
    issuedBy: (label) => labelsOf(chains.issuedBy(memberAt(label))),
    pathOf: (label) => wayOf(chains.pathOf(memberAt(label))),
    pathsOf: (label) => chains.pathsOf(memberAt(label)).map(wayOf),
  };
}
