import { describe, expect, it } from 'vitest';
import {
  type ConfigurationExport,
  exportOf,
  readExport,
  settingsOf,
  writeExport,
} from '../../../src/graph/configurationExport.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { Asn1Error } from '../../../src/pki/asn1Reader.ts';
import { readCertificate, thumbprintOf } from '../../../src/pki/certificate.ts';
import { makeCertificate, variantsOf } from '../../support/pkiFixtures.ts';

const der = await makeCertificate({ subject: '/O=Contoso/CN=Root' });
const thumbprint = thumbprintOf(der);
const base64 = der.toString('base64');
const { notAfter } = readCertificate(der);

const listed: Authority = {
  id: 'a1',
  displayName: 'Root',
  type: 'root',
  issuer: 'CN=Somebody',
  subjectKeyIdentifier: 'AB',
  thumbprint: 'not the one of the certificate',
  createdDateTime: new Date('2026-01-01T00:00:00Z'),
  expirationDateTime: new Date('2026-01-01T00:00:00Z'),
  certificateRevocationListUrl: 'http://crl.example/a.crl',
  deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
  isIssuerHintEnabled: true,
};
const head = {
  format: 'entra-cba-pki configuration 1',
  exportedAt: '2026-11-26T12:00:00.000Z',
  tenantId: 'tenant',
  configurationId: 'c1',
  displayName: 'Contoso',
};
const entry = {
  id: 'a1',
  displayName: 'Root',
  type: 'root',
  certificateRevocationListUrl: 'http://crl.example/a.crl',
  deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
  isIssuerHintEnabled: true,
  thumbprint,
  expirationDateTime: notAfter.toISOString(),
  certificate: base64,
};

function exportOfOne(changes: Partial<Authority> = {}, certificate: Uint8Array = der): ConfigurationExport {
  return exportOf(
    'tenant',
    { id: 'c1', displayName: 'Contoso' },
    [{ authority: { ...listed, ...changes }, certificate }],
    new Date('2026-11-26T12:00:00Z'),
  );
}

/** A file with these entries, and other fields of its head. */
const file = (entries: unknown, changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ ...head, authorities: entries, ...changes });

function onlyEntryOf(text: string) {
  const reading = readExport(text);
  if ('problem' in reading) {
    throw new Error(`It could not be read: ${JSON.stringify(reading.problem)}`);
  }
  expect(reading.exported.authorities).toHaveLength(1);
  return { exported: reading.exported, entry: reading.exported.authorities[0] };
}

describe('the file of an export', () => {
  it('holds everything, in a fixed order, indented, with a line end behind it', () => {
    const text = writeExport(exportOfOne());
    expect(text).toBe(`${JSON.stringify({ ...head, authorities: [entry] }, undefined, 2)}\n`);
  });

  it('has thumbprint and expiry of the certificate, not those of the list', () => {
    expect(exportOfOne().authorities).toMatchObject([{ thumbprint, certificate: { notAfter } }]);
  });

  it.each([
    ['root', 'root'],
    ['intermediate', 'intermediate'],
    // The certificate is a root's.
    ['unknown', 'root'],
  ] as const)('has the type %s as %s', (type, expected) => {
    expect(exportOfOne({ type }).authorities[0]?.type).toBe(expected);
  });

  it('is the same text where authorities of one name come in another order', () => {
    const variants = variantsOf(der, 5).map((certificate) => exportOfOne({}, certificate).authorities);
    const all = { ...exportOfOne(), authorities: variants.flat() };
    const text = writeExport(all);
    expect(writeExport({ ...all, authorities: all.authorities.toReversed() })).toBe(text);
    const thumbprints = [...text.matchAll(/"thumbprint": "(\w+)"/g)].map(([, found = '']) => found);
    expect(thumbprints).toHaveLength(5);
    expect(thumbprints).toEqual(thumbprints.toSorted((one, other) => one.localeCompare(other)));
  });

  it('is not made of a certificate that cannot be read', () => {
    expect(() => exportOfOne({}, der.subarray(0, 50))).toThrow(Asn1Error);
  });

  it('is the same after it was read and written again', () => {
    const text = writeExport(exportOfOne());
    expect(writeExport(onlyEntryOf(text).exported)).toBe(text);
  });
});

