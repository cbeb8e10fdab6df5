import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { flawsOf, isUnusable } from '../../../src/pki/revocationFlaws.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import { type RevocationList, readRevocationList } from '../../../src/pki/revocationList.ts';
import { SignatureChecker } from '../../../src/pki/signature.ts';
import {
  derOf,
  makeAuthority,
  makeRevocationList,
  openssl,
  type RevocationListRequest,
} from '../../support/openssl.ts';
import { der } from '../../support/pkiFixtures.ts';

const root = await makeAuthority({ name: 'Root' });
const namesake = await makeAuthority({ name: 'Root' });
const other = await makeAuthority({ name: 'Other' });
const renewed = await makeAuthority({ name: 'Root', keyOf: root });
const rsa = await makeAuthority({ name: 'RSA', key: ['-newkey', 'rsa:2048'] });
const now = new Date();
const day = 24 * 60 * 60 * 1000;

function listIn(bytes: Uint8Array): RevocationList {
  const reading = readRevocationList(bytes);
  if (reading.outcome !== 'read') {
    throw new Error(`Not read: ${JSON.stringify(reading)}`);
  }
  return reading.list;
}

const listOf = async (request: RevocationListRequest = {}): Promise<RevocationList> =>
  listIn(derOf(await makeRevocationList(root, request)));

const context = { now, limits: revocationLimits.public, signatures: new SignatureChecker() };
const flaws = (list: RevocationList, authority = root, kind: 'base' | 'delta' = 'base', at = now) =>
  flawsOf(list, readCertificate(authority.der), kind, { ...context, now: at });

const deltaExtension = '2.5.29.27 = critical, DER:02:01:05';

describe('a CRL of OpenSSL', () => {
  it('is read with everything that tells whose it is', async () => {
    const pem = await makeRevocationList(root, {
      revoked: ['01', '02', '0ABC'],
      extensions: ['authorityKeyIdentifier = keyid', '2.5.29.20 = DER:02:02:01:00', deltaExtension],
    });
    const list = listIn(derOf(pem));
    const text = (
      await openssl(['crl', '-noout', '-text', '-in', 'list.pem'], { 'list.pem': pem })
    ).toString();
    expect(text).toContain('X509v3 Delta CRL Indicator');
    const keyIdentifier = /keyid:|Identifier: *\n *([0-9A-F:]+)/
      .exec(text)?.[1]
      ?.replaceAll(':', '')
      .toLowerCase();
    expect(list).toMatchObject({
      form: 'der',
      entries: 3,
      authorityKeyIdentifier: keyIdentifier,
      number: '0100',
      deltaOf: '05',
      isPartial: false,
    });
    expect(new Date(/Next Update: (.*)/.exec(text)?.[1] ?? '')).toEqual(list.nextUpdate);
    expect(new Date(/Last Update: (.*)/.exec(text)?.[1] ?? '')).toEqual(list.thisUpdate);
  });

  it('is read without extensions, which makes it version 1', async () => {
    const list = listIn(
      derOf(
        (
          await openssl(['ca', '-gencrl', '-config', 'c', '-cert', 'r', '-keyfile', 'k', '-crldays', '7'], {
            c: '[ca]\ndefault_ca=d\n[d]\ndatabase=i\ndefault_md=sha256\n',
            i: '',
            r: root.pem,
            k: root.keyPem,
          })
        ).toString(),
      ),
    );
    expect(list).toMatchObject({ entries: 0, authorityKeyIdentifier: undefined, number: undefined });
    expect(flaws(list)).toEqual([]);
  });

  it.each([
    ['onlyuser', true],
    ['onlyCA', true],
    ['indirectCRL', true],
    ['onlysomereasons', true],
    ['fullname', false],
  ])('is known as a part of the whole by %s', async (field, isPartial) => {
    const value =
      field === 'fullname'
        ? 'URI:http://crl.example/root.crl'
        : field === 'onlysomereasons'
          ? 'keyCompromise'
          : 'TRUE';
    const list = await listOf({
      extensions: ['issuingDistributionPoint = critical, @point', '[point]', `${field} = ${value}`],
    });
    expect(list.isPartial).toBe(isPartial);
    expect(list.issuedAt).toEqual(field === 'fullname' ? ['http://crl.example/root.crl'] : []);
    expect(flaws(list).includes('partial')).toBe(isPartial);
  });

  it('is refused by Entra as text, and read all the same', async () => {
    const pem = await makeRevocationList(root);
    for (const text of [pem, derOf(pem).toString('base64')]) {
      const list = listIn(Buffer.from(text));
      expect(flaws(list)).toEqual(['text']);
    }
  });

  it('with 100,000 entries is counted', async () => {
    const revoked = Array.from({ length: 100_000 }, (_, index) => (index + 1).toString(16).padStart(6, '0'));
    expect(await listOf({ revoked })).toMatchObject({ entries: 100_000 });
  });
});

