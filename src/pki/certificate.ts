import { createHash } from 'node:crypto';
import {
  type Asn1Element,
  Asn1Error,
  type Asn1Reader,
  expectUniversal,
  isContext,
  isUniversal,
  universal,
} from './asn1Reader.ts';
import { decodeBits, decodeIntegerHex, decodeSmallInteger, decodeTime, toHex } from './asn1Values.ts';
import { type ExtensionField, findCertificateFields, unwrapExtension } from './certificateFields.ts';
import { comparableName, type DistinguishedName, readDistinguishedName } from './distinguishedName.ts';
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
  /** Those of both that are for some reasons only, or for CRLs that another issuer makes. */
  readonly limitedCrlAddresses: readonly string[];
}

/**
 * Reads one certificate. `der` must hold nothing behind it.
 * @throws {Asn1Error} where the bytes are no certificate; its offset counts from the start of `der`.
 */
export function readCertificate(der: Uint8Array): Certificate {
  const { reader, extensions, ...fields } = findCertificateFields(der);
  const issuer = readDistinguishedName(reader, fields.issuer);
  const base = readDistributionPoints(reader, extensions.get(oids.cRLDistributionPoints), issuer);
  const delta = readDistributionPoints(reader, extensions.get(oids.freshestCRL), issuer);
  return {
    der,
    version: fields.version ? readVersion(reader, fields.version) : 1,
    serialNumber: decodeIntegerHex(
      reader.content(expectUniversal(fields.serialNumber, universal.integer, 'The serial number')),
    ),
    subject: readDistinguishedName(reader, fields.subject),
    issuer,
    notBefore: readTime(reader, fields.notBefore),
    notAfter: readTime(reader, fields.notAfter),
    subjectKeyIdentifier: readSubjectKeyIdentifier(reader, extensions.get(oids.subjectKeyIdentifier)),
    authorityKeyIdentifier: readAuthorityKeyIdentifier(reader, extensions.get(oids.authorityKeyIdentifier)),
    basicConstraints: readBasicConstraints(reader, extensions.get(oids.basicConstraints)),
    mayIssueCertificates: readKeyCertSign(reader, extensions.get(oids.keyUsage)),
    crlDistributionPoints: base.all,
    freshestCrlDistributionPoints: delta.all,
    limitedCrlAddresses: [...base.limited, ...delta.limited],
  };
}

/** Whether the certificate may act as a CA (RFC 5280 §6.1.4 k and n): basic constraints say so and key usage does not forbid it. */
export function isCertificateAuthority(certificate: Certificate): boolean {
  return certificate.basicConstraints?.ca === true && certificate.mayIssueCertificates !== false;
}

