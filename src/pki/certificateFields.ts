import {
  type Asn1Element,
  Asn1Error,
  Asn1Reader,
  expectUniversal,
  isContext,
  universal,
} from './asn1Reader.ts';
import { decodeObjectIdentifier } from './asn1Values.ts';

/** An extension of a certificate (RFC 5280 §4.2), its value not looked into. */
export interface ExtensionField {
  readonly critical: boolean;
  /** The OCTET STRING that holds the value. */
  readonly value: Asn1Element;
}

/** What certificates and CRLs have in common: something signed, and the signature (RFC 5280 §4.1 and §5.1). */
export interface SignedFields {
  readonly reader: Asn1Reader;
  /** The whole of what is signed. */
  readonly signedPart: Asn1Element;
  /** The signature algorithm as the signed part repeats it. */
  readonly signedAlgorithm: Asn1Element | undefined;
  readonly signatureAlgorithm: Asn1Element | undefined;
  readonly signature: Asn1Element;
}

/** Where the parts of a certificate lie in its bytes (RFC 5280 §4.1). */
export interface CertificateFields extends SignedFields {
  readonly version: Asn1Element | undefined;
  readonly serialNumber: Asn1Element | undefined;
  readonly issuer: Asn1Element | undefined;
  readonly notBefore: Asn1Element | undefined;
  readonly notAfter: Asn1Element | undefined;
  readonly subject: Asn1Element | undefined;
  readonly publicKey: Asn1Element;
  /** By object identifier; the first of a doubled extension counts. */
  readonly extensions: ReadonlyMap<string, ExtensionField>;
}

/**
 * Finds the parts of one certificate. `der` must hold nothing behind it.
 * @throws {Asn1Error} where the bytes are no certificate; its offset counts from the start of `der`
 */
export function findCertificateFields(der: Uint8Array): CertificateFields {
  const reader = new Asn1Reader(der);
  const outer = reader.read();
  if (outer.end !== der.length) {
    throw new Asn1Error('unexpected', outer.end, 'There are bytes behind the certificate');
  }
  if (outer.indefinite) {
    throw new Asn1Error('unexpected', 0, 'The certificate is not in DER: its length is indefinite');
  }
  const [tbs, signatureAlgorithm, signature] = reader.sequence(outer, 'The certificate');
  expectUniversal(signature, universal.bitString, 'The signature of the certificate');
  const fields = reader.sequence(tbs, 'The signed part of the certificate');
  const version = isContext(fields[0], 0) ? fields.shift() : undefined;
  const [serialNumber, signedAlgorithm, issuer, validity, subject, publicKey, ...optional] = fields;
  const start = tbs?.start ?? 0;
  const [notBefore, notAfter] = reader.sequence(validity, 'The validity', start);
  return {
    reader,
    signedPart: expectUniversal(tbs, universal.sequence, 'The signed part of the certificate'),
    version,
    serialNumber,
    signedAlgorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKey: expectUniversal(publicKey, universal.sequence, 'The public key', start),
    extensions: findExtensions(
      reader,
      optional.find((field) => isContext(field, 3)),
    ),
    signatureAlgorithm,
    signature: expectUniversal(signature, universal.bitString, 'The signature of the certificate'),
  };
}

/** The element that an extension's OCTET STRING wraps. */
export function unwrapExtension(reader: Asn1Reader, { value }: ExtensionField): Asn1Element {
  return reader.read(value.contentStart, value.contentEnd);
}

/** The extensions in the explicitly tagged element that holds them, by object identifier. @throws {Asn1Error} where one is none */
export function findExtensions(
  reader: Asn1Reader,
  element: Asn1Element | undefined,
): ReadonlyMap<string, ExtensionField> {
  const found = new Map<string, ExtensionField>();
  if (!element) {
    return found;
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
    const [flag] = rest.length > 1 ? rest : [];
    const critical = flag !== undefined && (reader.content(flag)[0] ?? 0) !== 0;
    if (!found.has(type)) {
      found.set(type, { critical, value });
    }
  }
  return found;
}
