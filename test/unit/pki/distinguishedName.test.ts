import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Asn1Error, Asn1Reader } from '../../../src/pki/asn1Reader.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import {
  type DistinguishedName,
  displayNameOf,
  formatDistinguishedName,
  readDistinguishedName,
} from '../../../src/pki/distinguishedName.ts';
import { der, hex, makeCertificate, printCertificate, withSubject } from '../../support/pkiFixtures.ts';

const commonName = hex('06 03 55 04 03');
const organization = hex('06 03 55 04 0a');
const organizationalUnit = hex('06 03 55 04 0b');

const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
const attribute = (type: Uint8Array, value: Uint8Array): Buffer => der(0x31, der(0x30, type, value));

function nameOf(...relative: readonly Uint8Array[]): DistinguishedName {
  const reader = new Asn1Reader(der(0x30, ...relative));
  return readDistinguishedName(reader, reader.read());
}

/** OpenSSL prints the members of a multi-valued RDN the other way round; RFC 4514 §2.2 leaves their order open. */
function sortedParts(name: string): string {
  return name
    .split(/(?<!\\),/)
    .map((rdn) =>
      rdn
        .split(/(?<!\\)\+/)
        .toSorted()
        .join('+'),
    )
    .join(',');
}

// RFC2253 is OpenSSL's word for the form that RFC 4514 describes anew; without esc_msb, UTF-8 stays as it is.
async function opensslName(certificate: Uint8Array, form = 'RFC2253,-esc_msb'): Promise<string> {
  const output = await printCertificate(certificate, '-subject', '-nameopt', form);
  return output.replace(/^subject=/, '').replace(/\n$/, '');
}

describe('a name as text', () => {
  it.each([
    [String.raw`/C=US/O=Example, Inc./CN=Root`],
    [String.raw`/CN=a\+b`],
    ['/CN=say "hi"'],
    [String.raw`/CN=a;b<c>d\\e=f`],
    ['/CN=#hash/O=in#side'],
    ['/O= lead/OU=trail /CN= both '],
    ['/CN= '],
    ['/CN=  '],
    ['/CN=   /O= # '],
    [String.raw`/CN=\\ `],
    ['/CN=Grüße 漢字 😀'],
    ['/CN=e\u0301 \u00e9'],
    ['/CN=tab\there\nnew line\u007f'],
    ['/C=US+ST=CA/O=x+OU=y+CN=z'],
    [String.raw`/CN=a\+b,c+OU=\+`],
    ['/DC=com/DC=example/UID=u/emailAddress=a@b.example'],
    ['/street=1 Way/L=Town/ST=State/serialNumber=5/organizationIdentifier=NTRUS-1'],
    ['/'],
  ])('is what OpenSSL prints: %j', async (subject) => {
    const certificate = await makeCertificate({ subject });
    const name = formatDistinguishedName(readCertificate(certificate).subject);
    expect(sortedParts(name)).toBe(sortedParts(await opensslName(certificate)));
  });

  it.each([
    ['BMPString', 'MASK:0x800', 'Grüße 漢, x'],
    ['TeletexString', 'MASK:0x4', 'Grüße, x'],
    ['PrintableString', 'MASK:0x2', 'Gruesse, x'],
    ['UTF8String', 'MASK:0x2000', 'Grüße 漢, x'],
  ])('is the same from every string type: %s', async (type, stringMask, text) => {
    const certificate = await makeCertificate({ subject: `/CN=${text}`, stringMask });
    const shown = await opensslName(certificate, 'RFC2253,-esc_msb,show_type');
    expect(shown).toBe(
      `CN=${type.toUpperCase().replace('TELETEX', 'T61')}:${text.replace(',', String.raw`\,`)}`,
    );
    const { subject } = readCertificate(certificate);
    expect(formatDistinguishedName(subject)).toBe(`CN=${text.replace(',', String.raw`\,`)}`);
    expect(displayNameOf(subject)).toBe(text);
  });

  it('is the same from a UniversalString, which OpenSSL reads but does not write', async () => {
    const universal = der(0x1c, hex('00000047 000000fc 0001f600'));
    const certificate = withSubject(await makeCertificate(), der(0x30, attribute(commonName, universal)));
    expect(formatDistinguishedName(readCertificate(certificate).subject)).toBe('CN=Gü😀');
    expect(await opensslName(certificate)).toBe('CN=Gü😀');
  });

  it.each([
    ['a type without a short name', hex('06 03 2a 03 04'), utf8('x'), '1.2.3.4=#0C0178'],
    ['a type with a large number', hex('06 03 88 37 03'), utf8('x'), '2.999.3=#0C0178'],
    ['a type that RFC 4514 has no word for', hex('06 03 55 04 0c'), utf8('Dr'), '2.5.4.12=#0C024472'],
    ['a value that is no string', commonName, hex('04 02 ff 00'), 'CN=#0402FF00'],
    ['a BMPString of odd length', commonName, hex('1e 01 41'), 'CN=#1E0141'],
    ['a structure for a value', commonName, hex('30 02 05 00'), 'CN=#30020500'],
    ['a string type with a tag of its own', commonName, hex('8c 01 41'), 'CN=#8C0141'],
  ])('is the hex of the DER for %s', async (_, type, value, expected) => {
    const name = nameOf(attribute(type, value));
    expect(formatDistinguishedName(name)).toBe(expected);
    // OpenSSL has short names for more types than RFC 4514 allows, and guesses at types it does not know.
    if (expected.startsWith('1.') || expected.startsWith('2.')) {
      const certificate = withSubject(await makeCertificate(), der(0x30, attribute(type, value)));
      const form = 'sep_comma_plus,dn_rev,oid,dump_all,dump_der';
      expect(await opensslName(certificate, form)).toBe(expected);
    }
  });

  it('escapes a lone number sign, which OpenSSL forgets (RFC 4514 §2.4)', () => {
    expect(formatDistinguishedName(nameOf(attribute(commonName, utf8('#'))))).toBe(String.raw`CN=\#`);
  });

  it.each([
    ['a null character', 'a\0b', String.raw`CN=a\00b`],
    ['a line separator', 'a\u2028b', String.raw`CN=a\E2\80\A8b`],
    ['a mark that turns the direction of writing', 'a\u202eb', String.raw`CN=a\E2\80\AEb`],
  ])('escapes %s', (_, text, expected) => {
    expect(formatDistinguishedName(nameOf(attribute(commonName, utf8(text))))).toBe(expected);
  });

  it('gives back every text that was put in', () => {
    const special = fc.constantFrom(...Array.from(' #,+"\\<>;=\0\n\u0085\u2028ü'));
    const text = fc.string({
      unit: fc.oneof(special, fc.string({ unit: 'grapheme', maxLength: 1 })),
      maxLength: 6,
    });
    const property = fc.property(text, text, (first, second) => {
      const name = formatDistinguishedName(
        nameOf(attribute(organization, utf8(first)), attribute(commonName, utf8(second))),
      );
      expect(readText(name)).toEqual([
        ['CN', second],
        ['O', first],
      ]);
      expect(name).not.toMatch(/[\r\n\0\u2028]/);
    });
    fc.assert(property, { seed: 4514, numRuns: 2000 });
  });
});

