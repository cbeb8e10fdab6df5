import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { revocationAddressesOf } from '../../../src/pki/revocationAddresses.ts';
import { makeAuthority } from '../../support/openssl.ts';

const root = await makeAuthority({ name: 'Root' });
const issuing = await makeAuthority({
  name: 'Issuing',
  issuer: root,
  crlAddresses: ['ldap://directory/root', 'http://crl.example/root.crl'],
  extensions: ['freshestCRL = URI:http://crl.example/root-delta.crl'],
});
const leaf = await makeAuthority({
  name: 'Somebody',
  issuer: issuing,
  authority: false,
  crlAddresses: ['http://crl.example/issuing.crl'],
});
const ownRoot = await makeAuthority({ name: 'Own', crlAddresses: ['http://crl.example/own.crl'] });

const addresses = (...made: readonly { readonly der: Buffer }[]): string[] =>
  revocationAddressesOf(made.map(({ der }) => readCertificate(der))).map(({ base, delta }) =>
    `${base} ${delta}`.trim(),
  );

describe('where a CA publishes its CRLs', () => {
  it('stands in what it issued, not in its own certificate', () => {
    expect(addresses(root, issuing)).toEqual([
      'http://crl.example/root.crl http://crl.example/root-delta.crl',
      '',
    ]);
  });

  it('is told by a certificate of a person as well', () => {
    expect(addresses(leaf, issuing)).toEqual(['', 'http://crl.example/issuing.crl']);
  });

  it('stands in a root itself where that issued nothing here', () => {
    expect(addresses(ownRoot)).toEqual(['http://crl.example/own.crl']);
  });

  it('is not known of a CA that stands alone', () => {
    expect(addresses(issuing)).toEqual(['']);
    expect(addresses(root)).toEqual(['']);
  });
});
