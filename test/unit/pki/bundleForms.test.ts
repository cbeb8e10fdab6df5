import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/pki/bundle.ts';
import { thumbprintOf } from '../../../src/pki/certificate.ts';
import { makeAuthority, makeBundle, type OpensslAuthority } from '../../support/openssl.ts';
import { expectBundle, hex, indefinite, partOf, partsOf, pem, refusedAs } from '../../support/pkiFixtures.ts';

let authorities: OpensslAuthority[];
let der: Buffer;
let text: string;

beforeAll(async () => {
  const root = await makeAuthority({ name: 'Root CA' });
  authorities = [root, await makeAuthority({ name: 'Issuing CA', issuer: root })];
  der = await makeBundle(authorities, 'der');
  text = (await makeBundle(authorities, 'pem')).toString();
});

/** Reads the bundle and expects the two authorities in it, unchanged and in order. */
function expectBoth(bytes: Uint8Array): Bundle {
  const bundle = expectBundle(bytes);
  expect(bundle.certificates.map(({ position }) => position)).toEqual([1, 2]);
  const found = bundle.certificates.map(({ certificate }) => certificate);
  expect(found.map((certificate) => Buffer.from(certificate.der))).toEqual(
    authorities.map((each) => each.der),
  );
  expect(found.map((certificate) => thumbprintOf(certificate.der))).toEqual(
    authorities.map(({ thumbprint }) => thumbprint),
  );
  expect(bundle).toMatchObject({
    damaged: [],
    otherMembers: 0,
    revocationLists: 0,
    hasContent: false,
    signers: 0,
  });
  return bundle;
}

describe('a binary bundle', () => {
  it('in DER is read', () => {
    expect(expectBoth(der)).toMatchObject({ form: 'der', trailingBytes: 0, otherBlocks: 0 });
  });

  it.each([
    ['a line feed', Buffer.from('\n'), 1],
    ['Ctrl+Z', Buffer.of(0x1a), 1],
    ['zeros up to a whole sector', Buffer.alloc(512), 512],
    ['other DER', hex('30 03 02 01 05'), 5],
    ['text', Buffer.from('-- \nRegards'), 11],
  ])('with %s behind it is read, and what is behind is counted', (_, rest, trailingBytes) => {
    expect(expectBoth(Buffer.concat([der, rest]))).toMatchObject({ form: 'der', trailingBytes });
  });

  it('that is a view of a larger buffer is read', () => {
    const larger = Buffer.concat([Buffer.alloc(7, 0x30), der, Buffer.alloc(9, 0xff)]);
    expect(expectBoth(new Uint8Array(larger).subarray(7, 7 + der.length)).trailingBytes).toBe(0);
  });

  const [oid, signedData, certificates] = [[0], [1, 0], [1, 0, 3]] as const;
  const withCertificates = (set: Uint8Array): Buffer[] =>
    partsOf(partOf(der, ...signedData)).with(3, Buffer.from(set));
  const insideOf = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
  const berForms: readonly [string, () => Buffer][] = [
    [
      'everywhere',
      () => {
        const set = indefinite(0xa0, ...partsOf(partOf(der, ...certificates)));
        const inner = indefinite(0x30, ...withCertificates(set));
        return indefinite(0x30, partOf(der, ...oid), indefinite(0xa0, inner));
      },
    ],
    ['outside only', () => indefinite(0x30, ...partsOf(der))],
    [
      'of the explicit tag only',
      () => wrap(0x30, partOf(der, ...oid), indefinite(0xa0, partOf(der, ...signedData))),
    ],
    [
      'of the signed data only',
      () =>
        wrap(0x30, partOf(der, ...oid), wrap(0xa0, indefinite(0x30, ...partsOf(partOf(der, ...signedData))))),
    ],
    [
      'of the certificate set only',
      () => {
        const set = indefinite(0xa0, ...partsOf(partOf(der, ...certificates)));
        return wrap(0x30, partOf(der, ...oid), wrap(0xa0, wrap(0x30, insideOf(...withCertificates(set)))));
      },
    ],
    [
      'of the digest algorithms only',
      () => {
        const inner = partsOf(partOf(der, ...signedData)).with(1, indefinite(0x31));
        return wrap(0x30, partOf(der, ...oid), wrap(0xa0, wrap(0x30, ...inner)));
      },
    ],
  ];

  it.each(berForms)('in BER is read, with indefinite lengths %s', (_, bytes) => {
    expect(expectBoth(bytes())).toMatchObject({ form: 'ber', trailingBytes: 0 });
    expect(expectBoth(Buffer.concat([bytes(), Buffer.from('\r\n')])).trailingBytes).toBe(2);
  });

  it('with longer lengths than needed is read', () => {
    expect(expectBoth(Buffer.concat([hex('30 84 00 00'), der.subarray(2)]))).toMatchObject({
      trailingBytes: 0,
    });
  });
});

