import { beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, makeBundle, type OpensslAuthority, openssl } from '../../support/openssl.ts';
import {
  encryptKey,
  encryptKeyTraditionally,
  type Identity,
  type KeyKind,
  makeIdentity,
  makeKey,
} from '../../support/opensslKeys.ts';
import { expectIdentity, passphrase, read } from './credentialFixtures.ts';

let issuer: OpensslAuthority;
let identity: Identity;
let encryptedKey: string;

beforeAll(async () => {
  issuer = await makeAuthority({ name: 'Issuer' });
  identity = await makeIdentity('Application', 'rsa', issuer);
  encryptedKey = await encryptKey(identity.key, ['-v2', 'aes-256-cbc'], passphrase);
});

describe('a certificate and its key in PEM', () => {
  it.each<[string, (one: Identity) => string[]]>([
    ['one file, the certificate first', ({ certificate, key }) => [certificate + key]],
    ['one file, the key first', ({ certificate, key }) => [key + certificate]],
    ['two files, the certificate first', ({ certificate, key }) => [certificate, key]],
    ['two files, the key first', ({ certificate, key }) => [key, certificate]],
    [
      'two files without a line break at their end',
      ({ certificate, key }) => [certificate.trimEnd(), key.trimEnd()],
    ],
    [
      'lines that end as on Windows',
      ({ certificate, key }) => [(certificate + key).replaceAll('\n', '\r\n')],
    ],
    ['UTF-8 with a byte order mark', ({ certificate, key }) => [`\uFEFF${certificate}`, `\uFEFF${key}`]],
    [
      'text around the blocks, as OpenSSL writes it',
      ({ certificate, key }) => [
        `Bag Attributes\n    friendlyName: Käte -----\nKey Attributes: <No Attributes>\n${key}subject=CN = A\n\n${certificate}issuer=CN = B\n`,
      ],
    ],
  ])('are read from %s', async (_, filesOf) => {
    await expectIdentity(read(filesOf(identity)), identity);
  });

  it('are read where the key is in PKCS #1', async () => {
    const key = await openssl(['rsa', '-in', 'key.pem', '-traditional'], { 'key.pem': identity.key });
    expect(key.toString()).toContain('BEGIN RSA PRIVATE KEY');
    await expectIdentity(read([identity.certificate, key]), identity);
  });

  it('are put before the other certificates, which keep their order', async () => {
    const root = await makeAuthority({ name: 'Root' });
    const file = root.pem + issuer.pem + identity.certificate + identity.key;
    await expectIdentity(read([file]), identity, [root.pem, issuer.pem]);
  });

  it('are found by the key among certificates of which one is damaged', async () => {
    const damaged = '-----BEGIN CERTIFICATE-----\nMIIBdamaged\n-----END CERTIFICATE-----\n';
    await expectIdentity(read([damaged + identity.certificate, identity.key]), identity);
  });

  it('say whose they are and how long they last', async () => {
    const dates = ['x509', '-in', 'certificate.pem', '-noout', '-enddate'];
    const line = (await openssl(dates, { 'certificate.pem': identity.certificate })).toString();
    expect(read([identity.certificate, identity.key])).toMatchObject({
      outcome: 'credential',
      credential: { subject: 'O=Test, CN=Application', notAfter: new Date(line.replace('notAfter=', '')) },
    });
  });
});

