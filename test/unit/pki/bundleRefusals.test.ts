import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../../src/pki/bundle.ts';
import type { FileKind } from '../../../src/pki/fileKind.ts';
import {
  makeAuthority,
  makeBundle,
  makePfx,
  makeRevocationList,
  type OpensslAuthority,
  openssl,
} from '../../support/openssl.ts';
import { asVersion1, hex, indefinite, partsOf, pem, refusedAs } from '../../support/pkiFixtures.ts';

let root: OpensslAuthority;
let bundle: Buffer;
let bundleText: string;
let list: string;
let pfx: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  bundle = await makeBundle([root], 'der');
  bundleText = (await makeBundle([root], 'pem')).toString();
  list = await makeRevocationList(root);
  pfx = await makePfx(root);
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const keys: readonly [string, KeyObject][] = [
  ['RSA', rsa],
  ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['Ed25519', generateKeyPairSync('ed25519').privateKey],
];
const password = { cipher: 'aes-256-cbc', passphrase: 'secret' } as const;

/** Every form in which OpenSSL (through Node) writes a private key, by name. */
const keyForms: readonly [string, string | Buffer][] = keys.flatMap(([name, key]) => {
  const old = name === 'RSA' ? 'pkcs1' : name === 'EC' ? 'sec1' : undefined;
  const forms: [string, string | Buffer][] = [
    ['PKCS #8', key.export({ type: 'pkcs8', format: 'der' })],
    ['PKCS #8 in PEM', key.export({ type: 'pkcs8', format: 'pem' })],
    ['encrypted PKCS #8', key.export({ type: 'pkcs8', format: 'der', ...password })],
    ['encrypted PKCS #8 in PEM', key.export({ type: 'pkcs8', format: 'pem', ...password })],
  ];
  if (old) {
    forms.push(
      [old, key.export({ type: old, format: 'der' })],
      [`${old} in PEM`, key.export({ type: old, format: 'pem' })],
      [`encrypted ${old} in PEM`, key.export({ type: old, format: 'pem', ...password })],
    );
  }
  return forms.map(([form, content]): [string, string | Buffer] => [`${name}, ${form}`, content]);
});

describe('a private key is refused as such', () => {
  it('in every form that there is', () => {
    expect(keyForms).toHaveLength(18);
  });

  it.each(keyForms)('%s', (_, content) => {
    expect(refusedAs(Buffer.from(content))).toBe('privateKey');
  });

  it.each(keyForms)('%s: in base64, with bytes behind it, in UTF-16, under another label', (_, content) => {
    if (typeof content === 'string') {
      expect(refusedAs(Buffer.from(content, 'utf16le'))).toBe('privateKey');
      expect(refusedAs(Buffer.from(content.replaceAll('\n', '\r')))).toBe('privateKey');
      expect(refusedAs(Buffer.from(`  Bag Attributes\n  x: y\n${content}`))).toBe('privateKey');
    } else {
      expect(refusedAs(Buffer.from(content.toString('base64')))).toBe('privateKey');
      expect(refusedAs(Buffer.concat([content, Buffer.from('\n\n')]))).toBe('privateKey');
      expect(refusedAs(Buffer.concat([content, bundle]))).toBe('privateKey');
      expect(refusedAs(Buffer.from(pem('CERTIFICATE', content)))).toBe('privateKey');
    }
  });

  it.each(keyForms)('%s: beside a bundle in the same file', (_, content) => {
    if (typeof content === 'string') {
      expect(refusedAs(Buffer.from(content + bundleText))).toBe('privateKey');
      expect(refusedAs(Buffer.from(bundleText + content))).toBe('privateKey');
      expect(refusedAs(Buffer.from(bundleText.trimEnd() + content))).toBe('privateKey');
      expect(refusedAs(Buffer.concat([bundle, Buffer.from(`\n${content}`)]))).toBe('privateKey');
      expect(refusedAs(Buffer.concat([Buffer.from(content), bundle]))).toBe('privateKey');
    } else {
      expect(refusedAs(Buffer.concat([bundle, content]))).toBe('privateKey');
      expect(refusedAs(Buffer.from(bundleText + pem('CERTIFICATE', content)))).toBe('privateKey');
      expect(refusedAs(Buffer.from(pem('PKCS7', Buffer.concat([bundle, content]))))).toBe('privateKey');
    }
  });

  it.each(['OPENSSH PRIVATE KEY', 'PGP PRIVATE KEY BLOCK', 'ANY OTHER PRIVATE KEY', 'private key'])(
    'under the label %s, whatever it holds',
    (label) => {
      expect(refusedAs(Buffer.from(pem(label, Buffer.from('anything'))))).toBe('privateKey');
    },
  );

  it('beside certificates in one PEM', () => {
    expect(refusedAs(Buffer.from(root.pem + root.keyPem))).toBe('privateKey');
    expect(refusedAs(Buffer.from(root.keyPem + root.pem))).toBe('privateKey');
  });

  it('but the words alone are none', () => {
    expect(readBundle(Buffer.from(`The PRIVATE KEY stays at home.\n${bundleText}`)).outcome).toBe('bundle');
  });
});