describe('an export that was changed by hand', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['its thumbprint in lower case', { thumbprint: thumbprint.toLowerCase() }],
    ['the certificate in lines', { certificate: base64.replaceAll(/.{64}/g, '$&\r\n') }],
    ['the certificate without padding', { certificate: base64.replace(/=+$/, '') }],
    ['another expiry', { expirationDateTime: '1999-01-01T00:00:00Z' }],
    ['fields that nobody knows', { subject: 'x', format: 'y' }],
  ])('is read as it was, with %s', (_, changes) => {
    const read = onlyEntryOf(file([{ ...entry, ...changes }])).entry;
    expect(read).toEqual(exportOfOne().authorities[0]);
  });

  it.each<[string, unknown, unknown]>([
    ['displayName', 'Renamed', 'Renamed'],
    ['displayName', 5, ''],
    ['id', null, ''],
    ['type', 'intermediate', 'intermediate'],
    ['certificateRevocationListUrl', undefined, ''],
    ['certificateRevocationListUrl', ['http://crl.example'], ''],
    ['deltaCertificateRevocationListUrl', { toString: 'x' }, ''],
    ['isIssuerHintEnabled', false, false],
    ['isIssuerHintEnabled', 'true', false],
    ['isIssuerHintEnabled', 1, false],
    ['isIssuerHintEnabled', undefined, false],
  ])('has the %s %j as %j', (field, value, expected) => {
    expect(onlyEntryOf(file([{ ...entry, [field]: value }])).entry).toMatchObject({ [field]: expected });
  });

  it.each(['exportedAt', 'tenantId', 'configurationId', 'displayName'])(
    'has no %s where that is no text',
    (field) => {
      for (const value of [undefined, null, 7, {}, ['x']]) {
        expect(onlyEntryOf(file([entry], { [field]: value })).exported).toMatchObject({ [field]: '' });
      }
    },
  );
});

describe('a file is not read as an export', () => {
  it.each<[string, unknown]>([
    ['a text', 'x'],
    ['nothing', null],
    ['an object', {}],
    ['a number', 0],
  ])('where its authorities are %s', (_, authorities) => {
    expect(readExport(file(authorities))).toEqual({ problem: { kind: 'otherFormat' } });
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['a number', 1],
    ['longer', `${head.format}0`],
    ['in other case', head.format.toUpperCase()],
  ])('where its format is %s', (_, format) => {
    expect(readExport(file([], { format }))).toEqual({ problem: { kind: 'otherFormat' } });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['certificate', { certificate: 7 }],
    ['certificate', { certificate: '' }],
    ['certificate', { certificate: ' \n ' }],
    ['certificate', { certificate: `-----BEGIN CERTIFICATE-----${base64}-----END CERTIFICATE-----` }],
    ['certificate', { certificate: Buffer.concat([der, Buffer.of(0)]).toString('base64') }],
    ['certificate', { certificate: base64.slice(0, -8) }],
    ['type', { type: undefined }],
    ['type', { type: 'Root' }],
    ['type', { type: 'unknown' }],
    ['thumbprint', { thumbprint: undefined }],
    ['thumbprint', { thumbprint: '' }],
    ['thumbprint', { thumbprint: ` ${thumbprint}` }],
    ['thumbprint', { thumbprint: [thumbprint] }],
  ])('where the %s of an entry is %j', (what, changes) => {
    const problem = { kind: 'badEntry', entry: 3, what };
    expect(readExport(file([entry, entry, { ...entry, ...changes }, 7]))).toEqual({ problem });
  });

  it.each([null, 'text', 7, [], [entry], true])('where an entry is %j', (bad) => {
    const reading = readExport(file([entry, bad]));
    expect(reading).toEqual({ problem: { kind: 'badEntry', entry: 2, what: 'not an object' } });
  });
});

describe('the settings of an exported authority', () => {
  it('are all of its settings and nothing else', () => {
    const [authority] = exportOfOne().authorities;
    expect(authority && settingsOf(authority)).toEqual({
      displayName: 'Root',
      type: 'root',
      certificateRevocationListUrl: 'http://crl.example/a.crl',
      deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
      isIssuerHintEnabled: true,
    });
  });
});
