import { describe, expect, it } from 'vitest';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { revocationAddressesOf } from '../../../src/pki/revocationAddresses.ts';
import { authority } from '../../support/chainFixtures.ts';
import type { Certified } from '../../support/signedCertificates.ts';

const keyIdentifiers = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid'];

/** Lines for the distribution points of a certificate, beside its key identifiers. */
function points(base: readonly string[], delta: readonly string[] = []): string[] {
  const line = (name: string, addresses: readonly string[]): string[] =>
    addresses.length === 0 ? [] : [`${name} = ${addresses.map((address) => `URI:${address}`).join(', ')}`];
  return [...keyIdentifiers, ...line('crlDistributionPoints', base), ...line('freshestCRL', delta)];
}

const root = await authority('Root', {
  identifiers: points(['http://crl.example/of-root-itself.crl'], ['http://crl.example/own-delta.crl']),
});
const under = (name: string, issuer: Certified, ...where: Parameters<typeof points>): Promise<Certified> =>
  authority(name, { issuer, identifiers: points(...where) });
const [silent, first, second, deltaOnly, secure, directory, mixed, capital] = await Promise.all([
  under('Silent', root, []),
  under('First', root, ['http://crl.example/first.crl']),
  under('Second', root, ['http://crl.example/second.crl', 'http://crl.example/spare.crl']),
  under('Delta', root, [], ['http://crl.example/delta.crl']),
  under('Secure', root, ['https://crl.example/secure.crl'], ['https://crl.example/secure-delta.crl']),
  under('Directory', root, ['ldap://directory/crl'], ['ldap://directory/delta']),
  under('Mixed', root, ['ldap://directory/crl', 'https://crl.example/a.crl', 'http://crl.example/mixed.crl']),
  under('Capital', root, ['HTTP://CRL.EXAMPLE/capital.crl']),
]);
const [leaf, replaced] = await Promise.all([
  under('Leaf', first, ['http://crl.example/of-first.crl']),
  // It is the root by name and key, and was issued by it.
  authority('Root', { keyOf: root, identifiers: points(['http://crl.example/of-new-root.crl']) }),
]);

const earlier = await under(
  'Earlier',
  root,
  ['http://old.example/base.crl'],
  ['http://old.example/delta.crl'],
);

const madeOn = (day: string, certificate: Certificate): Certificate => ({
  ...certificate,
  notBefore: new Date(day),
});

/** As if all were made in the same second, but for the one that is the earlier. */
const addresses = (...made: readonly Certified[]): readonly (readonly [string, string])[] =>
  revocationAddressesOf(
    made.map((one) => madeOn(one === earlier ? '2026-01-01' : '2026-02-01', readCertificate(one.der))),
  ).map(({ base, delta }) => [base, delta]);

const own = ['http://crl.example/of-root-itself.crl', 'http://crl.example/own-delta.crl'] as const;

describe('the address of the CRLs that a root issues', () => {
  it.each<[string, Certified[], readonly [string, string]]>([
    ['is its own where it stands alone', [], own],
    ['is its own where what it issued tells nothing', [silent], own],
    ['is that of what it issued before its own', [first], ['http://crl.example/first.crl', '']],
    [
      'is that of the first that tells, in the order given',
      [silent, second, first],
      ['http://crl.example/second.crl', ''],
    ],
    [
      'is told for base and delta by different certificates',
      [first, deltaOnly],
      ['http://crl.example/first.crl', 'http://crl.example/delta.crl'],
    ],
    [
      'has no delta that was named beside another address: it may be of an earlier one',
      [first, earlier],
      ['http://crl.example/first.crl', ''],
    ],
    ['is not one by https, which Entra may not fetch', [secure], own],
    ['is not one by ldap', [directory], own],
    ['is the first by http where a certificate names several', [mixed], ['http://crl.example/mixed.crl', '']],
    ['is by http in any case of letters', [capital], ['HTTP://CRL.EXAMPLE/capital.crl', '']],
  ])('%s', (_, issued, expected) => {
    expect(addresses(root, ...issued)[0]).toEqual(expected);
    // Wherever the root stands among them.
    expect(addresses(...issued, root).at(-1)).toEqual(expected);
  });
});

describe('the address of the CRLs that an intermediate issues', () => {
  it('is never the one in its own certificate, which its issuer serves', () => {
    expect(addresses(first)).toEqual([['', '']]);
    expect(addresses(first, leaf)).toEqual([
      ['http://crl.example/of-first.crl', ''],
      ['', ''],
    ]);
  });

  it('is told by what it issued itself only, not by what stands below that', () => {
    expect(addresses(root, leaf)).toEqual([own, ['', '']]);
  });
});

describe('addresses of CRLs', () => {
  it('come one for each certificate, in the same order, also for one that is there twice', () => {
    expect(addresses(leaf, first, root, first).map(([base]) => base)).toEqual([
      '',
      'http://crl.example/of-first.crl',
      'http://crl.example/first.crl',
      expect.any(String),
    ]);
    expect(addresses()).toEqual([]);
  });

  it('of two certificates of a root are each its own where nothing else tells', () => {
    expect(addresses(root, replaced).map(([base]) => base)).toEqual([
      'http://crl.example/of-root-itself.crl',
      'http://crl.example/of-new-root.crl',
    ]);
  });
});

describe('two certificates of one CA', () => {
  it('both get the address that what the key issued names', async () => {
    const renewed = await authority('First', { issuer: root, keyOf: first, identifiers: points([]) });
    expect(addresses(first, renewed, leaf)).toEqual([
      ['http://crl.example/of-first.crl', ''],
      ['http://crl.example/of-first.crl', ''],
      ['', ''],
    ]);
  });

  it('a new key that the old one certified does not get the address of the old one', async () => {
    const rollover = await authority('Root', {
      issuer: root,
      identifiers: points(['http://crl.example/of-the-old-key.crl']),
    });
    expect(addresses(rollover)).toEqual([['', '']]);
  });
});
