import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  firstHttpAddress,
  isCertificateAuthority,
  isSelfIssued,
  readCertificate,
  thumbprintOf,
} from '../../../src/pki/certificate.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import {
  der,
  hex,
  makeCertificate,
  partOf,
  printCertificate,
  withSubject,
} from '../../support/pkiFixtures.ts';

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let simple: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  issuing = await makeAuthority({ name: 'Issuing CA', issuer: root });
  simple = await makeCertificate();
});

describe('the thumbprint', () => {
  it('is the SHA-1 of the certificate in upper case, as Node and OpenSSL say', async () => {
    const printed = await printCertificate(simple, '-fingerprint', '-sha1');
    expect(thumbprintOf(simple)).toMatch(/^[\dA-F]{40}$/);
    expect(printed.trim().replaceAll(':', '')).toMatch(new RegExp(`=${thumbprintOf(simple)}$`));
    expect(new X509Certificate(simple).fingerprint.replaceAll(':', '')).toBe(thumbprintOf(simple));
  });
});

describe('a certificate authority', () => {
  const certificate = (changes: Partial<Certificate>): Certificate => ({
    ...readCertificate(simple),
    ...changes,
  });

  it.each([
    [true, undefined, true],
    [true, true, true],
    [true, false, false],
    [false, undefined, false],
    [false, true, false],
    [undefined, true, false],
    [undefined, undefined, false],
  ])('with CA %s and keyCertSign %s: %s', (ca, mayIssueCertificates, expected) => {
    const basicConstraints = ca === undefined ? undefined : { ca, pathLength: undefined };
    expect(isCertificateAuthority(certificate({ basicConstraints, mayIssueCertificates }))).toBe(expected);
  });

  it('is self-issued where subject and issuer are the same name, in whatever string type', () => {
    expect(isSelfIssued(readCertificate(root.der))).toBe(true);
    expect(isSelfIssued(readCertificate(issuing.der))).toBe(false);
    const printable = der(0x30, der(0x31, der(0x30, hex('06 03 55 04 03'), der(0x13, Buffer.from('Test')))));
    expect(partOf(simple, 0, 5)).not.toEqual(printable);
    expect(isSelfIssued(readCertificate(withSubject(simple, printable)))).toBe(true);
  });
});

describe('the first address that Entra can use', () => {
  it.each([
    [['ldap://a/x', 'https://b/x', 'http://c/x', 'http://d/x'], 'http://c/x'],
    [['HTTP://C/x'], 'HTTP://C/x'],
    [['https://b/x', 'ldap:///cn=x', 'file:///x', 'http:/x', 'nothttp://x'], undefined],
    [[], undefined],
  ])('of %j is %s', (addresses, expected) => {
    expect(firstHttpAddress(addresses)).toBe(expected);
  });
});