describe('a PFX is refused as such', () => {
  it.each([
    ['as it is', () => pfx],
    ['in base64', () => Buffer.from(pfx.toString('base64'))],
    ['in PEM', () => Buffer.from(pem('PKCS12', pfx))],
    ['as certutil -encode writes it', () => Buffer.from(pem('CERTIFICATE', pfx).replaceAll('\n', '\r\n'))],
    ['in BER', () => indefinite(0x30, ...partsOf(pfx))],
    ['behind a bundle', () => Buffer.concat([bundle, pfx])],
    ['beside a bundle in PEM', () => Buffer.from(bundleText + pem('CERTIFICATE', pfx))],
  ])('%s', (_, bytes) => {
    expect(refusedAs(bytes())).toBe('pfx');
  });
});

describe('what is no bundle is refused as what it is', () => {
  const toDer = async (command: string, text: string): Promise<Buffer> =>
    openssl([command, '-in', 'in.pem', '-outform', 'DER'], { 'in.pem': text });
  const request = (): Promise<Buffer> =>
    openssl(['req', '-new', '-key', 'key.pem', '-subj', '/CN=Wanted', '-outform', 'DER'], {
      'key.pem': root.keyPem,
    });
  const message = (...options: readonly string[]): Promise<Buffer> =>
    openssl(['cms', ...options, '-in', 'in.txt', '-outform', 'DER'], {
      'in.txt': 'text',
      'to.pem': root.pem,
    });
  const secret = ['-secretkey', '00112233445566778899aabbccddeeff', '-aes128'];
  const binary: readonly [FileKind, string, () => Promise<Buffer> | Buffer][] = [
    ['certificate', 'a certificate', () => root.der],
    ['certificate', 'a certificate of version 1', () => asVersion1(root.der)],
    ['certificate', 'a certificate with bytes behind it', () => Buffer.concat([root.der, Buffer.alloc(9)])],
    ['certificate', 'two certificates', () => Buffer.concat([root.der, root.der])],
    ['revocationList', 'a CRL', () => toDer('crl', list)],
    ['certificateRequest', 'a CSR', request],
    [
      'publicKey',
      'an EC public key',
      () => createPublicKey(root.pem).export({ type: 'spki', format: 'der' }),
    ],
    ['publicKey', 'an RSA public key', () => createPublicKey(rsa).export({ type: 'spki', format: 'der' })],
    ['envelopedData', 'an encrypted message', () => message('-encrypt', '-recip', 'to.pem')],
    [
      'envelopedData',
      'an encrypted message as a stream',
      () => message('-encrypt', '-stream', '-recip', 'to.pem'),
    ],
    ['envelopedData', 'an authenticated one', () => message('-encrypt', '-aes-128-gcm', '-recip', 'to.pem')],
    ['otherPkcs7', 'PKCS #7 data', () => message('-data_create')],
    ['otherPkcs7', 'PKCS #7 digested data', () => message('-digest_create')],
    ['otherPkcs7', 'PKCS #7 encrypted data', () => message('-EncryptedData_encrypt', ...secret)],
  ];

  it.each(binary)('%s: %s, in DER, PEM and base64', async (kind, _, make) => {
    const bytes = await make();
    expect(refusedAs(bytes)).toBe(kind);
    expect(refusedAs(Buffer.from(pem('PKCS7', bytes)))).toBe(kind);
    expect(refusedAs(Buffer.from(bytes.toString('base64')))).toBe(kind);
  });

  it.each([
    ['empty', 'an empty file', ''],
    ['empty', 'blank space', ' \r\n\t\n'],
    ['empty', 'a byte-order mark alone', '\ufeff'],
    ['html', 'a page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>'],
    ['html', 'a page in lower case', '\n  <html lang="en">'],
    [
      'html',
      'the page of a sign-in',
      '\r\n\r\n<!-- Copyright (C) Microsoft Corporation. -->\r\n<!DOCTYPE html>',
    ],
    [
      'html',
      'the error of a storage account',
      '\ufeff<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>',
    ],
    ['json', 'an error', '{"error":{"code":"Forbidden"}}'],
    ['json', 'a list', '\n[1]'],
    ['text', 'a text named .p7b', 'This is no bundle.\n'],
    ['text', 'a text that could be base64', 'test'],
    ['text', 'armour with nothing in it', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
    ['text', 'armour around something else', pem('CERTIFICATE', Buffer.from('Hello'))],
  ])('%s: %s', (kind, _, text) => {
    expect(refusedAs(Buffer.from(text))).toBe(kind);
    expect(refusedAs(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(kind);
  });

  it('several things in one PEM by the first that is known', async () => {
    const [csr, unknown] = [
      pem('NEW CERTIFICATE REQUEST', await request()),
      pem('DH PARAMETERS', hex('30 00')),
    ];
    expect(refusedAs(Buffer.from(unknown + csr + root.pem))).toBe('certificateRequest');
    expect(refusedAs(Buffer.from(unknown + root.pem + csr))).toBe('certificate');
  });

  it.each([
    ['zip', 'a ZIP archive', '504b0304140000000800'],
    ['zip', 'an empty ZIP archive', '504b0506000000000000'],
    ['javaKeyStore', 'a JKS', 'feedfeed0000000200000001'],
    ['javaKeyStore', 'a JCEKS', 'cececece0000000200000001'],
    ['unknown', 'zeros', '00'.repeat(100)],
    ['unknown', 'DER of something else', '300405000500'],
    ['text', 'octets that are no UTF-8', 'fdfc80'],
  ])('%s: %s', (kind, _, digits) => {
    expect(refusedAs(hex(digits))).toBe(kind);
  });
});
