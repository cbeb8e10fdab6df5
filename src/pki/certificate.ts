import { createHash } from 'node:crypto';
import {
  type Asn1Element,
  Asn1Error,
  Asn1Reader,
  expectUniversal,
  isContext,
  isUniversal,
  universal,
} from './asn1Reader.ts';
import {
  decodeIntegerHex,
  decodeObjectIdentifier,
  decodeSmallInteger,
  decodeTime,
  toHex,
} from './asn1Values.ts';
import {
  type DistinguishedName,
  formatDistinguishedName,
  readDistinguishedName,
} from './distinguishedName.ts';
import { oids } from './objectIdentifiers.ts';

/** What the trust store needs to know of an X.509 certificate (RFC 5280). Hex is lower case without separators. */
export interface Certificate {
  /** The certificate as it was found, never re-encoded. */
  readonly der: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  readonly serialNumber: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subjectKeyIdentifier: string | undefined;
  readonly authorityKeyIdentifier: string | undefined;
  /** The path length is undefined where there is none, or one so large that it limits nothing. */
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  /** Whether the keyCertSign bit is set; undefined where the certificate has no key usage extension. */
  readonly mayIssueCertificates: boolean | undefined;
  /** Addresses of the CRL distribution points, in order, any scheme. */
  readonly crlDistributionPoints: readonly string[];
  /** Addresses of the freshest CRL (delta CRL) distribution points, in order, any scheme. */
  readonly freshestCrlDistributionPoints: readonly string[];
}

/**
 * Reads one certificate. `der` must hold nothing behind it.
 * @throws {Asn1Error} where the bytes are no certificate; its offset counts from the start of `der`.
 */
export function readCertificate(der: Uint8Array): Certificate {
  const reader = new Asn1Reader(der);
  const outer = reader.read();
  if (outer.end !== der.length) {
    throw new Asn1Error('unexpected', outer.end, 'There are bytes behind the certificate');
  }
  if (outer.indefinite) {
    throw new Asn1Error('unexpected', 0, 'The certificate is not in DER: its length is indefinite');
  }
  const [tbs, , signature] = reader.sequence(outer, 'The certificate');
  expectUniversal(signature, universal.bitString, 'The signature of the certificate');
  const fields = reader.sequence(tbs, 'The signed part of the certificate');
  const versionElement = isContext(fields[0], 0) ? fields.shift() : undefined;
  const [serial, , issuer, validity, subject, publicKey, ...optional] = fields;
  expectUniversal(publicKey, universal.sequence, 'The public key', tbs?.start);
  const [notBefore, notAfter] = reader.sequence(validity, 'The validity', tbs?.start);
  const extensions = readExtensions(
    reader,
    optional.find((field) => isContext(field, 3)),
  );
  return {
    der,
    version: versionElement ? readVersion(reader, versionElement) : 1,
    serialNumber: decodeIntegerHex(
      reader.content(expectUniversal(serial, universal.integer, 'The serial number')),
    ),
    subject: readDistinguishedName(reader, subject),
    issuer: readDistinguishedName(reader, issuer),
    notBefore: readTime(reader, notBefore),
    notAfter: readTime(reader, notAfter),
    subjectKeyIdentifier: readSubjectKeyIdentifier(reader, extensions.get(oids.subjectKeyIdentifier)),
    authorityKeyIdentifier: readAuthorityKeyIdentifier(reader, extensions.get(oids.authorityKeyIdentifier)),
    basicConstraints: readBasicConstraints(reader, extensions.get(oids.basicConstraints)),
    mayIssueCertificates: readKeyCertSign(reader, extensions.get(oids.keyUsage)),
    crlDistributionPoints: readDistributionPoints(reader, extensions.get(oids.cRLDistributionPoints)),
    freshestCrlDistributionPoints: readDistributionPoints(reader, extensions.get(oids.freshestCRL)),
  };
}

/** Whether the certificate may act as a CA (RFC 5280 §6.1.4 k and n): basic constraints say so and key usage does not forbid it. */
export function isCertificateAuthority(certificate: Certificate): boolean {
  return certificate.basicConstraints?.ca === true && certificate.mayIssueCertificates !== false;
}

/** Whether subject and issuer are the same name. For a CA this is taken as being a root, as the service does. */
export function isSelfIssued(certificate: Certificate): boolean {
  return formatDistinguishedName(certificate.subject) === formatDistinguishedName(certificate.issuer);
}

/** SHA-1 of the whole certificate as 40 upper-case hex digits: the thumbprint by which the trust store knows it. */
export function thumbprintOf(der: Uint8Array): string {
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}

