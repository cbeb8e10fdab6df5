import { describe, expect, it } from 'vitest';
import type { FileKind } from '../../../src/pki/fileKind.ts';
import { describeRefusal } from '../../../src/pki/refusal.ts';

const generic = 'The file is not a PKCS #7 bundle of certificates.';

/** Every kind, with a word that its sentence must have; undefined where the general sentence is all there is to say. */
const kinds: Readonly<Record<FileKind, RegExp | undefined>> = {
  empty: /is empty/,
  privateKey: /private key.*never/,
  pfx: /PFX.*private key.*export the CA certificates/,
  certificate: /holds a certificate.*\.p7b/,
  revocationList: /CRL/,
  certificateRequest: /CSR/,
  publicKey: /public key/,
  envelopedData: /encrypted/,
  otherPkcs7: /PKCS #7, but/,
  signedContent: /signed message/,
  zip: /ZIP.*Unpack/,
  javaKeyStore: /Java key store.*Export/,
  html: /web page.*sign-in/,
  json: /JSON/,
  text: undefined,
  unknown: undefined,
  bundle: undefined,
};

const isKind = (key: string): key is FileKind => key in kinds;
const table = Object.keys(kinds)
  .filter(isKind)
  .map((kind): [FileKind, RegExp | undefined] => [kind, kinds[kind]]);

describe('the sentence for a file that is no bundle', () => {
  it.each(table)('of kind %s says what it is: %s', (kind, expected) => {
    const sentence = describeRefusal({ outcome: 'refused', kind });
    if (expected) {
      expect(sentence).toMatch(expected);
      expect(sentence).not.toBe(generic);
    } else {
      expect(sentence).toBe(generic);
    }
  });

  it.each(table)('of kind %s is whole', (kind) => {
    expect(describeRefusal({ outcome: 'refused', kind })).toMatch(/^The [^{}]+\.$/);
  });

  it('is another one for every kind that is told apart', () => {
    const told = table
      .filter(([, expected]) => expected)
      .map(([kind]) => describeRefusal({ outcome: 'refused', kind }));
    expect(new Set(told).size).toBe(told.length);
  });

  it('of a damaged bundle has the reason and what to do', () => {
    const message = 'The bytes end in the middle of an element (at byte 7)';
    expect(describeRefusal({ outcome: 'damaged', offset: 7, message })).toBe(
      'The bundle is damaged or cut off: The bytes end in the middle of an element (at byte 7). Get the file again.',
    );
  });
});
