import { beforeAll, describe, expect, it } from 'vitest';
import { SignatureChecker } from '../../../src/pki/signature.ts';
import { itemAt } from '../../support/pkiFixtures.ts';
import {
  makeSignatureFixtures,
  type SignatureFixtures,
  type SignedCase,
  signatureCases,
  strangersTo,
} from '../../support/signatureCases.ts';
import { certified, isSignedBy, verdictOf } from '../../support/signedCertificates.ts';

let fixtures: SignatureFixtures;
beforeAll(async () => {
  fixtures = await makeSignatureFixtures();
});

const openssl = new SignatureChecker('openssl');
const boringssl = new SignatureChecker('boringssl');
const table = signatureCases.map((one, index) => [one.name, index] as const);

function signedCase(index: number): SignedCase {
  return itemAt(fixtures.cases, index);
}

/** The certificate with one bit of the octet changed, counted from the end where negative. */
function withChange(certificate: Buffer, position: number): Buffer {
  const changed = Buffer.from(certificate);
  const index = position < 0 ? changed.length + position : position;
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

/** A bit of the subject's last letter: the certificate stays readable. */
function withOtherSubject(certificate: Buffer): Buffer {
  return withChange(certificate, certificate.indexOf('Leaf') + 3);
}

describe('a signature made with', () => {
  it.each(table)('%s is known as its issuer’s', (_, index) => {
    const { certificate, kind, named, openssl: expected } = signedCase(index);
    const issuer = fixtures.issuer(kind);
    expect(openssl.check(certificate, issuer.der)).toBe(expected);
    // OpenSSL looks for an issuer whose key fits, and finds none for an algorithm without a name.
    if (named) {
      expect(isSignedBy(certificate, issuer.der)).toBe(true);
    }
  });

  it.each(table)('%s is not taken for that of another key of this kind', (_, index) => {
    const { certificate, kind, openssl: expected } = signedCase(index);
    const other = fixtures.other(kind);
    expect(isSignedBy(certificate, other.der)).toBe(false);
    expect(openssl.check(certificate, other.der)).toBe(expected === 'valid' ? 'invalid' : 'unverifiable');
  });

  it.each(table)('%s does not cover a changed certificate', (_, index) => {
    const { certificate, kind, openssl: expected } = signedCase(index);
    const changed = withOtherSubject(certificate);
    expect(isSignedBy(changed, fixtures.issuer(kind).der)).toBe(false);
    expect(openssl.check(changed, fixtures.issuer(kind).der)).toBe(
      expected === 'valid' ? 'invalid' : 'unverifiable',
    );
  });

  it.each(table)('%s is not known any more when it was changed itself', (_, index) => {
    const { certificate, kind, openssl: expected } = signedCase(index);
    const changed = withChange(certificate, -1);
    expect(isSignedBy(changed, fixtures.issuer(kind).der)).toBe(false);
    expect(openssl.check(changed, fixtures.issuer(kind).der)).toBe(
      expected === 'valid' ? 'invalid' : 'unverifiable',
    );
  });

  it.each(table)('%s is invalid below a key that cannot have made it', (_, index) => {
    const one = signedCase(index);
    const strangers = strangersTo(one);
    const outcomes = strangers.map((kind) => ({
      kind,
      openssl: openssl.check(one.certificate, fixtures.issuer(kind).der),
      boringssl: boringssl.check(one.certificate, fixtures.issuer(kind).der),
    }));
    // An algorithm without a name here could be that of any key.
    const expected = one.named ? 'invalid' : 'unverifiable';
    expect(strangers.length).toBeGreaterThan(5);
    expect(outcomes).toEqual(strangers.map((kind) => ({ kind, openssl: expected, boringssl: expected })));
  });

  it.each(table)('%s is never called wrong where BoringSSL does not know it', (_, index) => {
    const { certificate, kind, boringssl: expected } = signedCase(index);
    const wrong = expected === 'valid' ? 'invalid' : 'unverifiable';
    expect(boringssl.check(certificate, fixtures.issuer(kind).der)).toBe(expected);
    expect(boringssl.check(certificate, fixtures.other(kind).der)).toBe(wrong);
    expect(boringssl.check(withOtherSubject(certificate), fixtures.issuer(kind).der)).toBe(wrong);
    expect(boringssl.check(withChange(certificate, -1), fixtures.issuer(kind).der)).toBe(wrong);
  });
});

/** Those that the `openssl` command makes and knows again. */
const judged = signatureCases.flatMap(({ name, signing, named }, index) =>
  signing && named ? [[name, index] as const] : [],
);

describe('`openssl verify` agrees on', () => {
  it.each(judged)('%s', async (_, index) => {
    const { certificate, kind } = signedCase(index);
    const leaf = certified(certificate, '');
    expect(await verdictOf(leaf, fixtures.issuer(kind))).toBe('OK');
    expect(await verdictOf(leaf, fixtures.other(kind))).toBe('certificate signature failure');
  });
});

describe('a checker', () => {
  it('takes the library of this process where none is named', () => {
    const here = new SignatureChecker();
    const outcomes = fixtures.cases.map(({ certificate, kind }) =>
      here.check(certificate, fixtures.issuer(kind).der),
    );
    expect(outcomes).toEqual(signatureCases.map((one) => one.openssl));
  });

  it('remembers no key under the wrong certificate', () => {
    const { certificate, kind } = signedCase(0);
    const [right, wrong] = [fixtures.issuer(kind).der, fixtures.other(kind).der];
    const outcomes = [right, wrong, right, wrong].map((issuer) => openssl.check(certificate, issuer));
    expect(outcomes).toEqual(['valid', 'invalid', 'valid', 'invalid']);
  });
});