/** A reader of RFC 4514 §3 for names whose RDNs have one value each. */
function readText(name: string): [string, string][] {
  return name.split(/(?<=(?:^|[^\\])(?:\\\\)*),/).map((rdn) => {
    const [type, value] = [rdn.slice(0, rdn.indexOf('=')), rdn.slice(rdn.indexOf('=') + 1)];
    if (/^[ #]|(?<!\\)(?:\\\\)* $/.test(value)) {
      throw new Error(`A space or number sign is not escaped: ${value}`);
    }
    const octets = value.replaceAll(
      /\\([\da-f]{2})|\\(.)|([^\\])/gisu,
      (_, digits?: string, escaped?: string, plain?: string) => {
        return digits ?? Buffer.from(escaped ?? plain ?? '').toString('hex');
      },
    );
    return [type, Buffer.from(octets, 'hex').toString()];
  });
}

describe('what is no name', () => {
  it.each([
    ['a SET where a SEQUENCE belongs', '31 00'],
    ['an attribute outside of a SET', '30 09 30 07 06 03 55 04 03 05 00'],
    ['an attribute without a value', '30 09 31 07 30 05 06 03 55 04 03'],
    ['an attribute without a type', '30 06 31 04 30 02 0c 00'],
    ['an attribute type that is cut off', '30 0a 31 08 30 06 06 02 55 84 0c 00'],
  ])('is told: %s', (_, bytes) => {
    const reader = new Asn1Reader(hex(bytes));
    expect(() => readDistinguishedName(reader, reader.read())).toThrow(Asn1Error);
  });
});

describe('the name to show', () => {
  const [cn, ou, o] = [
    attribute(commonName, utf8('Issuing CA')),
    attribute(organizationalUnit, utf8('Unit')),
    attribute(organization, utf8('Company')),
  ];

  it.each([
    ['the common name', [o, ou, cn], 'Issuing CA'],
    ['the common name, wherever it stands', [cn, ou, o], 'Issuing CA'],
    ['the most specific of several common names', [attribute(commonName, utf8('Outer')), cn], 'Issuing CA'],
    ['the unit without a common name', [o, ou], 'Unit'],
    ['the organisation without either', [o], 'Company'],
    ['the unit where the common name is blank', [ou, attribute(commonName, utf8('  '))], 'Unit'],
    ['the unit where the common name is no text', [ou, attribute(commonName, hex('05 00'))], 'Unit'],
    ['on one line', [attribute(commonName, utf8('A\nB\u2028C\u202eD'))], 'A B C D'],
    ['trimmed', [attribute(commonName, utf8('  A B '))], 'A B'],
    ['the whole name else', [attribute(hex('06 03 55 04 06'), der(0x13, Buffer.from('US')))], 'C=US'],
    ['nothing where there is nothing', [], ''],
  ])('is %s', (_, relative, expected) => {
    expect(displayNameOf(nameOf(...relative))).toBe(expected);
  });
});
