import { describe, expect, it } from 'vitest';
import { kindOfBinary, kindOfText } from '../../../src/pki/fileKind.ts';
import { makeAuthority, makeBundle, makePfx } from '../../support/openssl.ts';
import { asVersion1, der, hex, indefinite, partOf, partsOf } from '../../support/pkiFixtures.ts';

const bytesAfter = [Buffer.from('\n'), Buffer.alloc(16), hex('30 03 02 01 05'), Buffer.from('0\r\n')];

describe('the kind of a binary', () => {
  it('does not change by what stands behind it', async () => {
    const authority = await makeAuthority({ name: 'Root CA' });
    const bundle = await makeBundle([authority], 'der');
    const pfx = await makePfx(authority);
    const publicKey = partOf(authority.der, 0, 6);
    const examples = [
      [bundle, 'bundle'],
      [indefinite(0x30, ...partsOf(bundle)), 'bundle'],
      [authority.der, 'certificate'],
      [asVersion1(authority.der), 'certificate'],
      [pfx, 'pfx'],
      [indefinite(0x30, ...partsOf(pfx)), 'pfx'],
      [publicKey, 'publicKey'],
    ] as const;
    for (const [bytes, kind] of examples) {
      expect(kindOfBinary(bytes)).toBe(kind);
      for (const rest of bytesAfter) {
        expect(kindOfBinary(Buffer.concat([bytes, rest]))).toBe(kind);
      }
    }
  });

  it('is told of a bundle by its beginning, however soon it is cut off', async () => {
    const bundle = await makeBundle([await makeAuthority({ name: 'Root CA' })], 'der');
    const behindContentType = bundle.indexOf(hex('2a 86 48 86 f7 0d 01 07 02')) + 9;
    for (let length = behindContentType; length < bundle.length; length += 1) {
      expect(kindOfBinary(bundle.subarray(0, length))).toBe('bundle');
    }
    for (let length = 1; length < behindContentType; length += 1) {
      expect(kindOfBinary(bundle.subarray(0, length))).toBe('unknown');
    }
    expect(kindOfBinary(indefinite(0x30, ...partsOf(bundle)).subarray(0, 100))).toBe('bundle');
  });

  const algorithm = der(0x30, hex('06 03 2b 65 70'));
  const name = hex('30 00');
  const time = hex('17 01 30');
  it.each([
    ['empty', 'nothing', hex('')],
    ['unknown', 'one byte', hex('30')],
    ['unknown', 'an empty SEQUENCE', hex('30 00')],
    ['unknown', 'a SET', hex('31 03 02 01 05')],
    ['unknown', 'a content type that nobody knows', der(0x30, hex('06 03 2a 03 04'))],
    ['unknown', 'a content type that is cut off', der(0x30, hex('06 02 2a 84'))],
    ['unknown', 'an ECDSA signature', der(0x30, hex('02 01 05 02 01 06'))],
    ['unknown', 'a version and an empty SEQUENCE', der(0x30, hex('02 01 03 30 00'))],
    ['unknown', 'version 3 and no content type', der(0x30, hex('02 01 03 30 02 05 00'))],
    ['unknown', 'a version and a BIT STRING', der(0x30, hex('02 01 00'), algorithm, hex('03 01 00'))],
    ['unknown', 'an algorithm alone', der(0x30, algorithm)],
    ['unknown', 'an algorithm and a number', der(0x30, algorithm, hex('02 01 05'))],
    ['unknown', 'a SET with a content type', der(0x31, hex('06 09 2a 86 48 86 f7 0d 01 07 02'))],
    ['unknown', 'another version of an EC key', der(0x30, hex('02 01 05 04 00'))],
    ['unknown', 'a CSR without a key', der(0x30, der(0x30, hex('02 01 00'), name, hex('03 00')), algorithm)],
    [
      'unknown',
      'a CSR with more in it',
      der(0x30, der(0x30, hex('02 01 00'), name, name, der(0x30, time, name)), algorithm),
    ],
    ['unknown', 'SEQUENCEs of nothing', der(0x30, name, name)],
    ['unknown', 'a SEQUENCE in SEQUENCEs', der(0x30, der(0x30, name))],
    ['privateKey', 'PKCS #8', der(0x30, hex('02 01 00'), algorithm, hex('04 01 00'))],
    [
      'privateKey',
      'PKCS #8 version 2',
      der(0x30, hex('02 01 01'), algorithm, hex('04 01 00'), hex('81 01 00')),
    ],
    ['privateKey', 'a DSA key', der(0x30, hex('02 01 00 02 01 03 02 01 03 02 01 03 02 01 03 02 01 03'))],
    ['publicKey', 'SubjectPublicKeyInfo', der(0x30, algorithm, hex('03 01 00'))],
    [
      'revocationList',
      'a CRL of version 1',
      der(0x30, der(0x30, algorithm, name, time), algorithm, hex('03 01 00')),
    ],
    [
      'revocationList',
      'a CRL of version 2',
      der(0x30, der(0x30, hex('02 01 01'), algorithm, name, time), algorithm),
    ],
    [
      'certificateRequest',
      'a CSR without attributes',
      der(0x30, der(0x30, hex('02 01 00'), name, name), algorithm),
    ],
  ])('is %s: %s', (kind, _, bytes) => {
    expect(kindOfBinary(bytes)).toBe(kind);
  });
});

describe('the kind of a text', () => {
  it.each([
    ['empty', ''],
    ['empty', '\r\n '],
    ['html', '<!doctype html>'],
    ['html', '  <HTML>'],
    ['html', '<!-- comment -->\n<html>'],
    ['html', '<?xml version="1.0"?>'],
    ['json', ' {'],
    ['json', '["a"]'],
    ['text', 'a < b'],
    ['text', '<a@b.example>'],
    ['text', 'Hello'],
  ])('is %s: %j', (kind, text) => {
    expect(kindOfText(text)).toBe(kind);
  });
});
