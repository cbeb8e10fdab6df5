import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { writeBundle } from '../../../src/pki/bundle.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { certificatesIn, growFarm } from '../../support/certificateFarm.ts';
import { type ComparedFields, readComparedFields } from '../../support/comparedFields.ts';
import { occurrences } from '../../support/farmCoverage.ts';
import { makeBundle, openssl, temporaryDirectory } from '../../support/openssl.ts';
import { opensslFields } from '../../support/opensslFields.ts';
import { type PrintedCertificate, printAll } from '../../support/opensslPrints.ts';
import { makeCertificate, pem, printCertificate } from '../../support/pkiFixtures.ts';
import { expectedFields, readerDifferences } from '../../support/readerDifferences.ts';
import { visibleString } from '../../support/splicedCertificates.ts';

/**
 * The reader and the `openssl` command, held against each other over every field of thousands of certificates that the
 * latter made. Where they differ on purpose, `readerDifferences` says so.
 */

interface Compared {
  readonly der: Buffer;
  readonly printed: PrintedCertificate;
  readonly ours: ComparedFields;
  readonly openssl: ComparedFields;
  readonly expected: ComparedFields;
}

const fields: Readonly<Record<keyof ComparedFields, true>> = {
  version: true,
  serialNumber: true,
  subject: true,
  issuer: true,
  subjectAttributes: true,
  issuerAttributes: true,
  notBefore: true,
  notAfter: true,
  keyAlgorithm: true,
  keyBits: true,
  curve: true,
  keySha1: true,
  signatureOid: true,
  signatureName: true,
  signatureHash: true,
  maskHash: true,
  saltLength: true,
  thumbprint: true,
  subjectKeyIdentifier: true,
  authorityKeyIdentifier: true,
  basicConstraints: true,
  mayIssueCertificates: true,
  keyUsage: true,
  extendedKeyUsage: true,
  policies: true,
  policyMappings: true,
  nameConstraints: true,
  crlDistributionPoints: true,
  freshestCrlDistributionPoints: true,
  authorityInformation: true,
  subjectAlternativeNames: true,
  microsoft: true,
  extensions: true,
  unknownExtensions: true,
};
const fieldNames = Object.keys(fields).filter((name): name is keyof ComparedFields => name in fields);

/** The CA certificates of this computer, else those that Node brings along. */
const collectionFile = '/etc/ssl/certs/ca-certificates.crt';
const collection = existsSync(collectionFile)
  ? readFileSync(collectionFile)
  : Buffer.from(rootCertificates.join('\n'));

let farm: readonly Compared[];
let installed: readonly Compared[];

beforeAll(async () => {
  farm = await compare(await growFarm(await temporaryDirectory(afterAll)));
  installed = await compare(certificatesIn(collection));
}, 120_000);

async function compare(certificates: readonly Buffer[]): Promise<Compared[]> {
  const prints = await printAll(certificates);
  return prints.map((printed, index) => {
    const der = certificates[index] ?? Buffer.of();
    const told = opensslFields(printed);
    const expected = expectedFields(told, printed);
    return { der, printed, ours: readComparedFields(der), openssl: told, expected };
  });
}

/** A few of those about which the two do not agree: all of them would be unreadable. */
function disagreements(certificates: readonly Compared[], field: keyof ComparedFields): unknown[] {
  return certificates
    .filter(({ ours, expected }) => !same(ours[field], expected[field]))
    .map(({ der, ours, expected }) => ({
      ours: ours[field],
      expected: expected[field],
      pem: pem('CERTIFICATE', der),
    }))
    .slice(0, 3);
}

