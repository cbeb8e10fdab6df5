import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fileNamesFor } from '../../../src/features/splitBundle/fileNames.ts';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { temporaryDirectory } from '../../support/openssl.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

let template: Certificate;
beforeAll(async () => {
  template = readCertificate(await makeCertificate());
});

const named = (text: string): Certificate => ({
  ...template,
  subject: [[{ type: '2.5.4.3', text, der: '' }]],
});
const nameOf = (text: string): string => fileNamesFor([named(text)], 'cer', [])[0] ?? '';

describe('the name of a file for a certificate', () => {
  it.each([
    ['Root CA', '1 Root CA.cer'],
    ['a/b\\c:d*e?f"g<h>i|j', '1 a_b_c_d_e_f_g_h_i_j.cer'],
    ['<<<>>>', '1 _.cer'],
    ['dots...', '1 dots.cer'],
    ['dots. . .', '1 dots.cer'],
    ['...', '1.cer'],
    ['../../etc/passwd', '1 _.._etc_passwd.cer'],
    ['~/%HOME%/$(x)`y`', '1 _HOME_(x)_y_.cer'],
    ['(A) - b_c.d', '1 (A) - b_c.d.cer'],
    ['Ünïcode 名前', '1 Ünïcode 名前.cer'],
    ['e\u0301 decomposed', '1 \u00e9 decomposed.cer'],
    ['हिन्दी', '1 हिन्दी.cer'],
    ['line\nend', '1 line end.cer'],
    ['null\u0000octet', '1 null octet.cer'],
    ['🙂', '1 _.cer'],
    ['a🙂🙂b', '1 a_b.cer'],
    ['\u202egpj.exe', '1 gpj.exe.cer'],
    ['a\u200fb\u200bc\ufeffd', '1 a_b_c_d.cer'],
    ['lone \ud800 surrogate', '1 lone _ surrogate.cer'],
    ['', '1 CN_.cer'],
  ])('%j is %j', (text, expected) => {
    expect(nameOf(text)).toBe(expected);
  });

  it.each(['CON', 'nul', 'PRN', 'AUX', 'COM1', 'lpt9', 'CON.txt', 'COM¹', 'CONIN$'])(
    'is not the device %s of Windows',
    (device) => {
      const name = nameOf(device);
      // https://learn.microsoft.com/windows/win32/fileio/naming-a-file: with any ending, white space before it left out
      expect(name.split('.')[0]?.trim()).not.toMatch(
        /^(?:con|nul|prn|aux|(?:com|lpt)[\d¹²³]|conin\$|conout\$)$/i,
      );
      expect(name).toMatch(/^1 .+\.cer$/);
    },
  );

  it('is whose it is, where that has no common name', async () => {
    const subjected = async (subject: string) => readCertificate(await makeCertificate({ subject }));
    const all = [await subjected('/C=DE/O=Company/OU=Unit'), await subjected('/C=DE')];
    expect(fileNamesFor(all, 'cer', [])).toEqual(['1 Unit.cer', '2 C_DE.cer']);
  });

  it('is its place alone, where its name is empty', () => {
    expect(fileNamesFor([{ ...template, subject: [] }], 'cer', [])).toEqual(['1.cer']);
  });

  it('is not too long for any file system, and has no half of a character', () => {
    expect(nameOf('x'.repeat(300))).toBe(`1 ${'x'.repeat(60)}.cer`);
    const long = '\u{20000}'.repeat(300); // four octets, two code units
    expect(nameOf(long)).toBe(`1 ${'\u{20000}'.repeat(60)}.cer`);
    const names = fileNamesFor([named(long)], 'cer', [nameOf(long)]);
    expect(Buffer.byteLength(names[0] ?? '')).toBeLessThanOrEqual(255);
  });

  it('does not end with a space or a dot where it was cut', () => {
    expect(nameOf(`${'x'.repeat(58)}. more`)).toBe(`1 ${'x'.repeat(58)}.cer`);
  });

  it('can be made here, whatever the certificates are called', async () => {
    const directory = join(await temporaryDirectory(onTestFinished), 'split');
    await mkdir(directory);
    const texts = [
      '',
      '/',
      '..',
      '\u0000',
      'x'.repeat(999),
      '\u{1f642}',
      '\u{20000}'.repeat(99),
      'a\\b',
      '.hidden',
    ];
    const names = fileNamesFor(texts.map(named), 'pem', []);
    await Promise.all(names.map((name) => writeFile(join(directory, name), name)));
    expect((await readdir(directory)).toSorted()).toEqual(names.toSorted());
    expect(names).toHaveLength(texts.length);
  });
});

describe('the names of files for all certificates of a bundle', () => {
  it('are none that is taken, whatever its case', () => {
    const names = fileNamesFor([named('Same'), named('same')], 'pem', [
      '1 SAME.PEM',
      '1 Same (2).pem',
      '2 SAME.cer',
    ]);
    expect(names).toEqual(['1 Same (3).pem', '2 same.pem']);
  });

  it('are none that is taken in another form of Unicode, as macOS has it', () => {
    expect(fileNamesFor([named('\u00c9toile')], 'cer', ['1 E\u0301TOILE.cer'])).toEqual([
      '1 \u00c9toile (2).cer',
    ]);
  });

  it('are free where only other names are taken', () => {
    expect(fileNamesFor([named('A')], 'cer', ['1 A.pem', 'A.cer', '01 A.cer'])).toEqual(['1 A.cer']);
  });

  it.each([1, 9, 10, 12, 100, 1000])('sort as the bundle does, where there are %i', (count) => {
    const all = Array.from({ length: count }, (_, index) => named(`CA ${count - index}`));
    const names = fileNamesFor(all, 'cer', []);
    expect(names.toSorted()).toEqual(names);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(count);
    expect(names[0]).toBe(`${'1'.padStart(String(count).length, '0')} CA ${count}.cer`);
  });

  it('are none where there is no certificate', () => {
    expect(fileNamesFor([], 'cer', ['1.cer'])).toEqual([]);
  });
});
