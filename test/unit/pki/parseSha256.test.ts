import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSha256 } from '../../../src/pki/fileHash.ts';
import { openssl } from '../../support/openssl.ts';
import { makeCertificate, printCertificate } from '../../support/pkiFixtures.ts';

const hash = '2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824';
const other = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
const lower = hash.toLowerCase();
const pairs = (separator: string, digits = lower): string => digits.match(/../g)?.join(separator) ?? '';

/** Digits of the given number that are no SHA-256. */
const digitsOf = (count: number): string => 'd41d8cd98f00b204e9800998ecf8427e'.repeat(6).slice(0, count);

describe('a SHA-256 is understood', () => {
  const forms: readonly [string, string][] = [
    ['in upper case', hash],
    ['in lower case', lower],
    ['with blank space around', `\r\n  ${lower}\t\n`],
    ['with 0x', `0x${lower}`],
    ['with 0X', `0X${hash}`],
    ['with colons', pairs(':')],
    ['with spaces', pairs(' ')],
    ['with dashes', pairs('-', hash)],
    ['in groups of eight', lower.replaceAll(/.{8}/g, '$& ')],
    ['broken over two lines', `${lower.slice(0, 40)}\n${lower.slice(40)}`],
    ['in a line of sha256sum', `${lower}  bundle.p7b`],
    ['in a line of sha256sum -b', `${lower} *bundle.p7b`],
    ['in an escaped line of sha256sum', `\\${lower}  odd\\\\name\\n.p7b`],
    ['in a line of sha256sum of its input', `${lower}  -`],
    ['in a line of sha256sum for a name of hex digits', `${lower}  deadbeef`],
    ['in a line of sha256sum for a name of two digits', `${lower}  ab`],
    ['in a line of sha256sum --tag', `SHA256 (bundle.p7b) = ${lower}`],
    ['in a line of openssl dgst', `SHA256(bundle.p7b)= ${lower}`],
    ['in a line of openssl 3', `SHA2-256(bundle.p7b)= ${lower}`],
    ['in a line of openssl dgst -c', `SHA256(bundle.p7b)= ${pairs(':')}`],
    ['in a line of openssl dgst -r', `${lower} *bundle.p7b`],
    ['in a fingerprint', `sha256 Fingerprint=${pairs(':', hash)}`],
    ['twice the same', `${hash}\n${lower}`],
    ['twice the same with names', `${hash}  a.p7b\n${lower}  b.p7b\n`],
    [
      'beside hashes of other lengths',
      `MD5: ${digitsOf(32)}\nSHA1: ${digitsOf(40)}\nSHA256: ${hash}\nSHA512: ${digitsOf(128)}`,
    ],
    ['in JSON', `{"sha256":"${lower}"}`],
    ['in the form of container images', `sha256:${lower}`],
    ['in a sentence, with 0x', `The hash is 0x${lower}.`],
    [
      'in the table of Get-FileHash',
      [
        '',
        'Algorithm       Hash                                                                   Path',
        '---------       ----                                                                   ----',
        `SHA256          ${hash}       C:\\Users\\me\\bundle.p7b`,
        '',
      ].join('\r\n'),
    ],
    [
      'in the list of Get-FileHash',
      `\r\nAlgorithm : SHA256\r\nHash      : ${hash}\r\nPath      : C:\\Users\\me\\bundle.p7b\r\n`,
    ],
    [
      'in the output of certutil -hashfile',
      `SHA256 hash of bundle.p7b:\r\n${lower}\r\nCertUtil: -hashfile command completed successfully.\r\n`,
    ],
    [
      'in the output of an older certutil -hashfile',
      `SHA256 hash of file bundle.p7b:\r\n${pairs(' ')}\r\nCertUtil: -hashfile command completed successfully.\r\n`,
    ],
  ];

  it.each(forms)('%s', (_, input) => {
    expect(parseSha256(input)).toEqual({ ok: true, hash });
  });

  it('as OpenSSL prints it', async () => {
    const output = await openssl(['dgst', '-sha256', '-c', 'bundle.p7b'], { 'bundle.p7b': 'hello' });
    expect(parseSha256(output.toString())).toEqual({ ok: true, hash });
    const plain = await openssl(['dgst', '-sha256', 'bundle.p7b'], { 'bundle.p7b': 'hello' });
    expect(parseSha256(plain.toString())).toEqual({ ok: true, hash });
  });

  it('where it begins with zeros', () => {
    const zeros = hash.replace(/^.{4}/, '0000');
    expect(parseSha256(`Fingerprint=${pairs(':', zeros)}`)).toEqual({ ok: true, hash: zeros });
    expect(parseSha256(`SHA256 ${zeros}`)).toEqual({ ok: true, hash: zeros });
  });

  it('whatever stands between its digits', () => {
    const separators = fc.array(fc.constantFrom('', ' ', ':', '-', '\n', '\t'), {
      minLength: 63,
      maxLength: 63,
    });
    const property = fc.property(separators, (between) => {
      const input = between.reduce(
        (text, separator, index) => text + separator + lower.charAt(index + 1),
        lower.charAt(0),
      );
      expect(parseSha256(input)).toEqual({ ok: true, hash });
    });
    fc.assert(property, { seed: 256 });
  });
});