/** Also of lists and records; a property without a value is one that is not there. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, inside]) => [key, sorted(inside)]),
      )
    : value;
}

describe('the certificate reader and OpenSSL', () => {
  it('are asked about at least 2,000 different certificates', () => {
    expect(new Set(farm.map(({ ours }) => ours.thumbprint)).size).toBe(farm.length);
    expect(farm.length).toBeGreaterThan(2_000);
  });

  it.each(occurrences)('meet $what', ({ occursIn }) => {
    expect(farm.some(({ openssl: told, printed }) => occursIn(told, printed))).toBe(true);
  });

  it.each(fieldNames)('agree about %s', (field) => {
    expect(disagreements(farm, field)).toEqual([]);
  });

  it('agree about what OpenSSL makes a key identifier of', () => {
    const hashed = farm.filter(
      ({ openssl: { subjectKeyIdentifier, keySha1 } }) => keySha1.toLowerCase() === subjectKeyIdentifier,
    );
    expect(hashed.length).toBeGreaterThan(500);
    expect(hashed.filter(({ ours }) => ours.keySha1.toLowerCase() !== ours.subjectKeyIdentifier)).toEqual([]);
  });
});

describe('where they differ', () => {
  it.each(readerDifferences)('$field: $about', ({ field, asWeTell }) => {
    const before = readerDifferences.findIndex((one) => one.asWeTell === asWeTell);
    const concerned = farm.filter(({ openssl: told, printed }) => {
      const value = readerDifferences
        .slice(0, before)
        .reduce((one, other) => other.asWeTell(one, printed), told);
      return !same(value[field], asWeTell(value, printed)[field]);
    });
    expect(concerned.length).toBeGreaterThan(0);
    expect(concerned.filter(({ ours, openssl: told }) => same(ours[field], told[field]))).toEqual([]);
    expect(disagreements(concerned, field)).toEqual([]);
  });
});

describe('where one of them refuses', () => {
  it('is the reader for a negative path length, which RFC 5280 §4.2.1.9 does not have', async () => {
    const der = await makeCertificate({ extensions: ['basicConstraints = critical, DER:30060101ff0201ff'] });
    expect(await printCertificate(der, '-text')).toContain('pathlen:-');
    expect(() => readCertificate(der)).toThrow(Asn1Error);
  });

  it('is OpenSSL for a name in a string type that names do not have, as the bytes are not to be hidden', async () => {
    const der = visibleString(await makeCertificate(), 'Visible');
    await expect(printCertificate(der)).rejects.toThrow('Could not');
    expect(readComparedFields(der).subject).toBe('CN=Visible');
  });
});

describe('certificates with ML-DSA', () => {
  const named = (): Compared[] => farm.filter(({ ours }) => ours.keyAlgorithm.startsWith('ML-DSA'));

  it('have the key and the signature that Node finds and verifies', () => {
    expect(named()).toHaveLength(3);
    for (const { der, ours } of named()) {
      const node = new X509Certificate(der);
      expect(ours.keyAlgorithm.toLowerCase()).toBe(node.publicKey.asymmetricKeyType);
      expect(ours.signatureName).toBe(ours.keyAlgorithm);
      expect(node.verify(node.publicKey)).toBe(true);
    }
  });
});

describe('the CA certificates of this computer', () => {
  it('are all read, as they are', () => {
    const reading = readCertificateFile(collection);
    expect(reading).toMatchObject({ outcome: 'read', file: { kind: 'certificate', damaged: [] } });
    const members = reading.outcome === 'read' ? reading.file.certificates : [];
    expect(installed.length).toBeGreaterThan(50);
    expect(members.map(({ certificate }) => Buffer.from(certificate.der).toString('hex'))).toEqual(
      installed.map(({ der }) => der.toString('hex')),
    );
  });

  it.each(fieldNames)('are read as OpenSSL reads them: %s', (field) => {
    expect(disagreements(installed, field)).toEqual([]);
  });
});

describe('bundles that we write', () => {
  it.each([1, 2, 300, 1_000])('of %i certificates hold for OpenSSL the very same ones', async (count) => {
    const members = farm.slice(-count).map(({ der }) => der);
    const bundle = writeBundle(members);
    const printed = await openssl(['pkcs7', '-inform', 'DER', '-in', 'bundle.p7b', '-print_certs'], {
      'bundle.p7b': bundle,
    });
    expect(certificatesIn(printed).map((der) => der.toString('hex'))).toEqual(
      members.map((der) => der.toString('hex')),
    );
  });

  it('are octet for octet those that OpenSSL writes', async () => {
    const members = farm.slice(0, 300).map(({ der }) => der);
    const theirs = await makeBundle(
      members.map((der) => ({ pem: pem('CERTIFICATE', der) })),
      'der',
    );
    expect(Buffer.compare(writeBundle(members), theirs)).toBe(0);
  });
});
