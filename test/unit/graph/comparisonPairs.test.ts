import { describe, expect, it } from 'vitest';
import {
  type ComparedAuthority,
  compareAuthorities,
  comparedFromCertificate,
  comparedFromExport,
} from '../../../src/graph/comparison.ts';
import type { ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import type { AuthoritySettings } from '../../../src/graph/model.ts';
import { type Certificate, readCertificate, thumbprintOf } from '../../../src/pki/certificate.ts';
import { authority } from '../../support/chainFixtures.ts';
import { withoutKeyIdentifiers } from '../../support/signedCertificates.ts';

const made = await authority('Root');
const [other, keyless, keylessAgain] = await Promise.all([
  authority('Other'),
  authority('Keyless', { identifiers: withoutKeyIdentifiers }),
  authority('  kEYLESS ', { identifiers: withoutKeyIdentifiers }),
]);
const root = readCertificate(made.der);
const stranger = readCertificate(other.der);

/** A side's authority whose thumbprint is its label. */
function side(label: string, changes: Partial<Certificate> = {}, certificate = root): ComparedAuthority {
  return {
    name: label,
    thumbprint: label,
    certificate: { ...certificate, ...changes },
    settings: undefined,
    id: undefined,
  };
}

const year = (number: number): Date => new Date(`${number}-06-01T00:00:00Z`);

const pairsOf = (ours: readonly ComparedAuthority[], theirs: readonly ComparedAuthority[]): string[] =>
  compareAuthorities(ours, theirs).renewed.map((pair) => `${pair.ours.name} > ${pair.theirs.name}`);

describe('another certificate of a CA', () => {
  it.each<[string, ComparedAuthority[], ComparedAuthority[], string[]]>([
    [
      'is the one that is valid longest, of several',
      [side('old')],
      [
        side('early', { notAfter: year(2031) }),
        side('late', { notAfter: year(2039) }),
        side('middle', { notAfter: year(2035) }),
      ],
      ['old > late'],
    ],
    [
      'has the same key before it has the same name',
      [side('old')],
      [
        side('same name', { notAfter: year(2039), subjectKeyIdentifier: 'bb' }),
        side('same key', { notAfter: year(2031), subject: stranger.subject }),
      ],
      ['old > same key'],
    ],
    [
      'is found by name where another has taken the one of the same key',
      [side('A old', { subject: stranger.subject }), side('B old', { subjectKeyIdentifier: 'bb' })],
      [side('A new', { subject: stranger.subject }), side('B new', { subjectKeyIdentifier: 'cc' })],
      ['A old > A new', 'B old > B new'],
    ],
    ['is taken by one only', [side('A'), side('B')], [side('new')], ['A > new']],
    [
      'is found for one after the other',
      [side('A'), side('B')],
      [side('late', { notAfter: year(2039) }), side('early', { notAfter: year(2031) })],
      ['A > late', 'B > early'],
    ],
    [
      'is found by name without key identifiers, without regard to case and spaces',
      [comparedFromCertificate(readCertificate(keyless.der))],
      [comparedFromCertificate(readCertificate(keylessAgain.der))],
      ['Keyless > kEYLESS'],
    ],
    [
      'is not found by two missing key identifiers',
      [side('A', { subjectKeyIdentifier: undefined })],
      [side('B', { subjectKeyIdentifier: undefined }, stranger)],
      [],
    ],
  ])('%s', (_, ours, theirs, expected) => {
    expect(pairsOf(ours, theirs)).toEqual(expected);
  });

  it('is in no other group', () => {
    const comparison = compareAuthorities(
      [side('old'), side('extra', { subjectKeyIdentifier: 'dd', subject: [] })],
      [side('new'), side('missing', {}, stranger)],
    );
    const names = (group: readonly ComparedAuthority[]) => group.map(({ name }) => name);
    expect(names(comparison.extra)).toEqual(['extra']);
    expect(names(comparison.missing)).toEqual(['missing']);
    expect(comparison.renewed).toMatchObject([{ ours: { name: 'old' }, theirs: { name: 'new' } }]);
    expect([comparison.changed, comparison.same]).toEqual([[], []]);
  });
});

describe('the groups of a comparison', () => {
  const settings: AuthoritySettings = {
    displayName: 'Root',
    type: 'root',
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
  };
  const distinct = (label: string, changes: Partial<ComparedAuthority> = {}): ComparedAuthority => ({
    ...side(label, { subjectKeyIdentifier: label, subject: [[{ type: '2.5.4.3', text: label, der: '' }]] }),
    ...changes,
  });
  const names = ['CA 10', 'CA 9', 'ca 1'];
  const sorted = ['ca 1', 'CA 9', 'CA 10'];

  it.each(['extra', 'missing', 'same'] as const)(
    'is sorted by name, with numbers as numbers: %s',
    (group) => {
      const all = names.map((name) => distinct(name));
      const comparison = compareAuthorities(
        group === 'missing' ? [] : all,
        group === 'extra' ? [] : all.toReversed(),
      );
      const found = comparison[group].map((one) => ('ours' in one ? one.ours.name : one.name));
      expect(found).toEqual(sorted);
    },
  );

  it.each(['renewed', 'changed'] as const)('is sorted by our name: %s', (group) => {
    const ours = names.map((name) => distinct(name, { settings }));
    const theirs = names.map((name) =>
      distinct(
        name,
        group === 'renewed'
          ? { thumbprint: `new ${name}` }
          : { settings: { ...settings, isIssuerHintEnabled: true } },
      ),
    );
    expect(compareAuthorities(ours, theirs)[group].map((pair) => pair.ours.name)).toEqual(sorted);
  });

  it('is in the order of the thumbprints where names are the same', () => {
    const all = ['C', 'A', 'B'].map((label) => distinct(label, { name: 'Same' }));
    expect(compareAuthorities(all, []).extra.map(({ thumbprint }) => thumbprint)).toEqual(['A', 'B', 'C']);
  });

  it.each<[keyof AuthoritySettings, AuthoritySettings]>([
    ['displayName', { ...settings, displayName: 'root' }],
    ['type', { ...settings, type: 'intermediate' }],
    ['certificateRevocationListUrl', { ...settings, certificateRevocationListUrl: 'http://a.example' }],
    [
      'deltaCertificateRevocationListUrl',
      { ...settings, deltaCertificateRevocationListUrl: 'http://a.example' },
    ],
    ['isIssuerHintEnabled', { ...settings, isIssuerHintEnabled: true }],
  ])('has a changed one where only its %s differs', (name, theirs) => {
    const { changed, same } = compareAuthorities(
      [distinct('A', { settings })],
      [distinct('A', { settings: theirs })],
    );
    expect([changed.map((pair) => pair.settings), same]).toEqual([[[name]], []]);
  });
});

describe('a side of a comparison', () => {
  it('of a bundle has the name and thumbprint of the certificate, and no settings', () => {
    expect(comparedFromCertificate(root)).toEqual({
      name: 'Root',
      thumbprint: thumbprintOf(made.der),
      certificate: root,
      settings: undefined,
      id: undefined,
    });
  });

  it.each([
    ['Our root', 'Our root'],
    ['', 'Root'],
  ])('of the trust store has the display name “%s” as “%s”, and its settings only', (displayName, name) => {
    const settings = {
      displayName,
      type: 'root' as const,
      certificateRevocationListUrl: 'http://crl.example/a.crl',
      deltaCertificateRevocationListUrl: 'http://crl.example/d.crl',
      isIssuerHintEnabled: true,
    };
    const exported: ExportedAuthority = { ...settings, id: 'a1', thumbprint: 'AB', certificate: root };
    expect(comparedFromExport(exported)).toEqual({
      name,
      thumbprint: 'AB',
      certificate: root,
      settings,
      id: 'a1',
    });
  });
});
