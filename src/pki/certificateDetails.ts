import { type Asn1Element, type Asn1Reader, isContext, isUniversal, universal } from './asn1Reader.ts';
import { decodeBits, decodeObjectIdentifier, decodeString, decodeUnsigned32, toHex } from './asn1Values.ts';
import { type CertificateFields, findCertificateFields, unwrapExtension } from './certificateFields.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './generalName.ts';
import { oids } from './objectIdentifiers.ts';
import { type PublicKey, readPublicKey } from './publicKey.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './signatureAlgorithm.ts';

/** Bits of the key usage extension, in the order of RFC 5280 §4.2.1.3. */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** Extensions that are read, here or with the certificate itself. */
const readExtensions: ReadonlySet<string> = new Set([
  oids.subjectKeyIdentifier,
  oids.keyUsage,
  oids.basicConstraints,
  oids.cRLDistributionPoints,
  oids.authorityKeyIdentifier,
  oids.freshestCRL,
  oids.subjectAltName,
  oids.nameConstraints,
  oids.certificatePolicies,
  oids.policyMappings,
  oids.extendedKeyUsage,
  oids.authorityInfoAccess,
  oids.microsoftCaVersion,
  oids.microsoftTemplateName,
  oids.microsoftTemplate,
]);

/** What an expert asks of a CA certificate beyond what the trust store needs (RFC 5280). */
export interface CertificateDetails {
  readonly publicKey: PublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** Undefined where the certificate has no such extension: then every use is allowed. */
  readonly keyUsage: readonly KeyUsage[] | undefined;
  /** Object identifiers; empty where the certificate does not limit it. */
  readonly extendedKeyUsage: readonly string[];
  /** Object identifiers of the policies. */
  readonly policies: readonly string[];
  readonly policyMappings: readonly { readonly issuer: string; readonly subject: string }[];
  readonly nameConstraints:
    | { readonly permitted: readonly GeneralName[]; readonly excluded: readonly GeneralName[] }
    | undefined;
  readonly authorityInformation: { readonly ocsp: readonly string[]; readonly issuers: readonly string[] };
  readonly subjectAlternativeNames: readonly GeneralName[];
  /** Of a Microsoft CA: `certificate index.key index`, template by name, and template by object identifier and version. */
  readonly microsoft: {
    readonly caVersion: string | undefined;
    readonly templateName: string | undefined;
    readonly template: { readonly oid: string; readonly version: string } | undefined;
  };
  /** Extensions that nobody here looks into, value in hex. */
  readonly unknownExtensions: readonly {
    readonly oid: string;
    readonly critical: boolean;
    readonly value: string;
  }[];
}

/**
 * Reads the details of a certificate. Apart from `readCertificate`, because nobody needs them of all certificates at once.
 * @throws {Asn1Error} where an extension is malformed
 */
export function readCertificateDetails(der: Uint8Array): CertificateDetails {
  const fields = findCertificateFields(der);
  const { reader, extensions } = fields;
  const valueOf = (oid: string): Asn1Element | undefined => {
    const extension = extensions.get(oid);
    return extension && unwrapExtension(reader, extension);
  };
  const alternativeNames = valueOf(oids.subjectAltName);
  return {
    publicKey: readPublicKey(reader, fields.publicKey),
    signatureAlgorithm: readSignatureAlgorithm(reader, fields.signatureAlgorithm),
    keyUsage: readKeyUsage(reader, valueOf(oids.keyUsage)),
    extendedKeyUsage: membersOf(reader, valueOf(oids.extendedKeyUsage)).map((use) => oidIn(reader, use)),
    policies: membersOf(reader, valueOf(oids.certificatePolicies)).map((policy) =>
      oidIn(reader, reader.sequence(policy, 'A certificate policy')[0]),
    ),
    policyMappings: membersOf(reader, valueOf(oids.policyMappings)).map((mapping) => {
      const [issuer, subject] = reader.sequence(mapping, 'A policy mapping');
      return { issuer: oidIn(reader, issuer), subject: oidIn(reader, subject) };
    }),
    nameConstraints: readNameConstraints(reader, valueOf(oids.nameConstraints)),
    authorityInformation: readAuthorityInformation(reader, valueOf(oids.authorityInfoAccess)),
    subjectAlternativeNames: alternativeNames ? readGeneralNames(reader, alternativeNames) : [],
    microsoft: readMicrosoft(reader, valueOf),
    unknownExtensions: readUnknown(fields),
  };
}

