import { X509Certificate } from 'node:crypto';
import { BasicConstraints, Certificate as PkijsCertificate } from 'pkijs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { isCertificateAuthority, readCertificate, thumbprintOf } from '../../../src/pki/certificate.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import {
  asVersion1,
  type CertificateRequest,
  der,
  hex,
  indefinite,
  makeCertificate,
  partsOf,
  printCertificate,
  withFields,
  withValidity,
} from '../../support/pkiFixtures.ts';

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let simple: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  issuing = await makeAuthority({ name: 'Issuing CA', issuer: root });
  simple = await makeCertificate();
});

/** What `openssl x509 -ext` prints of the extensions that are read here: lines below each one's title. */
async function printedExtensions(certificate: Uint8Array): Promise<(title: string) => string | undefined> {
  const names = 'subjectKeyIdentifier,authorityKeyIdentifier,keyUsage';
  const text = await printCertificate(certificate, '-ext', names);
  return (title) => new RegExp(`^X509v3 ${title}:.*\\n((?: +.+\\n)+)`, 'm').exec(text)?.[1];
}

/** An identifier that OpenSSL prints, without colons and in lower case. */
function printedIdentifier(lines: string | undefined): string | undefined {
  return /^ +(?:keyid:)?((?:[\dA-F]{2}:)*[\dA-F]{2})$/m
    .exec(lines ?? '')?.[1]
    ?.replaceAll(':', '')
    .toLowerCase();
}

