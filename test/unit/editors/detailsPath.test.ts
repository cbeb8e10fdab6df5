import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenedFile } from '../../../src/editors/openedFile.ts';
import { authority } from '../../support/chainFixtures.ts';
import { der, makeCertificate, withFields } from '../../support/pkiFixtures.ts';
import { type Certified, verdictOf, withSignature } from '../../support/signedCertificates.ts';
import { opened, valuesOf } from './openedFixtures.ts';

let root: Certified;
let issuing: Certified;
beforeAll(async () => {
  root = await authority('Root');
  issuing = await authority('Issuing', { issuer: root });
});

/** `position name: signature, text`, from the top down. */
function pathOf(file: OpenedFile, position: number): string[] {
  return (file.details(position)?.path ?? []).map(
    ({ position: place, name, signature, text }) => `${place} ${name}: ${signature}, ${text}`,
  );
}

describe('the way to a certificate', () => {
  it('leads from the root down, wherever they are in the file', async () => {
    expect(await verdictOf(issuing, root)).toBe('OK');
    const leaf = await authority('Leaf', { issuer: issuing });
    expect(pathOf(opened(leaf, issuing, root), 1)).toEqual([
      '3 Root: valid, signature valid',
      '2 Issuing: valid, signature valid',
      '1 Leaf: valid, signature valid',
    ]);
    expect(pathOf(opened(leaf, issuing, root), 3)).toEqual(['3 Root: valid, signature valid']);
  });

  it('tells that a signature is not true', async () => {
    const forged = withSignature(issuing.der, Buffer.alloc(64, 1));
    const ownForged = withSignature(root.der, Buffer.alloc(64, 1));
    expect(pathOf(opened({ der: ownForged }, { der: forged }), 2)).toEqual([
      '1 Root: invalid, signature invalid',
      '2 Issuing: invalid, signature invalid',
    ]);
  });

  it('tells that a signature cannot be looked at', () => {
    const algorithm = Buffer.from('300506032a0304', 'hex'); // 1.2.3.4 is no signature algorithm
    const inside = withFields(issuing.der, (fields) => fields.with(2, algorithm));
    const odd = Buffer.from(inside);
    // The algorithm outside has to be the same one, or the certificate counts as changed.
    const outside = odd.lastIndexOf(Buffer.from('300506032b6570', 'hex'));
    algorithm.copy(odd, outside);
    expect(pathOf(opened(root, { der: odd }), 2)[1]).toBe(
      '2 Issuing: unverifiable, signature cannot be verified here',
    );
  });

  it('tells whose certificate is missing at its top', async () => {
    const leaf = await authority('Leaf', { issuer: issuing });
    expect(pathOf(opened(leaf, issuing), 1)).toEqual([
      '2 Issuing: unknown, issuer Root is not in the file',
      '1 Leaf: valid, signature valid',
    ]);
  });

  it('has a word for names that are empty', () => {
    const nameless = withFields(issuing.der, (fields) => fields.with(3, der(0x30)).with(5, der(0x30)));
    const selfIssued = withFields(root.der, (fields) => fields.with(5, der(0x30)).with(3, der(0x30)));
    expect(pathOf(opened({ der: nameless }), 1)).toEqual([
      '1 (no name): unknown, issuer (no name) is not in the file',
    ]);
    expect(pathOf(opened({ der: selfIssued }), 1)).toEqual(['1 (no name): invalid, signature invalid']);
  });

  it('in a circle does not call an issuer missing that is in the file', async () => {
    const [a0, b0] = [await authority('A'), await authority('B')];
    const a = await authority('A', { keyOf: a0, issuer: b0 });
    const b = await authority('B', { keyOf: b0, issuer: a0 });
    expect(pathOf(opened(a, b), 1)).toEqual(['2 B: valid, signature valid', '1 A: valid, signature valid']);
    const leaf = await authority('Leaf', { issuer: a0 });
    expect(pathOf(opened(leaf, a, b), 1)).toEqual([
      '3 B: valid, signature valid',
      '2 A: valid, signature valid',
      '1 Leaf: valid, signature valid',
    ]);
  });
});

describe('other ways', () => {
  it('are counted where a certificate is cross-certified', async () => {
    const old = await authority('Old');
    const crossed = await authority('Root', { issuer: old, keyOf: root });
    const file = opened(issuing, root, crossed, old);
    expect([1, 2, 3, 4].map((position) => file.details(position)?.otherPaths)).toEqual([1, 0, 0, 0]);
    expect(pathOf(file, 1).map((line) => line.slice(0, 1))).toEqual(['2', '1']);
  });

  it('are none where there is only one, or none at all', () => {
    expect(opened(root, issuing).details(2)?.otherPaths).toBe(0);
    expect(opened(issuing).details(1)?.otherPaths).toBe(0);
  });
});

describe('details that cannot be read', () => {
  it.each([
    ['certificatePolicies', 'DER:0203010101'],
    ['extendedKeyUsage', 'DER:0500'],
    ['subjectAltName', 'DER:3003820561'],
    ['nameConstraints', 'DER:04020101'],
    ['authorityInfoAccess', 'DER:30023005'],
    ['1.3.6.1.4.1.311.21.7', 'DER:0101ff'],
  ])('say so for a damaged %s, and keep what can', async (extension, value) => {
    const lines = [`${extension} = ${value}`, 'crlDistributionPoints = URI:http://crl.example/a.crl'];
    const bytes = await makeCertificate({ subject: '/CN=Odd', extensions: lines });
    const details = opened({ der: bytes }).details(1);
    expect(details?.sections.map(({ title }) => title)).toEqual([
      'Subject',
      'Issuer',
      'Validity',
      'Identifiers',
      'Revocation',
      'Details',
    ]);
    const damage = details?.sections.at(-1)?.facts;
    expect(damage).toMatchObject([{ label: 'Cannot be read', value: expect.stringMatching(/^\S.+\S$/) }]);
    expect(valuesOf(details, 'Subject', 'Name')).toEqual(['Odd']);
    expect(details?.path).toMatchObject([{ name: 'Odd', signature: 'valid' }]);
  });
});
