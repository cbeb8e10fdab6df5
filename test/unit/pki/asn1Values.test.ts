import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import {
  decodeIntegerHex,
  decodeObjectIdentifier,
  decodeSmallInteger,
  decodeString,
  decodeTime,
  toHex,
} from '../../../src/pki/asn1Values.ts';
import { writeObjectIdentifier } from '../../../src/pki/asn1Writer.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { makeAuthority, openssl } from '../../support/openssl.ts';
import { der, hex } from '../../support/pkiFixtures.ts';

describe('an object identifier', () => {
  it.each([
    ['55 04 03', '2.5.4.3'],
    ['2a 86 48 86 f7 0d 01 07 02', '1.2.840.113549.1.7.2'],
    ['88 37 03', '2.999.3'], // the example of X.690 §8.19.5
    ['00', '0.0'],
    ['27', '0.39'],
    ['28', '1.0'],
    ['4f', '1.39'],
    ['50', '2.0'],
    ['78', '2.40'],
    ['81 00', '2.48'],
    // the UUID of ITU-T X.667 §6.5
    [
      '69 83 f0 9d a7 eb cf de e0 c7 a1 a7 b2 c0 94 8c c8 f9 d7 76',
      '2.25.329800735698586629295641978511506172918',
    ],
  ])('%s is %s', (content, dotted) => {
    expect(decodeObjectIdentifier(hex(content))).toBe(dotted);
  });

  it('is written and read as OpenSSL reads it', async () => {
    const arc = fc.oneof(fc.nat(200), fc.nat(), fc.maxSafeInteger().map(Math.abs));
    const below = fc.array(arc, { maxLength: 12 });
    // Below these two there are no names that OpenSSL would print instead of the numbers.
    const identifiers = fc
      .tuple(fc.constantFrom('2.999', '1.38'), below)
      .map(([top, rest]) => [top, ...rest].join('.'));
    const dotted = fc.sample(identifiers, { seed: 1, numRuns: 300 });
    const bytes = dotted.map((each) => writeObjectIdentifier(each));
    const output = await openssl(['asn1parse', '-inform', 'DER', '-in', 'in.der'], {
      'in.der': der(0x30, ...bytes),
    });
    expect([...output.toString().matchAll(/OBJECT +:(.+)$/gm)].map((match) => match[1])).toEqual(dotted);
    expect(bytes.map((each) => decodeObjectIdentifier(each.subarray(2)))).toEqual(dotted);
  });

  it('may have 128 octets', () => {
    expect(decodeObjectIdentifier(hex(`2a${'01'.repeat(127)}`))).toBe(`1.2${'.1'.repeat(127)}`);
  });

  it.each([
    ['without content', ''],
    ['cut off in an arc', '55 84'],
    ['cut off in an arc of zeros', '55 80'],
    ['longer than any in use', `2a${'01'.repeat(128)}`],
  ])('%s is refused', (_, content) => {
    expect(() => decodeObjectIdentifier(hex(content))).toThrow(Asn1Error);
  });
});

