import { Asn1Error } from './asn1Reader.ts';

/** Dotted form of the content octets of an OBJECT IDENTIFIER (X.690 §8.19). */
export function decodeObjectIdentifier(content: Uint8Array): string {
  if (content.length === 0 || content.length > 128 || (content.at(-1) ?? 0x80) >= 0x80) {
    throw new Asn1Error('unexpected', 0, 'An object identifier is malformed');
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
}

/** The instant of a UTCTime (RFC 5280 §4.1.2.5.1: years 1950 to 2049) or GeneralizedTime. */
export function decodeTime(content: Uint8Array, kind: 'utcTime' | 'generalizedTime', offset: number): Date {
  const text = Buffer.from(content).toString('latin1');
  const pattern =
    kind === 'utcTime'
      ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})$/
      : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{4})?$/;
  const match = pattern.exec(text);
  if (!match) {
    throw new Asn1Error('unexpected', offset, 'A time is malformed');
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const fullYear = kind === 'generalizedTime' ? year : year < 50 ? 2000 + year : 1900 + year;
  const zone = zoneMinutes(match[7]);
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  // A day that its month does not have, such as 31 April, came out as a day of another month.
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 60 || zone === undefined) {
    throw new Asn1Error('unexpected', offset, 'A time is out of range');
  }
  date.setUTCHours(hour, minute - zone, second);
  return date;
}

/** Minutes east of Greenwich of `Z`, `+hhmm`, `-hhmm` or nothing; undefined where they are out of range. */
function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') {
    return 0;
  }
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3, 5))];
  const sign = zone.startsWith('-') ? -1 : 1;
  return hours > 23 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

/** Lower-case hex of an INTEGER's content octets, without the sign octet that DER puts before a high bit. */
export function decodeIntegerHex(content: Uint8Array): string {
  const hex = toHex(content);
  return hex.length > 2 && hex.startsWith('00') ? hex.slice(2) : hex;
}

/** An INTEGER that has to fit in 32 bits, such as a version or a path length. */
export function decodeSmallInteger(content: Uint8Array): number | undefined {
  if (content.length === 0 || content.length > 4) {
    return undefined;
  }
  return Buffer.from(content).readIntBE(0, content.length);
}

/** An INTEGER of at most 32 bits without a sign, before which DER puts a zero octet where the first bit is set. */
export function decodeUnsigned32(content: Uint8Array): number | undefined {
  return content.length === 5 && content[0] === 0
    ? Buffer.from(content).readUInt32BE(1)
    : decodeSmallInteger(content);
}

/** The octets of a BIT STRING's content, the bits that do not count set to zero (X.690 §8.6.2). */
export function decodeBits(content: Uint8Array): Uint8Array {
  const octets = Uint8Array.from(content.subarray(1));
  const last = octets.length - 1;
  if (last >= 0) {
    octets[last] = (octets[last] ?? 0) & (0xff << ((content[0] ?? 0) & 7));
  }
  return octets;
}

/** Lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Text of the ASN.1 string types, by universal tag number; undefined for any other type. */
export function decodeString(content: Uint8Array, tagNumber: number): string | undefined {
  const buffer = Buffer.from(content);
  switch (tagNumber) {
    case 12: // UTF8String
      return buffer.toString('utf8');
    case 18: // NumericString
    case 19: // PrintableString
    case 20: // TeletexString: in practice Latin-1
    case 22: // IA5String
    case 26: // VisibleString
      return buffer.toString('latin1');
    case 28: // UniversalString
      return decodeUniversalString(buffer);
    case 30: // BMPString
      return buffer.length % 2 === 0 ? buffer.swap16().toString('utf16le') : undefined;
    default:
      return undefined;
  }
}

function decodeUniversalString(buffer: Buffer): string | undefined {
  if (buffer.length % 4 !== 0) {
    return undefined;
  }
  let text = '';
  for (let offset = 0; offset < buffer.length; offset += 4) {
    const codePoint = buffer.readUInt32BE(offset);
    if (codePoint > 0x10ffff) {
      return undefined;
    }
    text += String.fromCodePoint(codePoint);
  }
  return text;
}
