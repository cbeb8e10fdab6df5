import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, type OpensslAuthority, openssl } from '../../support/openssl.ts';
import { exportPfx, type Identity, makeIdentity, makeKey } from '../../support/opensslKeys.ts';
import { expectIdentity, passphrase, read } from './credentialFixtures.ts';

let root: OpensslAuthority;
let issuer: OpensslAuthority;
let identity: Identity;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root' });
  issuer = await makeAuthority({ name: 'Issuer', issuer: root });
  identity = await makeIdentity('Application', 'rsa', issuer);
});

const forms: Readonly<Record<string, readonly string[]>> = {
  'AES-256 and SHA-256': [],
  '3DES and RC2, as older Windows exports it': ['-legacy'],
  '3DES for both': ['-legacy', '-certpbe', 'PBE-SHA1-3DES'],
  'a key that is encrypted, beside a certificate that is not': ['-certpbe', 'NONE'],
  'no proof of integrity': ['-nomac'],
};

describe('a PFX', () => {
  it.each(Object.entries(forms))('with %s opens with its passphrase only', async (_, form) => {
    const pfx = await exportPfx(identity, passphrase, form);
    await expectIdentity(read([pfx], passphrase), identity);
    expect(read([pfx])).toEqual({ outcome: 'needsPassphrase' });
    expect(read([pfx], `${passphrase}!`)).toEqual({ outcome: 'wrongPassphrase' });
    expect(read([pfx], '')).toEqual({ outcome: 'wrongPassphrase' });
  });

  it('with nothing encrypted opens without a question, whatever its proof of integrity', async () => {
    const pfx = await exportPfx(identity, passphrase, ['-certpbe', 'NONE', '-keypbe', 'NONE']);
    await expectIdentity(read([pfx]), identity);
  });

  it.each([
    ['in the new form', []],
    ['in the old form', ['-legacy']],
  ])('with an empty passphrase opens without a question, %s', async (_, form) => {
    const pfx = await exportPfx(identity, '', form);
    await expectIdentity(read([pfx]), identity);
    await expectIdentity(read([pfx], ''), identity);
    expect(read([pfx], passphrase)).toEqual({ outcome: 'wrongPassphrase' });
  });

  it('hands on its chain behind its own certificate', async () => {
    const pfx = await exportPfx(identity, passphrase, [], [issuer.pem, root.pem]);
    await expectIdentity(read([pfx], passphrase), identity, [issuer.pem, root.pem]);
  });

  it('opens with letters beyond ASCII in its passphrase, in the old form', async () => {
    const secret = 'Grüße, мир';
    await expectIdentity(read([await exportPfx(identity, secret, ['-legacy'])], secret), identity);
  });

  it.each([
    ['ellipticCurve', 'ellipticCurve'],
    ['ed25519', 'notRsa'],
  ] as const)('is refused with a key of the kind %s', async (kind, why) => {
    const pfx = await exportPfx(await makeIdentity('Application', kind), passphrase);
    expect(read([pfx], passphrase)).toEqual({ outcome: 'refused', why });
  });

  it('is refused with the key of another certificate', async () => {
    // OpenSSL does not pair them, so the certificate goes along as one of the chain.
    const files = { 'key.pem': await makeKey('rsa'), 'certificate.pem': identity.certificate };
    const parts = ['-nocerts', '-inkey', 'key.pem', '-certfile', 'certificate.pem'];
    const pfx = await openssl(['pkcs12', '-export', ...parts, '-passout', `pass:${passphrase}`], files);
    expect(read([pfx], passphrase)).toEqual({ outcome: 'refused', why: 'mismatch' });
  });

  it('is read whatever the length of its certificate', async () => {
    // Its base64 fills the last line of the PEM, which an empty line must not follow. A letter makes it two bytes longer.
    const { raw } = new X509Certificate((await makeIdentity('A')).certificate);
    const missing = Math.floor(((48 - (raw.length % 48)) % 48) / 2);
    const fitting = await makeIdentity('A'.repeat(1 + missing));
    expect(new X509Certificate(fitting.certificate).raw.toString('base64').length % 64).toBe(0);
    await expectIdentity(read([await exportPfx(fitting, passphrase)], passphrase), fitting);
  });

  it('with a certificate only asks for the key', async () => {
    const parts = ['-nokeys', '-in', 'certificate.pem', '-passout', `pass:${passphrase}`];
    const pfx = await openssl(['pkcs12', '-export', ...parts], { 'certificate.pem': identity.certificate });
    expect(read([pfx], passphrase)).toEqual({ outcome: 'missing', what: 'privateKey' });
  });

  it('with a key only asks for the certificate', async () => {
    const parts = ['-nocerts', '-inkey', 'key.pem', '-passout', `pass:${passphrase}`];
    const pfx = await openssl(['pkcs12', '-export', ...parts], { 'key.pem': identity.key });
    expect(read([pfx], passphrase)).toEqual({ outcome: 'missing', what: 'certificate' });
  });

  it('that was cut off before it is plain that it is one is refused', async () => {
    const pfx = await exportPfx(identity, passphrase);
    for (const length of [1, 4, 6]) {
      expect(read([pfx.subarray(0, length)], passphrase)).toEqual({ outcome: 'refused', why: 'nothing' });
    }
  });

  it('in a cipher that cannot be read is refused, and no other passphrase is asked for', async () => {
    const pfx = await exportPfx(identity, passphrase, [
      '-keypbe',
      'camellia-256-cbc',
      '-certpbe',
      'camellia-256-cbc',
    ]);
    expect(read([pfx], passphrase)).toEqual({ outcome: 'refused', why: 'unknownCipher' });
  });

  it('that was cut off is refused, and no other passphrase is asked for', async () => {
    const pfx = await exportPfx(identity, passphrase);
    for (const length of [100, pfx.length >> 1, pfx.length - 1]) {
      expect(read([pfx.subarray(0, length)], passphrase)).toEqual({ outcome: 'refused', why: 'nothing' });
    }
  });

  it('opens with letters beyond ASCII in its passphrase, in the new form', async () => {
    const secret = 'Grüße, мир';
    await expectIdentity(read([await exportPfx(identity, secret)], secret), identity);
  });
});
