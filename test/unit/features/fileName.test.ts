import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../../src/features/fileName.ts';

describe('the name of a file', () => {
  it.each([
    ['Contoso Root CA (2026) v1.2-b_c', 'Contoso Root CA (2026) v1.2-b_c'],
    ['Größe', 'Größe'],
    ['名前', '名前'],
    ['हिन्दी', 'हिन्दी'],
    ['e\u0301', '\u00e9'],
    ['٣', '٣'],
  ])('keeps letters, marks and digits of any script: %j', (text, expected) => {
    expect(fileNameOf(text)).toBe(expected);
  });

  it.each([
    ['a/b', 'a_b'],
    ['a\\b', 'a_b'],
    ['a:b', 'a_b'],
    ['a*?"<>|b', 'a_b'],
    ['a\u0000\u001f\u007fb', 'a_b'],
    ['a\nb\tc', 'a_b_c'],
    ['a%41$HOME~`b', 'a_41_HOME_b'],
    ['a\u202eb\u200bc\ufeffd', 'a_b_c_d'],
    ['a\u00a0b\u3000c', 'a_b_c'],
    ['a🙂b', 'a_b'],
    ['a\ud800b', 'a_b'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows', 'C_Windows'],
  ])('has one underscore for what stands between them: %j', (text, expected) => {
    expect(fileNameOf(text)).toBe(expected);
  });

  it.each([
    ['name.', 'name'],
    ['name . .', 'name'],
    ['  name', 'name'],
    ['.hidden', 'hidden'],
    ['...a...b...', 'a...b'],
    [`${'a'.repeat(59)}. b`, 'a'.repeat(59)],
    [`${'a'.repeat(58)}. b`, 'a'.repeat(58)],
  ])('neither begins nor ends with a dot or a space: %j', (text, expected) => {
    expect(fileNameOf(text)).toBe(expected);
  });

  it('has at most 60 characters, and none that is cut in two', () => {
    expect(fileNameOf('a'.repeat(60))).toHaveLength(60);
    expect(fileNameOf('a'.repeat(61))).toBe('a'.repeat(60));
    expect(fileNameOf('𠮷'.repeat(61))).toBe('𠮷'.repeat(60));
    expect(Buffer.byteLength(fileNameOf('𠮷'.repeat(300)))).toBeLessThan(250);
  });

  it.each(['', ' ', '. . .', '..'])('is the fallback where nothing is left of %j', (text) => {
    expect([fileNameOf(text), fileNameOf(text, 'bundle'), fileNameOf(text, '')]).toEqual(['_', 'bundle', '']);
  });

  it('is the same for its own result', () => {
    for (const text of [' ..a/b. ', `${'a'.repeat(58)}. b`, 'e\u0301🙂', '***']) {
      expect(fileNameOf(fileNameOf(text))).toBe(fileNameOf(text));
    }
  });

  it.each([
    ['CON', 'CON_'],
    ['nul', 'nul_'],
    ['COM1', 'COM1_'],
    ['LPT9.txt', 'LPT9_.txt'],
    ['aux.backup', 'aux_.backup'],
    ['Contoso', 'Contoso'],
    ['Console', 'Console'],
    ['COM10', 'COM10'],
  ])('is not that of a device of Windows: %s', (text, expected) => {
    expect(fileNameOf(text)).toBe(expected);
    expect(fileNameOf(expected)).toBe(expected);
  });
});