describe('an encrypted key in PEM', () => {
  const encrypt: Readonly<Record<string, (key: string) => Promise<string>>> = {
    'PKCS #8, AES-256': (key) => encryptKey(key, ['-v2', 'aes-256-cbc'], passphrase),
    'PKCS #8, AES-256 with SHA-1': (key) =>
      encryptKey(key, ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA1'], passphrase),
    'PKCS #8, 3DES': (key) => encryptKey(key, ['-v2', 'des3'], passphrase),
    'PKCS #8, 3DES by PKCS #12': (key) => encryptKey(key, ['-v1', 'PBE-SHA1-3DES'], passphrase),
    'PKCS #1, AES-256': (key) => encryptKeyTraditionally(key, '-aes256', passphrase),
    'PKCS #1, 3DES': (key) => encryptKeyTraditionally(key, '-des3', passphrase),
  };

  it.each(Object.entries(encrypt))('(%s) opens with its passphrase only', async (_, encrypted) => {
    const files = [identity.certificate, await encrypted(identity.key)];
    await expectIdentity(read(files, passphrase), identity);
    expect(read(files)).toEqual({ outcome: 'needsPassphrase' });
    expect(read(files, `${passphrase}!`)).toEqual({ outcome: 'wrongPassphrase' });
    expect(read(files, '')).toEqual({ outcome: 'wrongPassphrase' });
  });

  it('opens where its lines end as on Windows', async () => {
    const traditional = await encryptKeyTraditionally(identity.key, '-aes256', passphrase);
    for (const key of [encryptedKey, traditional]) {
      const files = [`\uFEFF${identity.certificate + key}`.replaceAll('\n', '\r\n')];
      await expectIdentity(read(files, passphrase), identity);
    }
  });

  it('opens with a passphrase of letters beyond ASCII', async () => {
    const secret = 'Grüße, мир';
    const key = await encryptKey(identity.key, ['-v2', 'aes-256-cbc'], secret);
    await expectIdentity(read([identity.certificate, key], secret), identity);
  });

  it('opens where its key was derived by scrypt', async () => {
    const key = await encryptKey(identity.key, ['-scrypt'], passphrase);
    await expectIdentity(read([identity.certificate, key], passphrase), identity);
  });

  it('is asked for its certificate once it is open', () => {
    expect(read([encryptedKey])).toEqual({ outcome: 'needsPassphrase' });
    expect(read([encryptedKey], passphrase)).toEqual({ outcome: 'missing', what: 'certificate' });
  });

  it('takes no notice of a passphrase that is not needed', async () => {
    await expectIdentity(read([identity.certificate, identity.key], passphrase), identity);
  });
});

describe('what Entra does not take for an application', () => {
  it.each<[KeyKind, string]>([
    ['ellipticCurve', 'ellipticCurve'],
    ['ed25519', 'notRsa'],
    ['rsaPss', 'notRsa'],
  ])('is refused: a key of the kind %s', async (kind, why) => {
    const { certificate, key } = await makeIdentity('Application', kind);
    expect(read([certificate + key])).toEqual({ outcome: 'refused', why });
    const encrypted = await encryptKey(key, [], passphrase);
    expect(read([certificate, encrypted], passphrase)).toEqual({ outcome: 'refused', why });
  });

  it('is refused: an elliptic curve key in its own form, with its parameters before it', async () => {
    const key = await openssl(['ecparam', '-name', 'prime256v1', '-genkey']);
    expect(key.toString()).toMatch(/BEGIN EC PARAMETERS[\s\S]+BEGIN EC PRIVATE KEY/);
    expect(read([identity.certificate, key])).toEqual({ outcome: 'refused', why: 'ellipticCurve' });
  });

  it('is refused: a key of another certificate', async () => {
    const stranger = await makeKey('rsa');
    expect(read([identity.certificate, stranger])).toEqual({ outcome: 'refused', why: 'mismatch' });
    expect(read([issuer.pem, identity.key])).toEqual({ outcome: 'refused', why: 'mismatch' });
  });
});

describe('a certificate and a key in DER', () => {
  it('in two files are read as well', async () => {
    const files = { 'key.pem': identity.key, 'certificate.pem': identity.certificate };
    const certificate = await openssl(['x509', '-in', 'certificate.pem', '-outform', 'DER'], files);
    const key = await openssl(['pkcs8', '-topk8', '-nocrypt', '-in', 'key.pem', '-outform', 'DER'], files);
    expect(read([certificate])).toEqual({ outcome: 'missing', what: 'privateKey' });
    await expectIdentity(read([certificate, key]), identity);
    await expectIdentity(read([certificate, identity.key]), identity);
  });
});

describe('a half', () => {
  it('asks for the other one', () => {
    expect(read([identity.certificate])).toEqual({ outcome: 'missing', what: 'privateKey' });
    expect(read([identity.certificate, issuer.pem])).toEqual({ outcome: 'missing', what: 'privateKey' });
    expect(read([identity.key])).toEqual({ outcome: 'missing', what: 'certificate' });
    expect(read([identity.key, 'not a certificate'])).toEqual({ outcome: 'missing', what: 'certificate' });
  });
});

describe('a file without either', () => {
  it.each<[string, () => Promise<string | Uint8Array> | string | Uint8Array]>([
    ['nothing', () => ''],
    ['words', () => 'Dear administrator, the key is in the other envelope.'],
    ['bytes', () => Uint8Array.from({ length: 400 }, (__, index) => (index * 151) % 256)],
    ['a sequence without its content', () => Uint8Array.of(0x30)],
    ['a bundle in DER', () => makeBundle([issuer], 'der')],
    ['a bundle in PEM', () => makeBundle([issuer], 'pem')],
    ['a public key', () => openssl(['pkey', '-in', 'key.pem', '-pubout'], { 'key.pem': identity.key })],
    ['a PEM block that never ends', () => identity.key.slice(0, 200)],
    ['a key that was cut off', () => `${identity.key.slice(0, 200)}\n-----END PRIVATE KEY-----\n`],
  ])('is refused: %s', async (_, content) => {
    expect(read([await content()])).toEqual({ outcome: 'refused', why: 'nothing' });
  });

  it('is refused: none at all', () => {
    expect(read([])).toEqual({ outcome: 'refused', why: 'nothing' });
  });
});
