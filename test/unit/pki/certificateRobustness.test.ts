import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { readCertificateDetails } from '../../../src/pki/certificateDetails.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { makeBundle, openssl } from '../../support/openssl.ts';

/** Certificates with every extension that is read, in DER. */
let seeds: Buffer[];

const extensions = [
  'keyUsage=critical,keyCertSign',
  'extendedKeyUsage=clientAuth',
  'subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:a@b.example,email:a@b.example,IP:10.1.2.3,dirName:d',
  'nameConstraints=permitted;DNS:.b.example,excluded;IP:10.0.0.0/255.0.0.0',
  'certificatePolicies=1.2.3.4',
  'policyMappings=1.2.3.4:1.2.3.5',
  'authorityInfoAccess=OCSP;URI:http://o.example/',
  'crlDistributionPoints=URI:http://c.example/a.crl',
  '1.3.6.1.4.1.311.21.1=DER:0203020003',
  '1.3.6.1.4.1.311.21.7=DER:300F06072B06010401823702016402010A',
];

beforeAll(async () => {
  const config = '[req]\ndistinguished_name=n\n[n]\n[d]\nCN=Somebody\n';
  const common = 'req -x509 -nodes -keyout key.pem -subj /CN=Seed -config c.cnf -outform DER'.split(' ');
  const made = (...key: readonly string[]): Promise<Buffer> =>
    openssl([...common, ...key, ...extensions.flatMap((extension) => ['-addext', extension])], {
      'c.cnf': config,
    });
  const elliptic = await made('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
  const pss = await made('-newkey', 'rsa:1024', '-sigopt', 'rsa_padding_mode:pss');
  const pem = `-----BEGIN CERTIFICATE-----\n${elliptic.toString('base64')}\n-----END CERTIFICATE-----\n`;
  seeds = [
    elliptic,
    pss,
    Buffer.concat([elliptic, pss]),
    Buffer.from(pem),
    await makeBundle([{ pem }], 'der'),
  ];
});

/** Reads everything there is to read; only an ASN.1 error of a certificate's details is allowed to come out. */
function readWhole(bytes: Uint8Array): number {
  const reading = readCertificateFile(bytes);
  if (reading.outcome !== 'read') {
    return 0;
  }
  const { certificates, damaged } = reading.file;
  for (const { certificate } of certificates) {
    try {
      readCertificateDetails(certificate.der);
    } catch (error) {
      expect(error).toBeInstanceOf(Asn1Error);
    }
  }
  const positions = [...certificates, ...damaged].map(({ position }) => position);
  expect(new Set(positions).size).toBe(positions.length);
  return certificates.length;
}

describe('a certificate file', () => {
  it('is read whole where nothing is changed', () => {
    expect(seeds.map(readWhole)).toEqual([1, 1, 2, 1, 1]);
  });

  it('breaks nothing, whatever bytes of it are changed, taken out or put in', () => {
    const change = fc.record({
      seed: fc.nat({ max: 4 }),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      remove: fc.nat({ max: 4 }),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let bytes: Buffer = seeds[changes[0]?.seed ?? 0] ?? Buffer.of();
        for (const { at, remove, insert } of changes) {
          const offset = Math.floor(at * bytes.length);
          bytes = Buffer.concat([bytes.subarray(0, offset), insert, bytes.subarray(offset + remove)]);
        }
        readWhole(bytes);
      }),
      { numRuns: 20_000, seed: 20261126 },
    );
  });

  it('breaks nothing when it is cut off anywhere', () => {
    for (const seed of seeds) {
      for (let length = 0; length < seed.length; length += 1) {
        readWhole(seed.subarray(0, length));
      }
    }
    expect.hasAssertions();
  });
});
