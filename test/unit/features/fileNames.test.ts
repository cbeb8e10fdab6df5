import { beforeAll, describe, expect, it } from 'vitest';
import { fileNamesFor } from '../../../src/features/splitBundle/fileNames.ts';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

let template: Certificate;
beforeAll(async () => {
  template = readCertificate(await makeCertificate());
});

const named = (text: string): Certificate => ({
  ...template,
  subject: [[{ type: '2.5.4.3', text, der: '' }]],
});
const nameOf = (text: string): string | undefined => fileNamesFor([named(text)], 'cer', [])[0];

describe('the name of a file for a certificate', () => {
  it.each([
    ['Root CA', '1 Root CA.cer'],
    ['a/b\\c:d*e?f"g<h>i|j', '1 a_b_c_d_e_f_g_h_i_j.cer'],
    ['dots...', '1 dots.cer'],
    ['../../etc/passwd', '1 _.._etc_passwd.cer'],
    ['Ünïcode 名前', '1 Ünïcode 名前.cer'],
    ['line\nend', '1 line end.cer'],
    ['🙂', '1 _.cer'],
    ['CON', '1 CON.cer'],
  ])('%j is %s', (text, expected) => {
    expect(nameOf(text)).toBe(expected);
  });

  it('is not too long for any file system', () => {
    expect(nameOf('x'.repeat(300))).toBe(`1 ${'x'.repeat(60)}.cer`);
  });

  it('is none that is taken, whatever its case, and sorts as the bundle', () => {
    const all = Array.from({ length: 12 }, () => named('Same'));
    const names = fileNamesFor(all, 'pem', ['01 SAME.PEM', '01 Same (2).pem']);
    expect(names[0]).toBe('01 Same (3).pem');
    expect(names.toSorted()).toEqual(names);
    expect(new Set(names).size).toBe(12);
  });
});