describe('whose a CRL is', () => {
  it('is told by name, key identifier and signature', async () => {
    const list = await listOf();
    expect(flaws(list, root)).toEqual([]);
    expect(flaws(list, renewed)).toEqual([]);
    expect(flaws(list, other)).toEqual(['otherIssuer']);
    expect(flaws(list, namesake)).toEqual(['otherKey']);
  });

  it('is told by the signature where there is no key identifier', async () => {
    const list = await listOf({ extensions: ['2.5.29.20 = DER:02:01:01'] });
    expect(flaws(list, root)).toEqual([]);
    expect(flaws(list, namesake)).toEqual(['wrongSignature']);
  });

  it('is told of RSA, and not where a byte was changed', async () => {
    const bytes = derOf(await makeRevocationList(rsa));
    expect(flaws(listIn(bytes), rsa)).toEqual([]);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(flaws(listIn(bytes), rsa)).toEqual(['wrongSignature']);
  });
});

describe('the time and the size of a CRL', () => {
  it('are held against the clock and the limits', async () => {
    const list = await listOf();
    expect(flaws(list, root, 'base', new Date(now.getTime() + 8 * day))).toEqual(['expired']);
    expect(flaws(list, root, 'base', new Date(now.getTime() - day))).toEqual(['notYetValid']);
    const size = list.der.length;
    const withLimits = (duringSignIn: number, inBackground: number) =>
      flawsOf(list, readCertificate(root.der), 'base', {
        ...context,
        limits: { duringSignIn, inBackground },
      });
    expect(withLimits(size, size)).toEqual([]);
    expect(withLimits(size - 1, size)).toEqual(['largeForSignIn']);
    expect(withLimits(size - 2, size - 1)).toEqual(['tooLarge']);
    expect(isUnusable(['largeForSignIn'])).toBe(false);
    expect(isUnusable(['tooLarge'])).toBe(true);
  });

  it('a delta is not taken for a base, nor a base for a delta', async () => {
    const delta = await listOf({ extensions: [deltaExtension] });
    expect(flaws(delta)).toEqual(['delta']);
    expect(flaws(delta, root, 'delta')).toEqual([]);
    expect(flaws(await listOf(), root, 'delta')).toEqual(['base']);
  });
});

describe('what is no CRL', () => {
  it.each([
    ['a certificate', root.der, 'certificate'],
    ['a certificate in PEM', Buffer.from(root.pem), 'certificate'],
    ['a web page', Buffer.from('<!doctype html><title>Sign in</title>'), 'html'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['text', Buffer.from('Not found.'), 'text'],
    ['a key', Buffer.from(root.keyPem), 'privateKey'],
  ])('is named: %s', (_, bytes, kind) => {
    expect(readRevocationList(bytes)).toEqual({ outcome: 'refused', kind });
  });

  it('is damaged where it is cut short or has bytes behind it', async () => {
    const bytes = derOf(await makeRevocationList(root));
    for (const end of [bytes.length - 1, bytes.length >> 1]) {
      expect(readRevocationList(bytes.subarray(0, end)).outcome).not.toBe('read');
    }
    expect(readRevocationList(Buffer.concat([bytes, der(5)]))).toMatchObject({
      outcome: 'damaged',
      offset: bytes.length,
    });
  });
});
