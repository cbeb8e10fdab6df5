import { beforeAll, describe, expect, it } from 'vitest';
import type { OpensslAuthority } from '../../../support/openssl.ts';
import { asVersion1, hex, spliceBundle } from '../../../support/pkiFixtures.ts';
import {
  curve,
  findingsIn,
  issue,
  now,
  rsa,
  rulesIn,
  told,
  withSignatureAlgorithm,
} from '../../../support/ruleFixtures.ts';

const day = 24 * 60 * 60 * 1000;
let rsaRoot: OpensslAuthority;
beforeAll(async () => {
  rsaRoot = await issue({ name: 'RSA Root', key: rsa(2048) });
});

/** What is told of the algorithms of a certificate: rule and detail. */
function algorithmsOf(bytes: Uint8Array): string[] {
  return findingsIn(bytes)
    .filter(({ rule }) => ['CBA012', 'CBA013', 'CBA014', 'CBA015'].includes(rule))
    .map(({ rule, detail }) => `${rule} ${detail}`);
}

describe('keys', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['RSA of 1024 bits', rsa(1024), ['CBA013 RSA 1024']],
    ['RSA of 2047 bits', rsa(2047), ['CBA013 RSA 2047']],
    ['RSA of 2048 bits', rsa(2048), []],
    ['RSA of 4096 bits', rsa(4096), []],
    [
      'RSA-PSS of 1024 bits',
      ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:1024'],
      ['CBA013 RSA-PSS 1024'],
    ],
    [
      'RSA-PSS of 2048 bits',
      ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
      ['CBA015 RSA-PSS 2048'],
    ],
    ['P-224', curve('P-224'), ['CBA013 EC secp224r1']],
    ['P-256', curve('P-256'), []],
    ['P-384', curve('P-384'), []],
    ['P-521', curve('P-521'), []],
    ['secp256k1', curve('secp256k1'), ['CBA015 EC secp256k1']],
    ['brainpoolP384r1', curve('brainpoolP384r1'), ['CBA015 EC brainpoolP384r1']],
    ['Ed25519', ['-newkey', 'ed25519'], ['CBA015 Ed25519']],
    ['Ed448', ['-newkey', 'ed448'], ['CBA015 Ed448']],
  ])('%s', async (_, key, expected) => {
    expect(algorithmsOf((await issue({ name: 'Some', key })).der)).toEqual(expected);
  });
});

describe('signatures', () => {
  it.each<[string, readonly string[]]>([
    ['md5', ['CBA014 md5WithRSAEncryption']],
    ['sha1', ['CBA014 sha1WithRSAEncryption']],
    ['sha224', []],
    ['sha256', []],
    ['sha512', []],
    ['sha3-256', ['CBA015 RSA-SHA3-256']],
  ])('with %s, but none of them of a root', async (digest, expected) => {
    const below = await issue({ name: 'Below', issuer: rsaRoot, digest });
    expect(algorithmsOf(spliceBundle([rsaRoot.der, below.der]))).toEqual(expected);
    const root = await issue({ name: 'Root', key: rsa(2048), digest });
    expect(algorithmsOf(root.der)).toEqual([]);
  });

  it('of an algorithm that nobody knows are neither wrong nor weak, but nobody verifies them', async () => {
    const below = await issue({ name: 'Below', issuer: rsaRoot });
    // 2.999.1
    const unknown = withSignatureAlgorithm(below.der, hex('30 05 06 03 88 37 01'));
    const bundle = spliceBundle([rsaRoot.der, unknown]);
    expect(algorithmsOf(bundle)).toEqual(['CBA012 RSA Root']);
    expect(rulesIn(findingsIn(bundle))).not.toContain('CBA011');
  });
});

describe('validity', () => {
  const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
  const validity = ['CBA003', 'CBA004', 'CBA005'] as const;

  it.each<[string, number, number, readonly string[]]>([
    ['a second ago', -1000, 60, ['CBA003']],
    ['now', 0, 60, ['CBA005']],
    ['in a second, when nothing is soon', 1000, 0, []],
    ['at the end of the last day', 60 * day, 60, ['CBA005']],
    ['a second after it', 60 * day + 1000, 60, []],
    ['at the end of the only day', day, 1, ['CBA005']],
    ['a second after the only day', day + 1000, 1, []],
  ])('that ends %s', async (_, end, warningDays, expected) => {
    const { der } = await issue({ name: 'Some', endDate: later(end) });
    expect(validity.filter((rule) => told(rule, der, { warningDays }).length > 0)).toEqual(expected);
  });

  it.each<[string, number, readonly string[]]>([
    ['now', 0, []],
    ['in a second', 1000, ['CBA004']],
    ['on another day', day, ['CBA004']],
  ])('that begins %s', async (_, begin, expected) => {
    const { der } = await issue({ name: 'Some', startDate: later(begin) });
    expect(validity.filter((rule) => told(rule, der).length > 0)).toEqual(expected);
  });

  it('that is over is not also said to end soon, whatever is soon', async () => {
    const { der } = await issue({ name: 'Some', endDate: later(-day) });
    expect(told('CBA005', der, { warningDays: 3650 })).toEqual([]);
  });

  it('names days in UTC', async () => {
    const { der } = await issue({ name: 'Some', endDate: new Date('2030-06-15T23:59:59Z') });
    expect(told('CBA005', der)[0]).toContain('on 2030-06-15.');
  });
});

describe('what is wrong with one certificate', () => {
  it('is all told, and nothing of it about others', async () => {
    const weak = await issue({
      name: 'Weak',
      issuer: rsaRoot,
      key: rsa(1024),
      digest: 'sha1',
      endDate: new Date(now.getTime() - day),
      crlAddresses: ['ldap:///x'],
      extensions: ['subjectKeyIdentifier = none', 'authorityKeyIdentifier = none'],
    });
    const fine = await issue({ name: 'Fine', issuer: rsaRoot });
    const findings = findingsIn(spliceBundle([fine.der, weak.der, rsaRoot.der]));
    const at = (position: number) => rulesIn(findings.filter((finding) => finding.position === position));
    expect(at(1)).toEqual(['CBA016']);
    expect(at(2)).toEqual(['CBA003', 'CBA006', 'CBA007', 'CBA017', 'CBA013', 'CBA014']);
    expect(at(3)).toEqual(['CBA022']);
  });

  it('stays told where an extension of it is damaged', async () => {
    const damaged = await issue({
      name: 'Damaged',
      issuer: rsaRoot,
      endDate: new Date(now.getTime() - day),
      crlAddresses: ['ldap:///x'],
      extensions: ['certificatePolicies = DER:0203010101'],
    });
    const findings = findingsIn(spliceBundle([damaged.der]));
    expect(rulesIn(findings)).toEqual(['CBA003', 'CBA017', 'CBA032', 'CBA010']);
    expect(findings[2]?.detail).toBe('an extension or the key cannot be read');
  });

  it('in version 1 is also that nothing finds it', () => {
    const findings = findingsIn(asVersion1(rsaRoot.der));
    expect(rulesIn(findings)).toEqual(['CBA001', 'CBA022', 'CBA011']);
  });
});
