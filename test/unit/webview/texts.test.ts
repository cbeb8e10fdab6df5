import { describe, expect, it } from 'vitest';
import type { MemberRow } from '../../../src/editors/protocol.ts';
import { kindText, severityIcon, severityText, sizeText, validityText } from '../../../src/webview/texts.ts';

const row = (validity: MemberRow['validity']): MemberRow => ({
  position: 1,
  name: '',
  issuerName: '',
  kind: 'root',
  notBefore: Date.UTC(2020, 0, 2, 23, 59, 59),
  notAfter: Date.UTC(2030, 11, 31, 23, 59, 59),
  validity,
  thumbprint: '',
  subjectKeyIdentifier: '',
  serialNumber: '',
});

describe('the text', () => {
  it.each([
    ['root', 'root'],
    ['intermediate', 'intermediate'],
    ['endEntity', 'not a CA'],
  ] as const)('of the kind %s is "%s"', (kind, text) => {
    expect(kindText(kind)).toBe(text);
  });

  it.each([
    ['valid', 'expires 2030-12-31'],
    ['expiring', 'expires soon, 2030-12-31'],
    ['expired', 'expired 2030-12-31'],
    ['notYetValid', 'valid from 2020-01-02'],
  ] as const)('of a certificate that is %s has the day in UTC: "%s"', (validity, text) => {
    expect(validityText(row(validity))).toBe(text);
  });

  it('of the last day that a certificate can name is a day as well', () => {
    const notAfter = Date.UTC(9999, 11, 31, 23, 59, 59);
    expect(validityText({ ...row('valid'), notAfter })).toBe('expires 9999-12-31');
  });

  it.each([
    ['error', 'error', 'error'],
    ['warning', 'warning', 'warning'],
    ['information', 'good to know', 'info'],
  ] as const)('of the severity %s is "%s", its icon %s', (severity, text, icon) => {
    expect([severityText(severity), severityIcon(severity)]).toEqual([text, icon]);
  });

  it('of nothing found is an icon that passes', () => {
    expect(severityIcon(undefined)).toBe('pass');
  });

  const number = (value: number): string => value.toLocaleString();
  it.each([
    [0, `${number(0)} bytes`],
    [1023, `${number(1023)} bytes`],
    [1024, `1 KB (${number(1024)} bytes)`],
    [1536, `${number(1.5)} KB (${number(1536)} bytes)`],
    [1_048_576, `${number(1024)} KB (${number(1_048_576)} bytes)`],
  ])('of a size of %i is %s', (size, text) => {
    expect(sizeText(size)).toBe(text);
  });
});
