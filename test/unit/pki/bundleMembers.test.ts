import { ContentInfo, SignedData } from 'pkijs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../../src/pki/bundle.ts';
import { displayNameOf } from '../../../src/pki/distinguishedName.ts';
import {
  makeAuthority,
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
  openssl,
} from '../../support/openssl.ts';
import {
  bundleOf,
  der,
  expectBundle,
  hex,
  indefinite,
  makeCertificate,
  partOf,
  partsOf,
  spliceBundle,
  variantsOf,
  withFields,
} from '../../support/pkiFixtures.ts';

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let list: string;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  issuing = await makeAuthority({ name: 'Issuing CA', issuer: root });
  list = await makeRevocationList(root);
});

function namesIn(bytes: Uint8Array): string[] {
  return expectBundle(bytes).certificates.map(({ certificate }) => displayNameOf(certificate.subject));
}

describe('what stands beside the certificates', () => {
  it('is a revocation list, which is counted', async () => {
    const bytes = await makeBundle([root, issuing], 'der', [list]);
    expect(namesIn(bytes)).toEqual(['Root CA', 'Issuing CA']);
    expect(expectBundle(bytes)).toMatchObject({
      form: 'der',
      revocationLists: 1,
      otherMembers: 0,
      hasContent: false,
    });
  });

  it('are several revocation lists, more than OpenSSL puts in', async () => {
    const bytes = await openssl(['crl', '-in', 'list.pem', '-outform', 'DER'], { 'list.pem': list });
    const bundle = expectBundle(spliceBundle([root.der], [der(0xa1, bytes, bytes, bytes)]));
    expect(bundle).toMatchObject({ revocationLists: 3, certificates: [{ position: 1 }], signers: 0 });
  });

  it('are revocation lists alone: then there are no certificates', async () => {
    const bytes = await openssl(['crl2pkcs7', '-in', 'list.pem', '-outform', 'DER'], { 'list.pem': list });
    expect(expectBundle(bytes)).toMatchObject({ certificates: [], damaged: [], revocationLists: 1 });
  });

  it('is nothing at all', async () => {
    expect(expectBundle(await openssl(['crl2pkcs7', '-nocrl', '-outform', 'DER']))).toMatchObject({
      certificates: [],
      damaged: [],
      otherMembers: 0,
      revocationLists: 0,
      signers: 0,
    });
  });

  const sign = (...options: readonly string[]): Promise<Buffer> => {
    const files = { content: 'content', 'signer.pem': root.pem, key: root.keyPem, 'others.pem': issuing.pem };
    const identity = ['-signer', 'signer.pem', '-inkey', 'key', '-certfile', 'others.pem'];
    return openssl([...options, '-sign', '-binary', '-in', 'content', ...identity], files);
  };

  it.each([
    ['detached', ['cms', '-outform', 'DER'], 'der', false],
    ['with content', ['cms', '-nodetach', '-outform', 'DER'], 'der', true],
    ['with content, by the older command', ['smime', '-nodetach', '-outform', 'DER'], 'der', true],
    ['with content as a stream', ['smime', '-nodetach', '-stream', '-outform', 'DER'], 'ber', true],
    ['with content in PEM', ['cms', '-nodetach', '-outform', 'PEM'], 'pem', true],
    ['of a signer named by the key', ['cms', '-keyid', '-outform', 'PEM'], 'pem', false],
  ])('is a signature: %s', async (_, options, form, hasContent) => {
    const bytes = await sign(...options);
    expect(expectBundle(bytes)).toMatchObject({
      form,
      hasContent,
      signers: 1,
      damaged: [],
      trailingBytes: 0,
    });
    expect(namesIn(bytes).toSorted()).toEqual(['Issuing CA', 'Root CA']);
  });

  it('is a signature without certificates', async () => {
    const bytes = await sign('cms', '-nocerts', '-outform', 'DER');
    expect(namesIn(bytes)).not.toContain('Root CA');
    expect(expectBundle(bytes)).toMatchObject({ hasContent: false, signers: 1, damaged: [] });
  });

  it('is a stream of content with indefinite lengths, which pkijs reads alike', async () => {
    const bytes = await makeStreamedMessage([root, issuing]);
    expect(expectBundle(bytes)).toMatchObject({
      form: 'ber',
      hasContent: true,
      signers: 1,
      trailingBytes: 0,
    });
    const { content } = ContentInfo.fromBER(bytes);
    const expected = new SignedData({ schema: content }).certificates ?? [];
    expect(expectBundle(bytes).certificates.map(({ certificate }) => certificate.serialNumber)).toEqual(
      expected.map((each) => ('serialNumber' in each ? serialOf(each.serialNumber) : '')),
    );
  });

  it('are attribute certificates and others, which are counted and do not hide the certificates', () => {
    const bytes = spliceBundle([
      hex('a1 02 30 00'),
      root.der,
      hex('a2 00'),
      hex('a3 00'),
      issuing.der,
      hex('04 00'),
    ]);
    expect(namesIn(bytes)).toEqual(['Root CA', 'Issuing CA']);
    const bundle = expectBundle(bytes);
    expect(bundle).toMatchObject({ otherMembers: 4, damaged: [] });
    expect(bundle.certificates.map(({ position }) => position)).toEqual([2, 5]);
  });
});

