import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeCutBase64, decodeText, readPemBlocks } from '../../../src/pki/text.ts';
import { hex, pem } from '../../support/pkiFixtures.ts';

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('the text of a file', () => {
  const ascii = 'Nur ASCII, mehr als vierundsechzig Zeichen lang, damit nicht alles geprüft wird: Ä.';

  it.each([
    ['UTF-8', Buffer.from('Ä漢😀'), 'Ä漢😀'],
    ['UTF-8 with its mark', Buffer.from('\ufeffÄ漢'), 'Ä漢'],
    ['UTF-16 LE with its mark', Buffer.from('\ufeffÄ漢😀', 'utf16le'), 'Ä漢😀'],
    ['UTF-16 BE with its mark', utf16be('\ufeffÄ漢😀'), 'Ä漢😀'],
    ['UTF-16 LE without a mark, ASCII at first', Buffer.from(ascii, 'utf16le'), ascii],
    ['UTF-16 BE without a mark, ASCII at first', utf16be(ascii), ascii],
    ['UTF-16 LE, one character', Buffer.from('A', 'utf16le'), 'A'],
    ['Latin-1', Buffer.from('Schlüssel', 'latin1'), 'Schlüssel'],
    ['Latin-1 that begins as a mark does', hex('ff 41 42 fe'), 'ÿABþ'],
    ['Latin-1 that begins as the mark of UTF-8 does', hex('ef 41 bf'), 'ïA¿'],
    ['nothing', Buffer.alloc(0), ''],
    ['a mark alone', hex('ff fe'), ''],
  ])('in %s is read', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it.each([
    ['zeros', Buffer.alloc(64)],
    ['a zero among letters', Buffer.from('abc\0def')],
    ['zeros at even and at odd places', hex('41 00 00 41')],
    ['UTF-16 that is cut off in a character', hex('ff fe 41 00 42')],
    ['UTF-16 with half a surrogate pair', hex('fe ff d8 3d 00 41')],
    ['UTF-8 with its mark that is none', hex('ef bb bf ff')],
  ])('is not found in %s', (_, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });
});

describe('PEM blocks', () => {
  it('are told with label, line, content and whether they end', () => {
    const text = `# two\n\n${pem('A B', hex('01 02'))}between\r\n${pem('', hex('03'))}-----BEGIN C-----\nBAUG`;
    expect(readPemBlocks(text)).toEqual([
      { label: 'A B', line: 3, endLine: 5, bytes: hex('01 02'), closed: true },
      { label: '', line: 7, endLine: 9, bytes: hex('03'), closed: true },
      { label: 'C', line: 10, endLine: 11, bytes: hex('04 05 06'), closed: false },
    ]);
  });

  it('end where another begins', () => {
    expect(readPemBlocks(`-----BEGIN A-----\nAQ==\n${pem('B', hex('02'))}`)).toEqual([
      { label: 'A', line: 1, endLine: 2, bytes: hex('01'), closed: false },
      { label: 'B', line: 3, endLine: 5, bytes: hex('02'), closed: true },
    ]);
  });

  it('may have headers, which are no content', () => {
    const text =
      '-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AAAA\n\nAQID\n-----END X-----';
    expect(readPemBlocks(text)).toEqual([
      { label: 'X', line: 1, endLine: 6, bytes: hex('01 02 03'), closed: true },
    ]);
  });

  it.each([
    ['no base64', '-----BEGIN X-----\n%%%%\n-----END X-----', true, 3],
    ['nothing', '-----BEGIN X-----\n-----END X-----', true, 2],
    ['text behind the base64', '-----BEGIN X-----\nAQID\nKind regards, me', false, 3],
    ['base64 of a length that cannot be', '-----BEGIN X-----\nAQIDA\n-----END X-----', true, 3],
  ])('without content hold %s', (_, text, closed, endLine) => {
    expect(readPemBlocks(text)).toEqual([{ label: 'X', line: 1, endLine, bytes: undefined, closed }]);
  });

  it('that are cut off in the middle of an octet keep what is whole', () => {
    expect(readPemBlocks('-----BEGIN X-----\nAQIDB\n')).toMatchObject([{ bytes: hex('01 02 03') }]);
  });

  it.each([
    '',
    'text',
    '----BEGIN X----\nAQID\n----END X----',
    'see -----BEGIN X----- below',
    '-----END X-----',
    '-----begin x-----\nAQID',
  ])('are not found in %j', (text) => {
    expect(readPemBlocks(text)).toEqual([]);
  });
});

describe('base64', () => {
  it('gives back any bytes, wherever it is broken', () => {
    const property = fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
      const text = Buffer.from(bytes).toString('base64');
      const broken = text.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
      const expected = bytes.length > 0 ? Buffer.from(bytes) : undefined;
      expect(decodeBase64(broken)).toEqual(expected);
      expect(decodeCutBase64(broken)).toEqual(expected);
      expect(decodeBase64(broken.replaceAll('=', ''))).toEqual(expected);
    });
    fc.assert(property, { seed: 64 });
  });

  it.each(['', ' \n', 'A', 'AAAAA', 'AQ==AQ==', '=AAA', 'AQ===', 'A-_A', 'AAA!', 'ÄAAA'])(
    'is not %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it.each([
    ['AQIDB', '01 02 03'],
    ['AQID\nBAUGB\n', '01 02 03 04 05 06'],
    ['AQI', '01 02'],
  ])('that is cut off, %j, keeps what is whole', (text, expected) => {
    expect(decodeCutBase64(text)).toEqual(hex(expected));
  });

  it.each(['', 'A', 'AQ!D', 'AQI!D'])('that is cut off is not %j', (text) => {
    expect(decodeCutBase64(text)).toBeUndefined();
  });
});