function membersOf(reader: Asn1Reader, list: Asn1Element | undefined): Asn1Element[] {
  return list ? reader.sequence(list, 'The list in an extension') : [];
}

function oidIn(reader: Asn1Reader, element: Asn1Element | undefined): string {
  return element ? decodeObjectIdentifier(reader.content(element)) : '';
}

function readKeyUsage(reader: Asn1Reader, value: Asn1Element | undefined): KeyUsage[] | undefined {
  const octets = value && decodeBits(reader.content(value));
  return octets && keyUsages.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

// NameConstraints ::= SEQUENCE { permittedSubtrees [0], excludedSubtrees [1] }, each of SEQUENCE { base GeneralName, … }
function readNameConstraints(
  reader: Asn1Reader,
  value: Asn1Element | undefined,
): CertificateDetails['nameConstraints'] {
  if (!value) {
    return undefined;
  }
  const fields = reader.sequence(value, 'The name constraints');
  const subtrees = (tag: number): GeneralName[] =>
    fields
      .filter((field) => isContext(field, tag))
      .flatMap((field) => reader.children(field))
      .flatMap((subtree) => reader.sequence(subtree, 'A name constraint').slice(0, 1))
      .map((base) => readGeneralName(reader, base));
  return { permitted: subtrees(0), excluded: subtrees(1) };
}

// AuthorityInfoAccessSyntax ::= SEQUENCE OF { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }, RFC 5280 §4.2.2.1
function readAuthorityInformation(
  reader: Asn1Reader,
  value: Asn1Element | undefined,
): CertificateDetails['authorityInformation'] {
  const entries = membersOf(reader, value).map((description) => {
    const [method, location] = reader.sequence(description, 'An access description');
    return { method: oidIn(reader, method), name: location && readGeneralName(reader, location) };
  });
  const addresses = (wanted: string): string[] =>
    entries.flatMap(({ method, name }) => (method === wanted && name?.kind === 'uri' ? [name.value] : []));
  return { ocsp: addresses(oids.ocsp), issuers: addresses(oids.caIssuers) };
}

/** Source: Microsoft Open Specifications, MS-WCCE §2.2.2.7. */
function readMicrosoft(
  reader: Asn1Reader,
  valueOf: (oid: string) => Asn1Element | undefined,
): CertificateDetails['microsoft'] {
  const version = valueOf(oids.microsoftCaVersion);
  const number = isUniversal(version, universal.integer)
    ? decodeUnsigned32(reader.content(version))
    : undefined;
  const name = valueOf(oids.microsoftTemplateName);
  const template = valueOf(oids.microsoftTemplate);
  const [type, ...versions] = template ? reader.sequence(template, 'The certificate template') : [];
  return {
    caVersion: number === undefined ? undefined : `${number & 0xffff}.${number >>> 16}`,
    templateName: name && decodeString(reader.content(name), name.tagNumber),
    template: type && {
      oid: oidIn(reader, type),
      version: versions.map((part) => numberIn(reader.content(part))).join('.'),
    },
  };
}

/** Decimal, or the hex of one that is too large to be what the standard means. */
function numberIn(content: Uint8Array): string {
  return String(decodeUnsigned32(content) ?? `0x${toHex(content)}`);
}

function readUnknown({ reader, extensions }: CertificateFields): CertificateDetails['unknownExtensions'] {
  return [...extensions]
    .filter(([oid]) => !readExtensions.has(oid))
    .map(([oid, { critical, value }]) => ({ oid, critical, value: toHex(reader.content(value)) }));
}