/** An element with its length in four octets, however long it is. */
function wrap(identifier: number, ...parts: readonly Uint8Array[]): Buffer {
  const header = Buffer.of(identifier, 0x84, 0, 0, 0, 0);
  const body = Buffer.concat(parts);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

describe('a bundle in PEM', () => {
  it.each([
    'PKCS7',
    'PKCS #7 SIGNED DATA',
    'CMS',
    'CERTIFICATE', // certutil -encode calls everything so
    'X509 CRL',
    'pkcs7',
    '',
  ])('is read by its content, not by the label "%s"', (label) => {
    expect(expectBoth(Buffer.from(pem(label, der)))).toMatchObject({ form: 'pem', trailingBytes: 0 });
  });

  const shapes: readonly [string, (pemText: string) => string][] = [
    ['with LF', (lines) => lines],
    ['with CRLF', (lines) => lines.replaceAll('\n', '\r\n')],
    ['with CR only', (lines) => lines.replaceAll('\n', '\r')],
    ['without a last line end', (lines) => lines.trimEnd()],
    ['with blank lines', (lines) => lines.replaceAll('\n', '\n\n')],
    ['indented by spaces', (lines) => lines.replaceAll(/^/gm, '    ')],
    ['indented by tabs', (lines) => lines.replaceAll(/^/gm, '\t')],
    ['with spaces at the line ends', (lines) => lines.replaceAll('\n', '  \n')],
    ['with lines of 76', (lines) => relined(lines, 76)],
    ['on one long line', (lines) => relined(lines, 1_000_000)],
    [
      'with text around',
      (lines) => `subject=/CN=Root CA\n\nissuer: me\n${lines}\nKind regards, -- \n- me -----\n`,
    ],
    ['with text of any language around', (lines) => `Сертификаты — 証明書\n${lines}`],
    ['with headers', (lines) => lines.replace('-----\n', '-----\nComment: mine\nX-Other: 5\n\n')],
    ['without its END line', (lines) => lines.slice(0, lines.indexOf('-----END'))],
    ['with another END label', (lines) => lines.replace('-----END PKCS7-----', '-----END CERTIFICATE-----')],
  ];
  const relined = (lines: string, width: number): string => {
    const body = lines.replaceAll(/^-.*$/gm, '').replaceAll('\n', '');
    return `-----BEGIN PKCS7-----\n${body.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n')}\n-----END PKCS7-----\n`;
  };

  it.each(shapes)('is read %s', (_, shape) => {
    expect(expectBoth(Buffer.from(shape(text)))).toMatchObject({ form: 'pem', otherBlocks: 0 });
  });

  const encodings: readonly [string, (content: string) => Buffer][] = [
    ['UTF-8 with its mark', (content) => Buffer.from(`\ufeff${content}`)],
    ['UTF-16 LE with its mark', (content) => Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['UTF-16 BE with its mark', (content) => Buffer.from(`\ufeff${content}`, 'utf16le').swap16()],
    ['UTF-16 LE without a mark', (content) => Buffer.from(content, 'utf16le')],
    ['UTF-16 BE without a mark', (content) => Buffer.from(content, 'utf16le').swap16()],
    ['Latin-1', (content) => Buffer.from(`Schlüssel ähnlich\n${content}`, 'latin1')],
  ];

  it.each(encodings)('is read in %s', (_, encode) => {
    expect(expectBoth(encode(text)).form).toBe('pem');
    expect(expectBoth(encode(text.replaceAll('\n', '\r\n'))).form).toBe('pem');
  });

  it('with bytes behind the bundle in its base64 is read, and they are counted', () => {
    const bytes = Buffer.concat([der, Buffer.alloc(3)]);
    expect(expectBoth(Buffer.from(pem('PKCS7', bytes))).trailingBytes).toBe(3);
  });

  it('beside other blocks is read, and the others are counted: nothing of them is uploaded for sure', async () => {
    const [first, second] = authorities.map((each) => each.pem);
    const other = (await makeBundle(authorities.slice(0, 1), 'pem')).toString();
    expect(expectBoth(Buffer.from(`${text}${other}`)).otherBlocks).toBe(1);
    expect(expectBoth(Buffer.from(`${first}${second}${text}`)).otherBlocks).toBe(2);
  });
});

describe('a bundle in base64 without armour', () => {
  it.each([
    ['on one line', (base64: string) => base64],
    ['in lines', (base64: string) => base64.replaceAll(/.{64}/g, '$&\r\n')],
    ['indented', (base64: string) => base64.replaceAll(/.{64}/g, '  $&\n')],
    ['without padding', (base64: string) => base64.replaceAll('=', '')],
    ['with blank space around', (base64: string) => `\n\n ${base64}\n\n`],
  ])('is read %s', (_, shape) => {
    const content = shape(der.toString('base64'));
    expect(expectBoth(Buffer.from(content))).toMatchObject({ form: 'base64', trailingBytes: 0 });
    expect(expectBoth(Buffer.from(`\ufeff${content}`, 'utf16le')).form).toBe('base64');
  });

  it('is not read with other text around: then it could be anything', () => {
    expect(refusedAs(Buffer.from(`See: ${der.toString('base64')}`))).toBe('text');
  });
});
