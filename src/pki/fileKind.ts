import { type Asn1Element, Asn1Error, Asn1Reader, isContext, isUniversal, universal } from './asn1Reader.ts';
import { decodeObjectIdentifier, decodeSmallInteger } from './asn1Values.ts';
import { oids } from './objectIdentifiers.ts';

/** What some bytes are, told by their content alone. */
export type FileKind =
  | 'bundle'
  | 'certificate'
  | 'revocationList'
  | 'pfx'
  | 'privateKey'
  | 'certificateRequest'
  | 'publicKey'
  | 'envelopedData'
  | 'otherPkcs7'
  | 'signedContent'
  | 'zip'
  | 'javaKeyStore'
  | 'html'
  | 'json'
  | 'empty'
  | 'text'
  | 'unknown';

/** The kind of a binary file or of the bytes inside a PEM block. Text has to be decoded first. */
export function kindOfBinary(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) {
    return 'empty';
  }
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (head.startsWith('504b0304') || head.startsWith('504b0506')) {
    return 'zip';
  }
  if (head === 'feedfeed' || head === 'cececece') {
    return 'javaKeyStore';
  }
  const reader = new Asn1Reader(bytes);
  return unlessDamaged(() => kindOfFields(reader, topLevelFields(reader))) ?? 'unknown';
}

/** The kind of a text that holds no PEM block and is not base64. */
export function kindOfText(text: string): FileKind {
  const start = text.trimStart().slice(0, 200);
  if (start === '') {
    return 'empty';
  }
  // Microsoft's sign-in pages begin with a comment.
  if (/^<(?:!doctype|!--|html|head|body|\?xml)/i.test(start)) {
    return 'html';
  }
  return /^[[{]/.test(start) ? 'json' : 'text';
}

/**
 * The fields of the outermost SEQUENCE as far as they can be read: a truncated file is still told by its beginning.
 * What stands behind the SEQUENCE does not count.
 */
function topLevelFields(reader: Asn1Reader): Asn1Element[] {
  const length = reader.bytes.length;
  if (reader.bytes[0] !== 0x30 || length < 2) {
    return [];
  }
  const lengthOctet = reader.bytes[1] ?? 0;
  const contentStart = lengthOctet > 0x80 ? 2 + (lengthOctet & 0x7f) : 2;
  const contentEnd = unlessDamaged(() => reader.read().contentEnd) ?? length;
  const fields: Asn1Element[] = [];
  for (let offset = contentStart; offset < contentEnd && fields.length < 10; ) {
    const start = offset;
    const field = unlessDamaged(() => reader.read(start, contentEnd));
    if (!field) {
      break;
    }
    fields.push(field);
    offset = field.end;
  }
  return fields;
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Asn1Error) {
      return undefined;
    }
    throw error;
  }
}

function kindOfFields(reader: Asn1Reader, fields: readonly Asn1Element[]): FileKind {
  const [first, second, third] = fields;
  if (isUniversal(first, universal.objectIdentifier)) {
    return kindOfContentType(decodeObjectIdentifier(reader.content(first)));
  }
  if (isUniversal(first, universal.integer)) {
    return kindOfVersioned(reader, first, fields);
  }
  if (!isUniversal(first, universal.sequence)) {
    return 'unknown';
  }
  const inner = reader.children(first);
  if (isUniversal(inner[0], universal.objectIdentifier)) {
    if (isUniversal(second, universal.octetString) && !third) {
      return 'privateKey'; // EncryptedPrivateKeyInfo, RFC 5958 §3
    }
    return isUniversal(second, universal.bitString) && !third ? 'publicKey' : 'unknown';
  }
  return isUniversal(second, universal.sequence) ? kindOfSigned(reader, inner) : 'unknown';
}

function kindOfContentType(contentType: string): FileKind {
  switch (contentType) {
    case oids.signedData:
      return 'bundle';
    case oids.envelopedData:
    case oids.authEnvelopedData:
      return 'envelopedData';
    case oids.data:
    case oids.digestedData:
    case oids.encryptedData:
      return 'otherPkcs7';
    default:
      return 'unknown';
  }
}

// PFX { 3, ContentInfo, … } RFC 7292 §4; PrivateKeyInfo { 0|1, AlgorithmIdentifier, OCTET STRING } RFC 5958 §2;
// RSAPrivateKey { 0|1, nine INTEGERs } RFC 8017 A.1.2; ECPrivateKey { 1, OCTET STRING, … } RFC 5915 §3.
function kindOfVersioned(reader: Asn1Reader, version: Asn1Element, fields: readonly Asn1Element[]): FileKind {
  const [, second, third] = fields;
  const number = decodeSmallInteger(reader.content(version));
  if (isUniversal(second, universal.sequence)) {
    const [type] = reader.children(second);
    if (!isUniversal(type, universal.objectIdentifier)) {
      return 'unknown';
    }
    if (number === 3) {
      return 'pfx';
    }
    return isUniversal(third, universal.octetString) ? 'privateKey' : 'unknown';
  }
  if (number === 1 && isUniversal(second, universal.octetString)) {
    return 'privateKey';
  }
  const integers = fields.filter((field) => isUniversal(field, universal.integer)).length;
  return integers >= 6 ? 'privateKey' : 'unknown';
}

// Certificate, CertificateList and CertificationRequest are all SEQUENCE { SEQUENCE, AlgorithmIdentifier, BIT STRING }.
function kindOfSigned(reader: Asn1Reader, signed: readonly Asn1Element[]): FileKind {
  const [first, second, third, fourth] = signed;
  if (isContext(first, 0)) {
    return 'certificate';
  }
  const afterVersion = isUniversal(first, universal.integer) ? signed.slice(1) : signed;
  if (isTime(afterVersion[2])) {
    return 'revocationList';
  }
  if (!isUniversal(first, universal.integer) || !isUniversal(third, universal.sequence)) {
    return 'unknown';
  }
  if (isUniversal(fourth, universal.sequence) && reader.children(fourth).every(isTime)) {
    return 'certificate'; // version 1 has no version field
  }
  return isUniversal(second, universal.sequence) && (fourth === undefined || isContext(fourth, 0))
    ? 'certificateRequest'
    : 'unknown';
}

function isTime(element: Asn1Element | undefined): boolean {
  return isUniversal(element, universal.utcTime) || isUniversal(element, universal.generalizedTime);
}
