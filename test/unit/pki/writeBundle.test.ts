import { ContentInfo, SignedData } from 'pkijs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { makeAuthority, type OpensslAuthority, openssl } from '../../support/openssl.ts';
import {
  bundleOf,
  expectBundle,
  hex,
  indefinite,
  makeCertificate,
  partsOf,
  spliceBundle,
  variantsOf,
  withFields,
} from '../../support/pkiFixtures.ts';

let authorities: OpensslAuthority[];

beforeAll(async () => {
  const root = await makeAuthority({ name: 'Root CA' });
  authorities = [root, await makeAuthority({ name: 'Issuing CA', issuer: root })];
});

async function fingerprints(bundle: Uint8Array): Promise<string[]> {
  const input = ['-inform', 'DER', '-in', 'bundle.p7b'];
  const pem = await openssl(['pkcs7', ...input, '-print_certs'], { 'bundle.p7b': bundle });
  return (
    pem
      .toString()
      .match(/-----BEGIN CERTIFICATE-----[^-]+/g)
      ?.map((each) =>
        Buffer.from(each.replace('-----BEGIN CERTIFICATE-----', ''), 'base64').toString('hex'),
      ) ?? []
  );
}

describe('a bundle that is written', () => {
  it.each([1, 2, 250])(
    'of %i certificates is, octet for octet, what openssl crl2pkcs7 writes',
    async (count) => {
      const [first] = authorities;
      const members =
        count > 2
          ? variantsOf(first?.der ?? hex(''), count)
          : authorities.slice(0, count).map((each) => each.der);
      const written = writeBundle(members);
      expect(written.equals(await bundleOf(members))).toBe(true);
      expect(await fingerprints(written)).toEqual(members.map((member) => member.toString('hex')));
    },
  );

  it('keeps the given order, also where DER would sort', async () => {
    const members = variantsOf(await makeCertificate(), 3);
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const expected = order.map((index) => members[index] ?? hex(''));
      const found = expectBundle(writeBundle(expected)).certificates.map(
        ({ certificate }) => certificate.der,
      );
      expect(found.map((each) => Buffer.from(each))).toEqual(expected);
    }
  });

  it('has neither content nor signers, and pkijs reads it', () => {
    const members = authorities.map((each) => each.der);
    const bundle = expectBundle(writeBundle(members));
    expect(bundle).toMatchObject({
      form: 'der',
      hasContent: false,
      signers: 0,
      trailingBytes: 0,
      damaged: [],
    });
    const signedData = new SignedData({ schema: ContentInfo.fromBER(writeBundle(members)).content });
    expect(signedData).toMatchObject({ version: 1, signerInfos: [], digestAlgorithms: [] });
    expect(signedData.encapContentInfo.eContent).toBeUndefined();
    expect(signedData.certificates).toHaveLength(2);
  });

  it('of nothing is a bundle of nothing', () => {
    expect(expectBundle(writeBundle([])).certificates).toEqual([]);
  });

  it('never encodes a certificate again, however odd it is', async () => {
    const plain = await makeCertificate();
    const bmp = await makeCertificate({ subject: '/CN=Grüße', stringMask: 'MASK:0x800', serial: '0x80ff' });
    const odd = [
      // BOOLEAN TRUE that is not FF, a doubled DEFAULT, lengths that are longer than needed, zeros before a serial number
      await makeCertificate({ extensions: ['basicConstraints = DER:3003010101', '1.2.3.4 = DER:0101'] }),
      await makeCertificate({ extensions: ['basicConstraints = DER:3003010100'] }),
      bmp,
      // from here on OpenSSL encodes again, or refuses
      Buffer.concat([hex('30 84 00 00'), plain.subarray(2)]),
      withFields(plain, (fields) => fields.with(1, hex('02 04 00 00 00 05'))),
      hex('30 00'),
      indefinite(0x30, ...partsOf(plain)),
    ];
    const written = writeBundle(odd);
    expect(written).toEqual(spliceBundle(odd));
    expect(odd.every((each) => written.includes(each))).toBe(true);
    const readable = odd.slice(0, 3);
    expect(await fingerprints(writeBundle(readable))).toEqual(readable.map((each) => each.toString('hex')));
  });
});