/** The first distribution point that Entra can use: plain http (https and ldap are not reliably supported). */
export function firstHttpAddress(addresses: readonly string[]): string | undefined {
  return addresses.find((address) => /^http:\/\//i.test(address));
}

function readVersion(reader: Asn1Reader, element: Asn1Element): number {
  const [integer] = reader.children(element);
  const value = decodeSmallInteger(
    reader.content(expectUniversal(integer, universal.integer, 'The version')),
  );
  if (value === undefined || value < 0 || value > 2) {
    throw new Asn1Error('unexpected', element.start, 'The version of the certificate is unknown');
  }
  return value + 1;
}

function readTime(reader: Asn1Reader, element: Asn1Element | undefined): Date {
  if (isUniversal(element, universal.utcTime)) {
    return decodeTime(reader.content(element), 'utcTime', element.start);
  }
  const generalized = expectUniversal(element, universal.generalizedTime, 'A time of the validity');
  return decodeTime(reader.content(generalized), 'generalizedTime', generalized.start);
}

/** The OCTET STRINGs that hold extension values, by object identifier. The first of a doubled extension counts. */
function readExtensions(
  reader: Asn1Reader,
  element: Asn1Element | undefined,
): ReadonlyMap<string, Asn1Element> {
  const values = new Map<string, Asn1Element>();
  if (!element) {
    return values;
  }
  const [list] = reader.children(element);
  for (const extension of reader.sequence(list, 'The extensions', element.start)) {
    const [id, ...rest] = reader.sequence(extension, 'An extension');
    const value = expectUniversal(rest.at(-1), universal.octetString, 'An extension value', extension.start);
    const type = decodeObjectIdentifier(
      reader.content(
        expectUniversal(id, universal.objectIdentifier, 'An extension identifier', extension.start),
      ),
    );
    if (!values.has(type)) {
      values.set(type, value);
    }
  }
  return values;
}

/** The element that an OCTET STRING wraps. */
function unwrap(reader: Asn1Reader, octets: Asn1Element): Asn1Element {
  return reader.read(octets.contentStart, octets.contentEnd);
}

function readSubjectKeyIdentifier(reader: Asn1Reader, value: Asn1Element | undefined): string | undefined {
  return (
    value &&
    toHex(
      reader.content(
        expectUniversal(
          unwrap(reader, value),
          universal.octetString,
          'The subject key identifier',
          value.start,
        ),
      ),
    )
  );
}

function readAuthorityKeyIdentifier(reader: Asn1Reader, value: Asn1Element | undefined): string | undefined {
  const keyIdentifier =
    value &&
    reader
      .sequence(unwrap(reader, value), 'The authority key identifier')
      .find((field) => isContext(field, 0));
  return keyIdentifier && toHex(reader.content(keyIdentifier));
}

function readBasicConstraints(
  reader: Asn1Reader,
  value: Asn1Element | undefined,
): Certificate['basicConstraints'] {
  if (!value) {
    return undefined;
  }
  const fields = reader.sequence(unwrap(reader, value), 'The basic constraints');
  const ca = isUniversal(fields[0], universal.boolean) ? fields.shift() : undefined;
  const integer = isUniversal(fields[0], universal.integer) ? fields[0] : undefined;
  const pathLength = integer && decodeSmallInteger(reader.content(integer));
  if (integer && pathLength !== undefined && pathLength < 0) {
    throw new Asn1Error('unexpected', integer.start, 'The path length is negative');
  }
  return { ca: ca !== undefined && (reader.content(ca)[0] ?? 0) !== 0, pathLength };
}

function readKeyCertSign(reader: Asn1Reader, value: Asn1Element | undefined): boolean | undefined {
  if (!value) {
    return undefined;
  }
  const bits = reader.content(
    expectUniversal(unwrap(reader, value), universal.bitString, 'The key usage', value.start),
  );
  return ((bits[1] ?? 0) & 0x04) !== 0; // keyCertSign is bit 5, RFC 5280 §4.2.1.3
}

// CRLDistributionPoints ::= SEQUENCE OF { distributionPoint [0] { fullName [0] GeneralNames | … }, … }, RFC 5280 §4.2.1.13
function readDistributionPoints(reader: Asn1Reader, value: Asn1Element | undefined): string[] {
  if (!value) {
    return [];
  }
  const uniformResourceIdentifier = 6;
  return reader
    .sequence(unwrap(reader, value), 'The CRL distribution points')
    .flatMap((point) => reader.sequence(point, 'A distribution point').filter((field) => isContext(field, 0)))
    .flatMap((name) => reader.children(name).filter((choice) => isContext(choice, 0)))
    .flatMap((fullName) =>
      reader.children(fullName).filter((part) => isContext(part, uniformResourceIdentifier)),
    )
    .map((address) => Buffer.from(reader.content(address)).toString('latin1'));
}
