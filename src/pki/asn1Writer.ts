import { universal } from './asn1Reader.ts';

const constructed = 0x20;

/** A DER element from its identifier octet (low tag numbers only) and the pieces of its content, which are not changed. */
export function writeElement(identifier: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, piece) => sum + piece.length, 0);
  return Buffer.concat([Buffer.from([identifier]), writeLength(length), ...content]);
}

function writeLength(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256);
  }
  return Buffer.from([0x80 | octets.length, ...octets]);
}

export const writeSequence = (...content: readonly Uint8Array[]): Buffer =>
  writeElement(universal.sequence | constructed, ...content);

/** A SET as given. DER wants the members of a SET OF sorted; a caller with more than one member sorts them. */
export const writeSet = (...content: readonly Uint8Array[]): Buffer =>
  writeElement(universal.set | constructed, ...content);

export const writeContext = (tagNumber: number, ...content: readonly Uint8Array[]): Buffer =>
  writeElement(0x80 | constructed | tagNumber, ...content);

export const writeContextPrimitive = (tagNumber: number, content: Uint8Array): Buffer =>
  writeElement(0x80 | tagNumber, content);

export const writeOctetString = (content: Uint8Array): Buffer => writeElement(universal.octetString, content);

export const writeBoolean = (value: boolean): Buffer =>
  writeElement(universal.boolean, Buffer.from([value ? 0xff : 0]));

export const writeUtf8String = (text: string): Buffer =>
  writeElement(universal.utf8String, Buffer.from(text, 'utf8'));

/** A BIT STRING; `unusedBits` counts the bits of the last octet that do not belong to it. */
export const writeBitString = (content: Uint8Array, unusedBits = 0): Buffer =>
  writeElement(universal.bitString, Buffer.from([unusedBits]), content);

/** A non-negative INTEGER from its big-endian octets. */
export function writeInteger(magnitude: Uint8Array): Buffer {
  let first = 0;
  while (first < magnitude.length - 1 && magnitude[first] === 0) {
    first += 1;
  }
  const octets = magnitude.subarray(first);
  const sign = (octets[0] ?? 0) >= 0x80 || octets.length === 0 ? [0] : [];
  return writeElement(universal.integer, Buffer.from(sign), octets);
}

export function writeObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    return groups;
  });
  return writeElement(universal.objectIdentifier, Buffer.from(octets));
}

/** UTCTime from 1950 to 2049, GeneralizedTime around it (RFC 5280 §4.1.2.5). Whole seconds. */
export function writeTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? writeElement(universal.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : writeElement(universal.generalizedTime, Buffer.from(`${digits}Z`));
}