describe('a time', () => {
  it.each([
    ['utcTime', '500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['utcTime', '991231235959Z', '1999-12-31T23:59:59.000Z'],
    ['utcTime', '000101000000Z', '2000-01-01T00:00:00.000Z'],
    ['utcTime', '491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['utcTime', '2401020304Z', '2024-01-02T03:04:00.000Z'],
    ['utcTime', '240102030405+0130', '2024-01-02T01:34:05.000Z'],
    ['utcTime', '231231230000-0200', '2024-01-01T01:00:00.000Z'],
    ['utcTime', '240102235900+2359', '2024-01-02T00:00:00.000Z'],
    ['utcTime', '240229120000Z', '2024-02-29T12:00:00.000Z'],
    ['utcTime', '161231235960Z', '2017-01-01T00:00:00.000Z'], // a leap second
    ['generalizedTime', '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    ['generalizedTime', '19491231235959Z', '1949-12-31T23:59:59.000Z'],
    ['generalizedTime', '99991231235959Z', '9999-12-31T23:59:59.000Z'], // "no end", RFC 5280 §4.1.2.5
    ['generalizedTime', '20240102030405.678Z', '2024-01-02T03:04:05.000Z'],
    ['generalizedTime', '20240102030405.6+0130', '2024-01-02T01:34:05.000Z'],
    ['generalizedTime', '00010101000000Z', '0001-01-01T00:00:00.000Z'],
    ['generalizedTime', '20240102030405', '2024-01-02T03:04:05.000Z'],
  ] as const)('%s %s is %s', (kind, text, expected) => {
    expect(decodeTime(Buffer.from(text), kind, 0).toISOString()).toBe(expected);
  });

  it.each([
    ['utcTime', ''],
    ['utcTime', '240102030405'],
    ['utcTime', '20240102030405Z'],
    ['utcTime', '24010203040Z'],
    ['utcTime', '24010203040aZ'],
    ['utcTime', '240102030405Z '],
    ['utcTime', '240102030405z'],
    ['utcTime', '240002030405Z'],
    ['utcTime', '241302030405Z'],
    ['utcTime', '240100030405Z'],
    ['utcTime', '240132030405Z'],
    ['utcTime', '230229000000Z'],
    ['utcTime', '240431000000Z'],
    ['utcTime', '240102240000Z'],
    ['utcTime', '240102036000Z'],
    ['utcTime', '240102030461Z'],
    ['utcTime', '240102030405+2400'],
    ['utcTime', '240102030405-0060'],
    ['generalizedTime', '2024010203Z'],
    ['generalizedTime', '21000229000000Z'],
    ['generalizedTime', '20240102030405.Z'],
    ['generalizedTime', '20240102030405,5Z'],
    ['generalizedTime', '٢٠٢٤0102030405Z'],
  ] as const)('%s "%s" is refused and said where', (kind, text) => {
    const work = (): Date => decodeTime(Buffer.from(text), kind, 77);
    expect(work).toThrow(Asn1Error);
    expect(work).toThrow('(at byte 77)');
  });

  it.each([
    ['1950-01-01T00:00:00Z', '1999-12-31T23:59:59Z'],
    ['1999-12-31T23:59:59Z', '2049-12-31T23:59:59Z'],
    ['2024-02-29T00:00:00Z', '2050-01-01T00:00:00Z'],
    ['2050-06-01T12:34:56Z', '9999-12-31T23:59:59Z'],
  ])('in certificates that OpenSSL makes is what Node reads: %s to %s', async (from, to) => {
    const { der: bytes } = await makeAuthority({
      name: 'Time',
      startDate: new Date(from),
      endDate: new Date(to),
    });
    const { notBefore, notAfter } = readCertificate(bytes);
    const oracle = new X509Certificate(bytes);
    expect([notBefore, notAfter]).toEqual([new Date(from), new Date(to)]);
    expect([oracle.validFromDate, oracle.validToDate]).toEqual([notBefore, notAfter]);
  });
});

describe('an integer', () => {
  it.each([
    ['05', '05'],
    ['00', '00'],
    ['00 80 ff', '80ff'],
    ['7f ff', '7fff'],
    ['00 9f 00', '9f00'],
    ['80 01', '8001'],
  ])('%s has the hex digits %s', (content, digits) => {
    expect(decodeIntegerHex(hex(content))).toBe(digits);
  });

  it.each([
    ['00', 0],
    ['7f', 127],
    ['00 80', 128],
    ['ff', -1],
    ['7f ff ff ff', 2 ** 31 - 1],
    ['00 80 00 00 00', undefined],
    ['', undefined],
  ])('%s is the number %s', (content, value) => {
    expect(decodeSmallInteger(hex(content))).toBe(value);
  });
});

describe('a string', () => {
  it.each([
    ['UTF8String', 12, 'e6 bc a2 f0 9f 98 80', '漢😀'],
    ['UTF8String that is none', 12, '41 ff', 'A\ufffd'],
    ['NumericString', 18, '31 32', '12'],
    ['PrintableString', 19, '41 42', 'AB'],
    ['TeletexString', 20, '47 fc', 'Gü'],
    ['IA5String', 22, '61 40 62', 'a@b'],
    ['VisibleString', 26, '7e', '~'],
    ['UniversalString', 28, '00 00 00 41 00 01 f6 00', 'A😀'],
    ['UniversalString at the end of Unicode', 28, '00 10 ff ff', '\u{10ffff}'],
    ['UniversalString beyond Unicode', 28, '00 11 00 00', undefined],
    ['UniversalString of odd length', 28, '00 00 41', undefined],
    ['BMPString', 30, '00 47 00 fc 6f 22', 'Gü漢'],
    ['BMPString with a surrogate pair', 30, 'd8 3d de 00', '😀'],
    ['BMPString of odd length', 30, '00 47 00', undefined],
    ['OCTET STRING', 4, '41', undefined],
    ['empty UTF8String', 12, '', ''],
  ] as const)('of type %s (%i) %s is %j', (_, tagNumber, content, text) => {
    const bytes = hex(content);
    const before = Buffer.from(bytes);
    expect(decodeString(bytes, tagNumber)).toBe(text);
    expect(bytes).toEqual(before);
  });
});

describe('hex', () => {
  it('is of the view alone, not of the buffer behind it', () => {
    expect(toHex(new Uint8Array([0, 1, 0xab, 3]).subarray(1, 3))).toBe('01ab');
  });
});
