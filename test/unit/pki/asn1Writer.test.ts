import { describe, expect, it } from 'vitest';
import { Asn1Reader } from '../../../src/pki/asn1Reader.ts';
import { decodeTime } from '../../../src/pki/asn1Values.ts';
import {
  writeBitString,
  writeBoolean,
  writeContext,
  writeContextPrimitive,
  writeElement,
  writeInteger,
  writeOctetString,
  writeSequence,
  writeSet,
  writeTime,
  writeUtf8String,
} from '../../../src/pki/asn1Writer.ts';
import { openssl } from '../../support/openssl.ts';
import { der, hex } from '../../support/pkiFixtures.ts';

describe('what is written', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000])(
    'has the shortest length octets: %i',
    (length) => {
      const content = Buffer.alloc(length, 7);
      expect(writeElement(4, content)).toEqual(der(4, content));
      expect(writeElement(4, content.subarray(0, length >> 1), content.subarray(length >> 1))).toEqual(
        der(4, content),
      );
    },
  );

  it.each([
    ['boolean', writeBoolean(true), '01 01 ff'],
    ['boolean', writeBoolean(false), '01 01 00'],
    ['integer', writeInteger(hex('00')), '02 01 00'],
    ['integer', writeInteger(hex('')), '02 01 00'],
    ['integer', writeInteger(hex('00 00 00')), '02 01 00'],
    ['integer', writeInteger(hex('00 01')), '02 01 01'],
    ['integer', writeInteger(hex('7f')), '02 01 7f'],
    ['integer', writeInteger(hex('80')), '02 02 00 80'],
    ['integer', writeInteger(hex('00 00 80')), '02 02 00 80'],
    ['integer', writeInteger(hex('00 01 00')), '02 02 01 00'],
    ['bit string', writeBitString(hex('06'), 1), '03 02 01 06'],
    ['bit string of whole octets', writeBitString(hex('06')), '03 02 00 06'],
    ['octet string', writeOctetString(hex('0102')), '04 02 01 02'],
    ['UTF-8 string', writeUtf8String('ü'), '0c 02 c3 bc'],
    ['sequence', writeSequence(hex('05 00'), hex('05 00')), '30 04 05 00 05 00'],
    ['set', writeSet(), '31 00'],
    ['explicit tag', writeContext(3, hex('05 00')), 'a3 02 05 00'],
    ['implicit tag', writeContextPrimitive(6, hex('41')), '86 01 41'],
  ])('is DER: %s', (_, written, expected) => {
    expect(written).toEqual(hex(expected));
  });

  it.each([
    ['1949-12-31T23:59:59Z', 0x18, '19491231235959Z'],
    ['1950-01-01T00:00:00Z', 0x17, '500101000000Z'],
    ['2049-12-31T23:59:59.999Z', 0x17, '491231235959Z'],
    ['2050-01-01T00:00:00Z', 0x18, '20500101000000Z'],
    ['9999-12-31T23:59:59Z', 0x18, '99991231235959Z'],
  ])('chooses the time type of RFC 5280 for %s', (instant, identifier, digits) => {
    const written = writeTime(new Date(instant));
    expect(written).toEqual(der(identifier, Buffer.from(digits)));
    const kind = identifier === 0x17 ? 'utcTime' : 'generalizedTime';
    const whole = new Date(instant).setUTCMilliseconds(0);
    expect(decodeTime(written.subarray(2), kind, 0).getTime()).toBe(whole);
  });

  it('is read by OpenSSL', async () => {
    const bytes = writeSequence(
      writeInteger(hex('80')),
      writeUtf8String('Grüße'),
      writeTime(new Date('2050-01-02')),
    );
    const output = await openssl(['asn1parse', '-inform', 'DER', '-in', 'in.der'], { 'in.der': bytes });
    expect(output.toString()).toMatch(
      /INTEGER +:80\n.*UTF8STRING +:Grüße\n.*GENERALIZEDTIME +:20500102000000Z\n$/,
    );
    expect(new Asn1Reader(bytes).read().end).toBe(bytes.length);
  });
});
