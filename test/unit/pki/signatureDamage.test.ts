import { constants, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { SignatureChecker, type SignatureOutcome } from '../../../src/pki/signature.ts';
import { der, hex, itemAt, partOf, partsOf } from '../../support/pkiFixtures.ts';
import {
  makeSignatureFixtures,
  type SignatureFixtures,
  type SignedCase,
  type SignerKind,
  signatureCases,
} from '../../support/signatureCases.ts';
import { isSignedBy, signAnew, withPublicKey, withSignature } from '../../support/signedCertificates.ts';

let fixtures: SignatureFixtures;
beforeAll(async () => {
  fixtures = await makeSignatureFixtures();
});

const checker = new SignatureChecker('openssl');
const table = signatureCases.map(({ name }, index) => [name, index] as const);
const pssWithSha256 = 'RSASSA-PSS by rsa with sha256, a salt of 32 and sha256 in the mask';

function caseNamed(name: string): SignedCase {
  return itemAt(
    fixtures.cases.filter((one) => one.name === name),
    0,
  );
}

function issuerOf({ kind }: SignedCase): Buffer {
  return fixtures.issuer(kind).der;
}

/** Copies with one octet changed, each at another place, so many octets apart. */
function* damaged(bytes: Buffer, stride: number): Generator<{ position: number; copy: Buffer }> {
  for (let position = 0; position < bytes.length; position += stride) {
    for (const bits of [0x01, 0x80, 0xff]) {
      const copy = Buffer.from(bytes);
      copy[position] = (copy[position] ?? 0) ^ bits;
      yield { position, copy };
    }
  }
}

describe('damage', () => {
  it.each(table)('to what was signed, or to the signature, is never valid: %s', (_, index) => {
    const one = itemAt(fixtures.cases, index);
    const [signedPart, , bits] = partsOf(one.certificate);
    const start = one.certificate.indexOf(signedPart ?? Buffer.of());
    const end = start + (signedPart?.length ?? 0);
    const content = one.certificate.length - (bits?.length ?? 0) + 5; // behind header and unused bits
    const survivors = damaged(one.certificate, 11)
      .filter(({ position }) => (position >= start && position < end) || position >= content)
      .filter(({ copy }) => checker.check(copy, issuerOf(one)) === 'valid')
      .map(({ position }) => position);
    expect([...survivors]).toEqual([]);
  });

  it.each(table)('to the issuer throws nothing: %s', (_, index) => {
    const one = itemAt(fixtures.cases, index);
    const outcomes = new Set<SignatureOutcome>(
      damaged(issuerOf(one), 13).map(({ copy }) => checker.check(one.certificate, copy)),
    );
    expect(outcomes).toContain('unverifiable');
  });

  it('that cuts off the end makes a certificate, or an issuer, that says nothing', () => {
    const one = caseNamed('p256 with sha256');
    for (let length = 0; length < one.certificate.length; length += 5) {
      expect(checker.check(one.certificate.subarray(0, length), issuerOf(one))).toBe('unverifiable');
    }
    for (let length = 0; length < issuerOf(one).length; length += 5) {
      expect(checker.check(one.certificate, issuerOf(one).subarray(0, length))).toBe('unverifiable');
    }
  });

  it.each([
    ['nothing', Buffer.of()],
    ['one octet', Buffer.of(0)],
    ['an empty SEQUENCE', hex('30 00')],
    ['zeros', hex('30 06 02 01 00 02 01 00')],
    ['octets of the right length', Buffer.alloc(256, 0xff)],
    ['too many octets', Buffer.alloc(5000, 1)],
  ])('that leaves %s of the signature is found', (_, signature) => {
    const outcomes = fixtures.cases.map((one) =>
      checker.check(withSignature(one.certificate, signature), issuerOf(one)),
    );
    expect(outcomes).toEqual(
      signatureCases.map(({ openssl }) => (openssl === 'valid' ? 'invalid' : 'unverifiable')),
    );
  });
});

describe('outside of what was signed', () => {
  it('another algorithm than inside is a change', () => {
    const one = caseNamed('rsa with sha256');
    const [signedPart = Buffer.of(), , bits = Buffer.of()] = partsOf(one.certificate);
    const withoutParameters = der(0x30, hex('06 09 2a 86 48 86 f7 0d 01 01 0b'));
    const changed = der(0x30, signedPart, withoutParameters, bits);
    expect(isSignedBy(changed, issuerOf(one))).toBe(false);
    expect(checker.check(changed, issuerOf(one))).toBe('invalid');
  });

  it('a number of unused bits is a change', () => {
    const one = caseNamed('rsa with sha256');
    const changed = Buffer.from(one.certificate);
    changed[changed.length - 257] = 1;
    expect(isSignedBy(changed, issuerOf(one))).toBe(false);
    expect(checker.check(changed, issuerOf(one))).toBe('invalid');
  });
});

describe('a key', () => {
  /** The outcome of a certificate below its issuer with another SubjectPublicKeyInfo. */
  function outcomeWithKey(name: string, change: (key: Buffer) => Buffer): SignatureOutcome {
    const one = caseNamed(name);
    const issuer = withPublicKey(issuerOf(one), change(partOf(issuerOf(one), 0, 6)));
    return checker.check(one.certificate, issuer);
  }
  const withAlgorithm = (algorithm: Buffer) => (key: Buffer) => der(0x30, algorithm, partOf(key, 1));
  const withBits = (content: Buffer) => (key: Buffer) => der(0x30, partOf(key, 0), der(0x03, [0], content));

  it('of a curve that nobody knows says nothing', () => {
    const algorithm = der(0x30, hex('06 07 2a 86 48 ce 3d 02 01'), hex('06 05 2b 81 04 00 7f'));
    expect(outcomeWithKey('p256 with sha256', withAlgorithm(algorithm))).toBe('unverifiable');
  });

  it('that is no point of its curve says nothing', () => {
    const point = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
    expect(outcomeWithKey('p256 with sha256', withBits(point))).toBe('unverifiable');
  });

  it('of RSA without numbers says nothing', () => {
    expect(outcomeWithKey('rsa with sha256', withBits(hex('30 00')))).toBe('unverifiable');
    expect(outcomeWithKey(pssWithSha256, withBits(Buffer.of()))).toBe('unverifiable');
  });

  it('of RSA that is too short for anything is not the signer', () => {
    const outcome = outcomeWithKey('rsa with sha256', withBits(hex('30 06 02 01 21 02 01 03')));
    expect(outcome).toBe('invalid');
  });

  it('of DSA without its parameters says nothing', () => {
    const algorithm = der(0x30, hex('06 07 2a 86 48 ce 38 04 01'));
    expect(outcomeWithKey('dsa with sha256', withAlgorithm(algorithm))).toBe('unverifiable');
  });

  it('of an algorithm that nobody knows says nothing', () => {
    const algorithm = der(0x30, hex('06 02 2a 03'));
    expect(outcomeWithKey('rsa with sha256', withAlgorithm(algorithm))).toBe('unverifiable');
    expect(outcomeWithKey('p256 with sha256', withAlgorithm(algorithm))).toBe('unverifiable');
  });

  it('of RSA under its name in X.509 itself is not called wrong', () => {
    const one = caseNamed('rsa with sha256');
    const key = withAlgorithm(hex('30 08 06 04 55 08 01 01 05 00'))(partOf(issuerOf(one), 0, 6));
    const issuer = withPublicKey(issuerOf(one), key);
    expect(isSignedBy(one.certificate, issuer)).toBe(true);
    expect(checker.check(one.certificate, issuer)).not.toBe('invalid');
  });

  it.each<[SignatureOutcome, string]>([
    ['valid', pssWithSha256],
    ['invalid', 'rsa with sha256'],
  ])('for RSASSA-PSS only: %s for %s', (expected, name) => {
    const algorithm = der(0x30, hex('06 09 2a 86 48 86 f7 0d 01 01 0a'));
    expect(outcomeWithKey(name, withAlgorithm(algorithm))).toBe(expected);
  });
});

describe('parameters of RSASSA-PSS', () => {
  /** A certificate whose signature is true with a salt of 32 and SHA-256, whatever its parameters say. */
  function withParameters(change: (algorithm: string) => string): Buffer {
    const { certificate } = caseNamed(pssWithSha256);
    const algorithm = hex(change(partOf(certificate, 1).toString('hex')));
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const { key } = fixtures.issuer('rsa');
    return signAnew(certificate, algorithm, (part) => sign('sha256', part, { key, padding, saltLength: 32 }));
  }
  const outcomeOf = (certificate: Buffer, kind: SignerKind = 'rsa'): SignatureOutcome =>
    checker.check(certificate, fixtures.issuer(kind).der);

  it('are believed where they are true', () => {
    expect(outcomeOf(withParameters((algorithm) => algorithm))).toBe('valid');
  });

  it.each([
    ['smaller', '020114'],
    ['larger', '020121'],
    ['negative, which libraries take for any', '0201fe'],
    ['negative, which libraries take for that of the hash', '0201ff'],
    ['negative, which libraries take for the largest', '0201fd'],
  ])('whose salt is %s are not', (_, salt) => {
    const certificate = withParameters((algorithm) => algorithm.replace(/020120$/, salt));
    expect(isSignedBy(certificate, fixtures.issuer('rsa').der)).toBe(false);
    expect(outcomeOf(certificate)).not.toBe('valid');
  });

  it('with another function for the mask than MGF1 say nothing', () => {
    const certificate = withParameters((algorithm) =>
      algorithm.replace('06092a864886f70d010108', '06092a864886f70d01017f'),
    );
    expect(isSignedBy(certificate, fixtures.issuer('rsa').der)).toBe(false);
    expect(outcomeOf(certificate)).toBe('unverifiable');
  });

  it('with a hash that nobody knows say nothing', () => {
    const certificate = withParameters((algorithm) =>
      algorithm.replaceAll('0609608648016503040201', '060960864801650304027f'),
    );
    expect(outcomeOf(certificate)).toBe('unverifiable');
  });
});
