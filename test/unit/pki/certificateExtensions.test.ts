import { describe, expect, it } from 'vitest';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { isCertificateAuthority, readCertificate } from '../../../src/pki/certificate.ts';
import { makeCertificate, printCertificate } from '../../support/pkiFixtures.ts';

describe('the CRL distribution points', () => {
  const points: readonly [string, readonly string[], readonly string[], readonly string[]][] = [
    ['none', ['basicConstraints = CA:true'], [], []],
    ['one', ['crlDistributionPoints = URI:http://crl.example/a.crl'], [], ['http://crl.example/a.crl']],
    [
      'several points in order, any scheme',
      ['crlDistributionPoints = one, two'],
      [
        '[one]\nfullname = URI:ldap:///CN=Root?certificateRevocationList?base?objectClass=cRLDistributionPoint',
        '[two]\nfullname = URI:https://b.example/2.crl',
      ],
      [
        'ldap:///CN=Root?certificateRevocationList?base?objectClass=cRLDistributionPoint',
        'https://b.example/2.crl',
      ],
    ],
    [
      'several addresses in one point',
      ['crlDistributionPoints = one'],
      ['[one]\nfullname = URI:http://a.example/1.crl, URI:ftp://b.example/2.crl'],
      ['http://a.example/1.crl', 'ftp://b.example/2.crl'],
    ],
    [
      'names that are no addresses',
      ['crlDistributionPoints = one'],
      [
        '[one]\nfullname = DNS:crl.example, dirName:where, email:a@b.example, IP:10.0.0.1, URI:http://a.example/1.crl',
        '[where]\nCN = Directory',
      ],
      ['http://a.example/1.crl'],
    ],
    [
      'a point with reasons and a CRL issuer',
      ['crlDistributionPoints = one'],
      [
        '[one]\nfullname = URI:http://a.example/1.crl\nCRLissuer = dirName:who\nreasons = keyCompromise',
        '[who]\nCN = Issuer',
      ],
      ['http://a.example/1.crl'],
    ],
    [
      'a point that is relative to its issuer, before one with an address',
      ['crlDistributionPoints = one, two'],
      [
        '[one]\nrelativename = part\nCRLissuer = dirName:who',
        '[part]\nCN = Part\n[who]\nCN = Issuer',
        '[two]\nfullname = URI:http://a.example/2.crl',
      ],
      ['http://a.example/2.crl'],
    ],
    [
      'a point with an issuer only',
      ['crlDistributionPoints = one'],
      ['[one]\nCRLissuer = dirName:who', '[who]\nCN = Issuer'],
      [],
    ],
  ];

  it.each(points)('are what OpenSSL prints: %s', async (_, extensions, sections, expected) => {
    const bytes = await makeCertificate({ extensions, sections });
    const printed = await printCertificate(bytes, '-ext', 'crlDistributionPoints');
    expect(readCertificate(bytes)).toMatchObject({
      crlDistributionPoints: expected,
      freshestCrlDistributionPoints: [],
    });
    expect([...printed.matchAll(/URI:(\S+)/g)].map((match) => match[1])).toEqual(expected);
  });

  it('are told from those of the freshest CRL', async () => {
    const bytes = await makeCertificate({
      extensions: [
        'freshestCRL = URI:http://crl.example/delta.crl, URI:ldap://crl.example/delta',
        'crlDistributionPoints = URI:http://crl.example/base.crl',
      ],
    });
    expect(readCertificate(bytes)).toMatchObject({
      crlDistributionPoints: ['http://crl.example/base.crl'],
      freshestCrlDistributionPoints: ['http://crl.example/delta.crl', 'ldap://crl.example/delta'],
    });
    const printed = await printCertificate(bytes, '-ext', 'freshestCRL');
    expect([...printed.matchAll(/URI:(\S+)/g)].map((match) => match[1])).toEqual([
      'http://crl.example/delta.crl',
      'ldap://crl.example/delta',
    ]);
  });

  it('keep octets that are no ASCII', async () => {
    // { { [0] { [0] { [6] "http://ä" in Latin-1 } } } }
    const bytes = await makeCertificate({
      extensions: ['crlDistributionPoints = DER:3010300EA00CA00A8608687474703A2F2FE4'],
    });
    expect(readCertificate(bytes).crlDistributionPoints).toEqual(['http://ä']);
  });
});

describe('basic constraints in DER', () => {
  it.each([
    ['3000', { ca: false, pathLength: undefined }],
    ['30030101FF', { ca: true, pathLength: undefined }],
    ['3003010101', { ca: true, pathLength: undefined }], // BER: any octet but zero is true
    ['3003010100', { ca: false, pathLength: undefined }],
    ['30020100', { ca: false, pathLength: undefined }], // a BOOLEAN without a value
    ['30060101FF020105', { ca: true, pathLength: 5 }],
    ['3003020105', { ca: false, pathLength: 5 }],
    ['300A0101FF020500FFFFFFFF', { ca: true, pathLength: undefined }], // more than any chain is long
  ])('%s are %j', async (value, expected) => {
    const bytes = await makeCertificate({ extensions: [`basicConstraints = DER:${value}`] });
    const certificate = readCertificate(bytes);
    expect(certificate.basicConstraints).toEqual(expected);
    expect(isCertificateAuthority(certificate)).toBe(expected.ca);
  });
});

describe('key usage in DER', () => {
  it.each([
    ['03020204', true],
    ['03020106', true],
    ['030201FA', false],
    ['0303070680', true],
    ['0303070080', false],
    ['030100', false],
  ])('%s lets it issue certificates: %s', async (value, expected) => {
    const extensions = ['basicConstraints = CA:true', `keyUsage = DER:${value}`];
    const certificate = readCertificate(await makeCertificate({ extensions }));
    expect(certificate.mayIssueCertificates).toBe(expected);
    expect(isCertificateAuthority(certificate)).toBe(expected);
  });
});

describe('an extension', () => {
  it.each([
    ['a key identifier of another type', 'subjectKeyIdentifier = DER:0C0141'],
    ['a key identifier that is cut off', 'subjectKeyIdentifier = DER:041441'],
    ['basic constraints of another type', 'basicConstraints = DER:0101FF'],
    ['a negative path length', 'basicConstraints = DER:30060101FF0201FF'],
    ['a key usage of another type', 'keyUsage = DER:040106'],
    ['distribution points of another type', 'crlDistributionPoints = DER:0500'],
    ['a distribution point of another type', 'crlDistributionPoints = DER:30020500'],
    ['a distribution point name that is primitive', 'crlDistributionPoints = DER:300430028000'],
    ['distribution points that are cut off', 'freshestCRL = DER:30103000'],
  ])('that cannot be read makes the certificate unreadable: %s', async (_, line) => {
    const bytes = await makeCertificate({ extensions: [line] });
    expect(() => readCertificate(bytes)).toThrow(Asn1Error);
  });

  it('that nobody here needs may hold anything', async () => {
    const extensions = ['basicConstraints = CA:true', '2.5.29.17 = DER:FF', 'nameConstraints = DER:30'];
    const certificate = readCertificate(await makeCertificate({ extensions }));
    expect(isCertificateAuthority(certificate)).toBe(true);
  });
});