const caConstraints = 'basicConstraints = critical, CA:true';
const shapes: readonly [string, CertificateRequest][] = [
  ['RSA', { key: ['-newkey', 'rsa:1024'], extensions: [caConstraints, 'subjectKeyIdentifier = hash'] }],
  ['EC P-384', { key: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'] }],
  ['Ed25519', { extensions: [caConstraints, 'keyUsage = keyCertSign'] }],
  ['a serial number with its high bit set', { serial: '0x80ff' }],
  ['a serial number of 20 octets', { serial: '0x9f00112233445566778899aabbccddeeff001122' }],
  ['serial number 1', { serial: '1' }],
  [
    'a path length of 0',
    { extensions: ['basicConstraints = CA:true, pathlen:0', 'keyUsage = cRLSign, keyCertSign'] },
  ],
  ['a path length of 300', { extensions: ['basicConstraints = CA:true, pathlen:300'] }],
  ['CA:false', { extensions: ['basicConstraints = CA:false', 'keyUsage = digitalSignature'] }],
  ['CA:false with keyCertSign', { extensions: ['basicConstraints = CA:false', 'keyUsage = keyCertSign'] }],
  ['CA:true without keyCertSign', { extensions: [caConstraints, 'keyUsage = critical, cRLSign'] }],
  ['key usage without basic constraints', { extensions: ['keyUsage = keyCertSign'] }],
  [
    'every key usage',
    {
      extensions: [
        caConstraints,
        `keyUsage = ${[
          'digitalSignature',
          'nonRepudiation',
          'keyEncipherment',
          'dataEncipherment',
          'keyAgreement',
          'keyCertSign',
          'cRLSign',
          'encipherOnly',
          'decipherOnly',
        ].join(', ')}`,
      ],
    },
  ],
  ['decipherOnly', { extensions: [caConstraints, 'keyUsage = decipherOnly'] }],
  [
    'both key identifiers',
    {
      extensions: [
        caConstraints,
        'subjectKeyIdentifier = hash',
        'authorityKeyIdentifier = keyid:always, issuer:always',
      ],
    },
  ],
  ['a key identifier of one octet', { extensions: [caConstraints, 'subjectKeyIdentifier = 05'] }],
  [
    'other extensions',
    {
      extensions: [
        'nsComment = hello',
        'extendedKeyUsage = critical, clientAuth',
        caConstraints,
        '1.2.3.4 = DER:0500',
      ],
    },
  ],
];

describe('a certificate made by OpenSSL', () => {
  it.each(shapes)('with %s has the fields that Node, pkijs and OpenSSL see', async (_, request) => {
    const bytes = await makeCertificate(request);
    const found = readCertificate(bytes);
    const node = new X509Certificate(bytes);
    expect(found).toMatchObject({ version: 3, notBefore: node.validFromDate, notAfter: node.validToDate });
    expect(found.der).toBe(bytes);
    expect(BigInt(`0x${found.serialNumber}`)).toBe(BigInt(`0x${node.serialNumber}`));
    expect(found.serialNumber).toMatch(/^(?:[\da-f]{2})+$/);
    expect(thumbprintOf(bytes)).toBe(node.fingerprint.replaceAll(':', ''));
    expect(isCertificateAuthority(found)).toBe(node.ca);

    const extensions = PkijsCertificate.fromBER(bytes).extensions ?? [];
    const valueOf = (id: string): unknown => extensions.find(({ extnID }) => extnID === id)?.parsedValue;
    const constraints = valueOf('2.5.29.19');
    expect(found.basicConstraints).toEqual(
      constraints instanceof BasicConstraints
        ? { ca: constraints.cA, pathLength: constraints.pathLenConstraint }
        : undefined,
    );
    const printed = await printedExtensions(bytes);
    expect(found.subjectKeyIdentifier).toBe(printedIdentifier(printed('Subject Key Identifier')));
    expect(found.authorityKeyIdentifier).toBe(printedIdentifier(printed('Authority Key Identifier')));
    expect(found.mayIssueCertificates).toBe(printed('Key Usage')?.includes('Certificate Sign'));
    for (const line of request.extensions ?? []) {
      const [name] = line.split(' ');
      expect(name !== 'keyUsage' || found.mayIssueCertificates !== undefined).toBe(true);
      expect(name !== 'authorityKeyIdentifier' || found.authorityKeyIdentifier !== undefined).toBe(true);
    }
  });

  it('and issued by another names its issuer and the key of its issuer', () => {
    const [parent, child] = [readCertificate(root.der), readCertificate(issuing.der)];
    expect(child.issuer).toEqual(parent.subject);
    expect(child.authorityKeyIdentifier).toBe(parent.subjectKeyIdentifier);
    expect(child.authorityKeyIdentifier).toHaveLength(40);
    expect(child.subjectKeyIdentifier).not.toBe(child.authorityKeyIdentifier);
  });

  it('and with an authority key identifier of issuer and serial only has no key identifier of its issuer', () => {
    const identifier = der(0x30, der(0xa1, der(0xa4, hex('30 00'))), hex('82 01 05'));
    const extension = der(0x30, hex('06 03 55 1d 23'), der(4, identifier));
    const bytes = withFields(simple, (fields) => [...fields.slice(0, -1), der(0xa3, der(0x30, extension))]);
    expect(readCertificate(bytes).authorityKeyIdentifier).toBeUndefined();
  });

  it('and cut down to version 1 is read, and is no CA (RFC 5280 §6.1.4 k)', () => {
    const bytes = asVersion1(root.der);
    const found = readCertificate(bytes);
    expect(new X509Certificate(bytes).serialNumber.toLowerCase()).toBe(found.serialNumber);
    expect(found).toMatchObject({
      version: 1,
      subject: readCertificate(root.der).subject,
      subjectKeyIdentifier: undefined,
      authorityKeyIdentifier: undefined,
      basicConstraints: undefined,
      mayIssueCertificates: undefined,
      crlDistributionPoints: [],
      freshestCrlDistributionPoints: [],
    });
    expect(isCertificateAuthority(found)).toBe(false);
  });

  it('and with version 1 spelt out, which DER would leave out, is read', () => {
    const bytes = withFields(root.der, (fields) => fields.with(0, hex('a0 03 02 01 00')));
    expect(readCertificate(bytes).version).toBe(1);
  });

  it('and in version 2 with unique identifiers is read', () => {
    const identifiers = [hex('81 02 00 01'), hex('82 02 00 02')];
    const bytes = withFields(root.der, (fields) => [
      hex('a0 03 02 01 01'),
      ...fields.slice(1, -1),
      ...identifiers,
    ]);
    expect(readCertificate(bytes)).toMatchObject({ version: 2, basicConstraints: undefined });
  });
});

describe('what is no certificate', () => {
  const broken: readonly [string, () => Uint8Array][] = [
    ['nothing', () => Buffer.alloc(0)],
    ['another structure', () => hex('30 03 02 01 05')],
    ['a SET', () => hex('31 00')],
    ['a byte behind it', () => Buffer.concat([simple, Buffer.of(0)])],
    ['an indefinite length', () => indefinite(0x30, ...partsOf(simple))],
    ['no signature', () => der(0x30, ...partsOf(simple).slice(0, 2))],
    ['a signature of another type', () => der(0x30, ...partsOf(simple).with(2, hex('04 00')))],
    ['version 4', () => withFields(simple, (fields) => fields.with(0, hex('a0 03 02 01 03')))],
    ['a negative version', () => withFields(simple, (fields) => fields.with(0, hex('a0 03 02 01 ff')))],
    [
      'a serial number of another type',
      () => withFields(simple, (fields) => fields.with(1, hex('04 01 01'))),
    ],
    ['no public key', () => withFields(simple, (fields) => fields.slice(0, 6))],
    ['one time only', () => withFields(simple, (fields) => fields.with(4, der(0x30, hex('17 00'))))],
    ['a time of another type', () => withValidity(simple, hex('0c 00'), hex('0c 00'))],
    ['31 April', () => withValidity(simple, utcTime('240431000000Z'), utcTime('250101000000Z'))],
  ];

  it.each(broken)('is refused: %s', (_, bytes) => {
    expect(() => readCertificate(bytes())).toThrow(Asn1Error);
  });

  it('is every certificate that is cut off, at whatever byte', () => {
    for (let length = 0; length < simple.length; length += 1) {
      expect(() => readCertificate(simple.subarray(0, length))).toThrow(Asn1Error);
    }
  });
});

function utcTime(digits: string): Buffer {
  return der(0x17, Buffer.from(digits));
}