function serialOf(serial: { readonly valueBlock: { readonly valueHexView: Uint8Array } }): string {
  return Buffer.from(serial.valueBlock.valueHexView)
    .toString('hex')
    .replace(/^00(?=.)/, '');
}

describe('a damaged member', () => {
  const damages: readonly [string, (certificate: Buffer) => Buffer, RegExp][] = [
    ['an empty one', () => hex('30 00'), /signature/],
    [
      'a time that is none',
      (bytes) => withFields(bytes, (fields) => fields.with(4, hex('30 04 17 00 17 00'))),
      /time/,
    ],
    ['one without signature', (bytes) => der(0x30, ...partsOf(bytes).slice(0, 2)), /signature/],
    ['one with indefinite length', (bytes) => indefinite(0x30, ...partsOf(bytes)), /indefinite/],
    [
      'one whose inside is cut off',
      (bytes) => der(0x30, partOf(bytes, 0).subarray(0, 100)),
      /bytes of content/,
    ],
  ];

  it.each(damages)('does not hide the others: %s', (_, damage, message) => {
    const bad = damage(issuing.der);
    const bytes = spliceBundle([root.der, bad, issuing.der]);
    expect(namesIn(bytes)).toEqual(['Root CA', 'Issuing CA']);
    const { certificates, damaged } = expectBundle(bytes);
    const offset = bytes.indexOf(root.der) + root.der.length;
    expect(damaged).toEqual([{ position: 2, offset, message: expect.stringMatching(message) }]);
    expect(bytes.subarray(offset, offset + bad.length)).toEqual(bad);
    expect(certificates.map(({ position }) => position)).toEqual([1, 3]);
  });

  it('whose length is wrong hides what stands behind it, and no more', () => {
    const broken = Buffer.from(issuing.der);
    broken[2] = 0x7f;
    const bytes = spliceBundle([root.der, broken, issuing.der]);
    expect(namesIn(bytes)).toEqual(['Root CA']);
    expect(expectBundle(bytes).damaged).toMatchObject([
      { position: 2, message: expect.stringContaining('only') },
    ]);
  });

  it('may be the only one', () => {
    expect(expectBundle(spliceBundle([hex('30 00')]))).toMatchObject({
      certificates: [],
      damaged: [{ position: 1 }],
    });
  });
});

describe('a large bundle', () => {
  it('of 250 certificates is read whole and in order', async () => {
    const members = variantsOf(await makeCertificate({ subject: '/O=Many/CN=Same name' }), 250);
    const bytes = await bundleOf(members);
    const { certificates, damaged } = expectBundle(bytes);
    expect(damaged).toEqual([]);
    expect(certificates.map(({ certificate }) => Buffer.from(certificate.der))).toEqual(members);
    expect(new Set(certificates.map(({ certificate }) => certificate.serialNumber)).size).toBe(250);
    expect(certificates.map(({ position }) => position)).toEqual(
      Array.from({ length: 250 }, (_, index) => index + 1),
    );
  });

  it('of more members than memory could hold is refused', () => {
    const bytes = spliceBundle([Buffer.from('3000'.repeat(100_000), 'hex')]);
    expect(readBundle(bytes)).toMatchObject({
      outcome: 'damaged',
      message: expect.stringContaining('10000'),
    });
  });

  it('of as many members as are bearable is read', () => {
    const bytes = spliceBundle([Buffer.from('3000'.repeat(9_999), 'hex'), root.der]);
    expect(namesIn(bytes)).toEqual(['Root CA']);
    expect(expectBundle(bytes).damaged).toHaveLength(9_999);
  });
});