describe('what is no SHA-256 is told', () => {
  const problems: readonly [string, string, string, number][] = [
    ['nothing', '', 'empty', 0],
    ['blank space', ' \r\n', 'empty', 0],
    ['words', 'no hash here', 'none', 0],
    ['a name of a file', 'bundle.p7b', 'none', 0],
    ['an MD5', digitsOf(32), 'wrongLength', 32],
    ['a SHA-1', digitsOf(40), 'wrongLength', 40],
    ['a SHA-384', digitsOf(96), 'wrongLength', 96],
    ['a SHA-512', digitsOf(128), 'wrongLength', 128],
    ['a SHA-1 with colons', pairs(':', digitsOf(40)), 'wrongLength', 40],
    ['a line of sha1sum', `${digitsOf(40)}  bundle.p7b`, 'wrongLength', 40],
    ['a line of sha512sum', `${digitsOf(128)}  bundle.p7b`, 'wrongLength', 128],
    ['a fingerprint of SHA-1', `SHA1 Fingerprint=${pairs(':', digitsOf(40))}`, 'wrongLength', 40],
    ['a fingerprint of SHA-384', `SHA384 Fingerprint=${pairs(':', digitsOf(96))}`, 'wrongLength', 96],
    ['a fingerprint of SHA-512', `SHA512 Fingerprint=${pairs(':', digitsOf(128))}`, 'wrongLength', 128],
    [
      'an older certutil -hashfile of SHA-1',
      `SHA1 hash of file x:\r\n${pairs(' ', digitsOf(40))}\r\nCertUtil`,
      'wrongLength',
      40,
    ],
    ['one digit too few', hash.slice(1), 'wrongLength', 63],
    ['one digit too many', `${hash}0`, 'wrongLength', 65],
    ['one digit too few in a line', `${hash.slice(1)}  bundle.p7b`, 'wrongLength', 63],
    ['one digit too many in a line', `${hash}0  bundle.p7b`, 'wrongLength', 65],
    ['0x alone', '0x', 'none', 0],
    ['one digit', 'A', 'wrongLength', 1],
    ['a word of 15 digits in a text', `it is ${digitsOf(15)}`, 'none', 0],
    ['a word of 16 digits in a text', `it is ${digitsOf(16)}`, 'wrongLength', 16],
    ['seven pairs in a text', `at ${pairs(':', digitsOf(14))}, see`, 'none', 0],
    ['eight pairs in a text', `at ${pairs(':', digitsOf(16))}, see`, 'wrongLength', 16],
    ['a hash glued into words', `is${hash}for`, 'none', 0],
    ['a hash with a letter behind it', `${hash}z`, 'none', 0],
    ['a hash with a letter in it', `${hash.slice(0, 30)}g${hash.slice(31)}`, 'none', 0],
    ['two hashes in lines', `${hash}\n${other}`, 'several', 0],
    ['two hashes in one line', `${lower} ${other}`, 'several', 0],
    ['two lines of sha256sum', `${lower}  a.p7b\n${other}  b.p7b\n`, 'several', 0],
    ['two hashes with colons', `${pairs(':')}\n${pairs(':', other)}`, 'several', 0],
    ['a hash and another as the name', `${lower}  ${other.toLowerCase()}.p7b`, 'several', 0],
  ];

  it.each(problems)('%s', (_, input, problem, digits) => {
    expect(parseSha256(input)).toEqual({ ok: false, problem, digits });
  });

  it('and never that 64 digits are the wrong number', () => {
    const word = fc.constantFrom(
      hash,
      lower,
      pairs(':'),
      digitsOf(40),
      pairs(' ', digitsOf(96)),
      'x',
      'ab',
      '-',
      '*',
      ' ',
      '\n',
      '0x',
    );
    const property = fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const parsed = parseSha256(words.join(''));
      if (parsed.ok) {
        expect(parsed.hash).toMatch(/^[\dA-F]{64}$/);
      } else {
        expect(parsed.digits).not.toBe(64);
      }
    });
    fc.assert(property, { seed: 64, numRuns: 5000 });
  });
});

describe('a fingerprint of a certificate', () => {
  let certificate: Buffer;
  beforeAll(async () => {
    certificate = await makeCertificate();
  });

  it.each([
    ['-sha256', true],
    ['-sha1', false],
    ['-sha384', false],
    ['-sha512', false],
    ['-md5', false],
  ])('by openssl x509 -fingerprint %s is taken for a SHA-256: %s', async (algorithm, ok) => {
    const printed = await printCertificate(certificate, '-fingerprint', algorithm);
    expect(parseSha256(printed).ok).toBe(ok);
  });
});
