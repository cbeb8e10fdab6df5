import { describe, expect, it, vi } from 'vitest';
import { comparisonText, settingLabel, settingText } from '../../../src/features/compare/comparisonText.ts';
import type { ComparedAuthority, SettingName } from '../../../src/graph/comparison.ts';
import type { AuthoritySettings } from '../../../src/graph/model.ts';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const template: Certificate = {
  ...readCertificate(await makeCertificate({ subject: '/O=Contoso/CN=Root', serial: '0xabcdef' })),
  notBefore: new Date('2026-01-01T23:59:59Z'),
  notAfter: new Date('2036-12-31T00:00:00Z'),
  subjectKeyIdentifier: 'a1b2',
};

const settings: AuthoritySettings = {
  displayName: 'Our root',
  type: 'root',
  certificateRevocationListUrl: 'http://crl.example/root.crl',
  deltaCertificateRevocationListUrl: '',
  isIssuerHintEnabled: true,
};

function side(
  changes: Partial<ComparedAuthority>,
  certificate: Partial<Certificate> = {},
): ComparedAuthority {
  return {
    name: 'Our root',
    thumbprint: 'ABCD',
    certificate: { ...template, ...certificate },
    settings: undefined,
    id: undefined,
    ...changes,
  };
}

const named = (commonName: string): Certificate['subject'] => [
  [{ type: '2.5.4.3', text: commonName, der: '' }],
];

const facts = `CN=Root,O=Contoso
  Issuer                   CN=Root,O=Contoso
  Valid                    2026-01-01 – 2036-12-31
  Serial number            ABCDEF
  Subject key identifier   A1B2
  Thumbprint               ABCD
`;
const settingLines = `  Display name             Our root
  Type                     root
  CRL address              http://crl.example/root.crl
  Delta CRL address        (none)
  Issuer hint              on
`;

describe('a side of a comparison as text', () => {
  it.each<[string, ComparedAuthority, boolean, string]>([
    ['only the certificate, where the other side has no settings', side({ settings }), false, facts],
    ['only the certificate, where it has no settings itself', side({}), true, facts],
    ['the settings as well, where both sides have them', side({ settings }), true, facts + settingLines],
    [
      'the name that it goes by as its display name',
      side({ name: 'Root', settings: { ...settings, displayName: '' } }),
      true,
      facts + settingLines.replace('Our root', 'Root'),
    ],
    [
      'a label without spaces behind it, where there is no key identifier',
      side({}, { subjectKeyIdentifier: undefined }),
      false,
      facts.replace(/identifier {3}A1B2/, 'identifier'),
    ],
  ])('has %s', (_, authority, withSettings, expected) => {
    expect(comparisonText([authority], withSettings)).toBe(expected);
  });

  it('has an empty line between two certificates', () => {
    expect(comparisonText([side({}), side({})], false)).toBe(`${facts}\n${facts}`);
  });

  it('is empty for nothing', () => {
    expect(comparisonText([], true)).toBe('');
  });

  it('keeps a name that holds a line end on its line', () => {
    const text = comparisonText(
      [side({}, { subject: named('A\n  Thumbprint  00'), issuer: named('B') })],
      false,
    );
    expect(text.split('\n')).toHaveLength(facts.split('\n').length);
  });
});

describe('the order of a side', () => {
  it.each<[string, ComparedAuthority[], string[]]>([
    [
      'is that of the subjects, with numbers as numbers',
      [
        side({ thumbprint: 'ten' }, { subject: named('CA 10') }),
        side({ thumbprint: 'nine' }, { subject: named('CA 9') }),
      ],
      ['nine', 'ten'],
    ],
    [
      'is not that of the display names, which one side may have only',
      [
        side({ thumbprint: 'second', name: 'A' }, { subject: named('Y') }),
        side({ thumbprint: 'first', name: 'B' }, { subject: named('X') }),
      ],
      ['first', 'second'],
    ],
    [
      'is oldest first where subjects are the same',
      [
        side({ thumbprint: 'new' }, { notBefore: new Date('2030-01-01T00:00:00Z') }),
        side({ thumbprint: 'old' }, { notBefore: new Date('2020-01-01T00:00:00Z') }),
      ],
      ['old', 'new'],
    ],
    [
      'is that of the thumbprints where dates are the same as well',
      [side({ thumbprint: 'C' }), side({ thumbprint: 'A' }), side({ thumbprint: 'B' })],
      ['A', 'B', 'C'],
    ],
  ])('%s', (_, authorities, expected) => {
    const thumbprints = (text: string) => [...text.matchAll(/Thumbprint +(\w+)/g)].map(([, found]) => found);
    expect(thumbprints(comparisonText(authorities, false))).toEqual(expected);
    expect(thumbprints(comparisonText(authorities.toReversed(), false))).toEqual(expected);
  });
});

describe('a setting', () => {
  it.each<[SettingName, string, string, string]>([
    ['displayName', 'Display name', 'Our root', '(none)'],
    ['type', 'Type', 'root', 'intermediate'],
    ['certificateRevocationListUrl', 'CRL address', 'http://crl.example/root.crl', '(none)'],
    ['deltaCertificateRevocationListUrl', 'Delta CRL address', 'http://crl.example/delta.crl', '(none)'],
    ['isIssuerHintEnabled', 'Issuer hint', 'on', 'off'],
  ])('%s is called “%s” and reads “%s” or “%s”', (name, label, full, empty) => {
    const all = { ...settings, deltaCertificateRevocationListUrl: 'http://crl.example/delta.crl' };
    const none: AuthoritySettings = {
      displayName: '',
      type: 'intermediate',
      certificateRevocationListUrl: '',
      deltaCertificateRevocationListUrl: '',
      isIssuerHintEnabled: false,
    };
    expect([settingLabel(name), settingText(all, name), settingText(none, name)]).toEqual([
      label,
      full,
      empty,
    ]);
  });
});