/** Whether subject and issuer are the same name. For a CA this is taken as being a root, as the service does. */
export function isSelfIssued(certificate: Certificate): boolean {
  return comparableName(certificate.subject) === comparableName(certificate.issuer);
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

/** A Time (RFC 5280 §4.1.2.5). @throws {Asn1Error} where the element is none */
export function readTime(reader: Asn1Reader, element: Asn1Element | undefined): Date {
  if (isUniversal(element, universal.utcTime)) {
    return decodeTime(reader.content(element), 'utcTime', element.start);
  }
  const generalized = expectUniversal(element, universal.generalizedTime, 'A time');
  return decodeTime(reader.content(generalized), 'generalizedTime', generalized.start);
}

function readSubjectKeyIdentifier(
  reader: Asn1Reader,
  extension: ExtensionField | undefined,
): string | undefined {
  return (
    extension &&
    toHex(
      reader.content(
        expectUniversal(
          unwrapExtension(reader, extension),
          universal.octetString,
          'The subject key identifier',
          extension.value.start,
        ),
      ),
    )
  );
}

/** The key identifier in lower-case hex; undefined where there is none. */
export function readAuthorityKeyIdentifier(
  reader: Asn1Reader,
  extension: ExtensionField | undefined,
): string | undefined {
  const keyIdentifier =
    extension &&
    reader
      .sequence(unwrapExtension(reader, extension), 'The authority key identifier')
      .find((field) => isContext(field, 0));
  return keyIdentifier && toHex(reader.content(keyIdentifier));
}

function readBasicConstraints(
  reader: Asn1Reader,
  extension: ExtensionField | undefined,
): Certificate['basicConstraints'] {
  if (!extension) {
    return undefined;
  }
  const fields = reader.sequence(unwrapExtension(reader, extension), 'The basic constraints');
  const ca = isUniversal(fields[0], universal.boolean) ? fields.shift() : undefined;
  const integer = isUniversal(fields[0], universal.integer) ? fields[0] : undefined;
  const pathLength = integer && decodeSmallInteger(reader.content(integer));
  if (integer && pathLength !== undefined && pathLength < 0) {
    throw new Asn1Error('unexpected', integer.start, 'The path length is negative');
  }
  return { ca: ca !== undefined && (reader.content(ca)[0] ?? 0) !== 0, pathLength };
}

function readKeyCertSign(reader: Asn1Reader, extension: ExtensionField | undefined): boolean | undefined {
  if (!extension) {
    return undefined;
  }
  const bits = decodeBits(
    reader.content(
      expectUniversal(
        unwrapExtension(reader, extension),
        universal.bitString,
        'The key usage',
        extension.value.start,
      ),
    ),
  );
  return ((bits[0] ?? 0) & 0x04) !== 0; // keyCertSign is bit 5, RFC 5280 §4.2.1.3
}

interface DistributionPoints {
  /** Every address. */
  readonly all: readonly string[];
  /** Those of points that are for some reasons only, or for CRLs that another issuer makes. */
  readonly limited: readonly string[];
}

/**
 * The addresses of distribution points, in order, any scheme.
 * CRLDistributionPoints ::= SEQUENCE OF { distributionPoint [0] { fullName [0] GeneralNames | … }, reasons [1], cRLIssuer [2] },
 * RFC 5280 §4.2.1.13
 */
function readDistributionPoints(
  reader: Asn1Reader,
  extension: ExtensionField | undefined,
  issuer: DistinguishedName,
): DistributionPoints {
  if (!extension) {
    return { all: [], limited: [] };
  }
  const points = reader
    .sequence(unwrapExtension(reader, extension), 'The CRL distribution points')
    .map((point) => {
      const fields = reader.sequence(point, 'A distribution point');
      const isLimited = fields.some(
        (field) => isContext(field, 1) || (isContext(field, 2) && !isNameOf(reader, field, issuer)),
      );
      return { isLimited, addresses: addressesOfPoint(reader, fields) };
    });
  return {
    all: points.flatMap(({ addresses }) => addresses),
    limited: points.flatMap(({ isLimited, addresses }) => (isLimited ? addresses : [])),
  };
}

/** Whether the general names hold the name of the issuer, and no other directory name. */
function isNameOf(reader: Asn1Reader, names: Asn1Element, issuer: DistinguishedName): boolean {
  const directoryName = 4;
  const directoryNames = reader
    .children(names)
    .filter((one) => isContext(one, directoryName))
    .flatMap((one) => reader.children(one));
  return (
    directoryNames.length > 0 &&
    directoryNames.every(
      (one) => comparableName(readDistinguishedName(reader, one)) === comparableName(issuer),
    )
  );
}

/** Of a distribution point, or of the issuing one of a CRL. */
export function addressesOfPoint(reader: Asn1Reader, fields: readonly Asn1Element[]): string[] {
  const uniformResourceIdentifier = 6;
  return fields
    .filter((field) => isContext(field, 0))
    .flatMap((name) => reader.children(name).filter((choice) => isContext(choice, 0)))
    .flatMap((fullName) =>
      reader.children(fullName).filter((part) => isContext(part, uniformResourceIdentifier)),
    )
    .map((address) => Buffer.from(reader.content(address)).toString('latin1'));
}
