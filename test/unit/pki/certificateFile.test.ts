import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateFile, readCertificateFile } from '../../../src/pki/certificateFile.ts';
import { displayNameOf } from '../../../src/pki/distinguishedName.ts';
import { makeAuthority, makeBundle, makePfx, type OpensslAuthority, openssl } from '../../support/openssl.ts';

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let crl: string;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root' });
  issuing = await makeAuthority({ name: 'Issuing', issuer: root });
  crl = (
    await openssl(
      [
        'ca',
        '-gencrl',
        '-keyfile',
        'key.pem',
        '-cert',
        'ca.pem',
        '-crldays',
        '5',
        '-md',
        'sha256',
        '-config',
        'c.cnf',
      ],
      {
        'key.pem': root.keyPem,
        'ca.pem': root.pem,
        'index.txt': '',
        'c.cnf': '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\n',
      },
    )
  ).toString();
});

function read(content: string | Uint8Array): CertificateFile {
  const reading = readCertificateFile(Buffer.from(content));
  if (reading.outcome !== 'read') {
    throw new Error(JSON.stringify(reading));
  }
  return reading.file;
}
const namesIn = (file: CertificateFile): string[] =>
  file.certificates.map(({ certificate }) => displayNameOf(certificate.subject));
const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

describe('a file of certificates', () => {
  it.each<[string, () => string | Uint8Array | Promise<Uint8Array>, Partial<CertificateFile>, string[]]>([
    ['one in DER', () => root.der, { kind: 'certificate', form: 'der' }, ['Root']],
    ['two in DER', () => Buffer.concat([root.der, issuing.der]), { trailingBytes: 0 }, ['Root', 'Issuing']],
    [
      'one in DER with bytes behind it',
      () => Buffer.concat([root.der, Buffer.from('\r\n')]),
      { form: 'der', trailingBytes: 2 },
      ['Root'],
    ],
    ['one in PEM', () => root.pem, { kind: 'certificate', form: 'pem' }, ['Root']],
    [
      'several in PEM, with text around',
      () => `x\n${root.pem}\ny: z\n${issuing.pem}`,
      {},
      ['Root', 'Issuing'],
    ],
    ['PEM with CRLF', () => root.pem.replaceAll('\n', '\r\n'), {}, ['Root']],
    ['PEM with CR', () => root.pem.replaceAll('\n', '\r'), {}, ['Root']],
    ['PEM in UTF-16', () => utf16(root.pem), { form: 'pem' }, ['Root']],
    ['PEM with a mark in front', () => `\uFEFF${root.pem}`, {}, ['Root']],
    [
      'PEM under another label',
      () => root.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
      { form: 'pem' },
      ['Root'],
    ],
    ['base64 without armour', () => root.der.toString('base64'), { form: 'base64' }, ['Root']],
    [
      'a bundle in DER',
      () => makeBundle([root, issuing], 'der'),
      { kind: 'bundle', form: 'der' },
      ['Root', 'Issuing'],
    ],
    [
      'a bundle in PEM',
      () => makeBundle([root, issuing], 'pem'),
      { kind: 'bundle', form: 'pem' },
      ['Root', 'Issuing'],
    ],
    [
      'a bundle and a certificate in one file',
      async () => Buffer.concat([await makeBundle([issuing], 'pem'), Buffer.from(root.pem)]),
      { kind: 'bundle', form: 'pem' },
      ['Issuing', 'Root'],
    ],
    [
      'a certificate and a revocation list in one file',
      () => `${root.pem}\n${crl}`,
      { kind: 'certificate', revocationLists: 1 },
      ['Root'],
    ],
    ['a revocation list alone', () => crl, { kind: 'revocationList', revocationLists: 1, form: 'pem' }, []],
  ])('is read: %s', async (_, content, expected, names) => {
    const file = read(await content());
    expect(file).toMatchObject({ damaged: [], ...expected });
    expect(namesIn(file)).toEqual(names);
    expect(file.certificates.map(({ position }) => position)).toEqual(names.map((__, index) => index + 1));
  });

  it('says where each certificate stands', async () => {
    const bundle = await makeBundle([root, issuing], 'der');
    const inBundle = read(bundle).certificates;
    expect(inBundle.map(({ offset }) => offset)).toEqual([
      bundle.indexOf(root.der),
      bundle.indexOf(issuing.der),
    ]);
    expect(read(Buffer.concat([root.der, issuing.der])).certificates[1]?.offset).toBe(root.der.length);
    expect(read(`one line\n${root.pem}`).certificates).toMatchObject([{ line: 2, offset: 0 }]);
  });

  it('shows the others where one is damaged, and says which', () => {
    const spoilt = Buffer.from(issuing.der);
    spoilt[4] = 0x02; // what is signed is no sequence any more
    const pem = `-----BEGIN CERTIFICATE-----\n${spoilt.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const file = read(`${root.pem}\n${pem}\n-----BEGIN X-----\n!\n-----END X-----\n${issuing.pem}`);
    expect(namesIn(file)).toEqual(['Root', 'Issuing']);
    expect(file.certificates.map(({ position }) => position)).toEqual([1, 4]);
    expect(file.damaged.map(({ position }) => position)).toEqual([2, 3]);
    expect(file.damaged[1]?.message).toMatch(/no base64/);
  });

  it.each<[string, () => string | Uint8Array | Promise<Uint8Array>, object]>([
    ['nothing', () => '', { outcome: 'refused', kind: 'empty' }],
    ['words', () => 'words', { outcome: 'refused', kind: 'text' }],
    ['a web page', () => '<!doctype html>', { outcome: 'refused', kind: 'html' }],
    ['JSON', () => '{"x":1}', { outcome: 'refused', kind: 'json' }],
    ['a ZIP', () => Buffer.from('504b030414', 'hex'), { outcome: 'refused', kind: 'zip' }],
    ['a key store', () => Buffer.from('feedfeed00', 'hex'), { outcome: 'refused', kind: 'javaKeyStore' }],
    ['a PFX', () => makePfx(root), { outcome: 'refused', kind: 'pfx' }],
    ['a private key', () => root.keyPem, { outcome: 'refused', kind: 'privateKey' }],
    [
      'a private key beside a certificate',
      () => `${root.pem}\n${root.keyPem}`,
      { outcome: 'refused', kind: 'privateKey' },
    ],
    [
      'a private key under a wrong label',
      () => `${root.pem}\n${root.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE')}`,
      { outcome: 'refused', kind: 'privateKey' },
    ],
    [
      'a private key behind a certificate in DER',
      async () =>
        Buffer.concat([
          root.der,
          await openssl(['pkey', '-in', 'key.pem', '-outform', 'DER'], { 'key.pem': root.keyPem }),
        ]),
      { outcome: 'refused', kind: 'privateKey' },
    ],
    [
      'a certificate that was cut off',
      () => root.der.subarray(0, root.der.length - 20),
      { outcome: 'damaged', offset: 0 },
    ],
  ])('is refused: %s', async (_, content, expected) => {
    expect(readCertificateFile(Buffer.from(await content()))).toMatchObject(expected);
  });
});
