import { describe, expect, it, vi } from 'vitest';
import { type Deletion, impactOf } from '../../../src/features/impact.ts';
import type { CertificatePolicy } from '../../../src/graph/authenticationPolicy.ts';
import type { ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { type Certificate, readCertificate, thumbprintOf } from '../../../src/pki/certificate.ts';
import { formatDistinguishedName } from '../../../src/pki/distinguishedName.ts';
import { authority as certify } from '../../support/chainFixtures.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { type Certified, withoutKeyIdentifiers } from '../../support/signedCertificates.ts';
import { authority } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const [root, keyless, stranger] = await Promise.all([
  certify('Root'),
  certify('Keyless', { identifiers: withoutKeyIdentifiers }),
  certify('Stranger'),
]);
const [issuing, underKeyless, renewed] = await Promise.all([
  certify('Issuing', { issuer: root }),
  certify('Under Keyless', { issuer: keyless, identifiers: withoutKeyIdentifiers }),
  certify('Root', { keyOf: root }),
]);

function exported({ der }: Certified, changes: Partial<Certificate> = {}): ExportedAuthority {
  const certificate = { ...readCertificate(der), ...changes };
  const name = formatDistinguishedName(certificate.subject);
  return exportedAuthority({ der, name }, { certificate });
}

function listed({ der }: Certified, changes: Partial<Authority> = {}): Authority {
  const { subject, issuer, subjectKeyIdentifier } = readCertificate(der);
  return {
    ...authority('listed'),
    type: 'intermediate',
    displayName: formatDistinguishedName(subject),
    issuer: formatDistinguishedName(issuer),
    subjectKeyIdentifier: subjectKeyIdentifier?.toUpperCase() ?? '',
    thumbprint: thumbprintOf(der),
    ...changes,
  };
}

function impact(changes: Partial<Deletion>) {
  return impactOf({
    removed: [exported(root)],
    staying: [],
    configuration: { id: 'c1', displayName: 'Contoso' },
    isWholeConfiguration: false,
    others: [],
    policy: undefined,
    now: new Date(),
    ...changes,
  });
}

const orphans = (changes: Partial<Deletion>): string[] =>
  impact(changes).orphans.map(({ name, configuration }) => `${name} @ ${configuration ?? 'here'}`);
const others = (...authorities: readonly Authority[]): Deletion['others'] => [{ name: 'Other', authorities }];

describe('an authority of the same configuration loses its issuer', () => {
  it.each<[string, Partial<Deletion>, string[]]>([
    [
      'by name, where no certificate of the two has a key identifier',
      { removed: [exported(keyless)], staying: [exported(underKeyless)] },
      ['CN=Under Keyless,O=Test @ here'],
    ],
    [
      'not where the same certificate without a key identifier is elsewhere, too',
      { removed: [exported(keyless)], staying: [exported(underKeyless)], others: others(listed(keyless)) },
      [],
    ],
    [
      'by name, where only its own certificate names no key',
      { staying: [exported(issuing, { authorityKeyIdentifier: undefined })] },
      ['CN=Issuing,O=Test @ here'],
    ],
    [
      'by key, whatever name its issuer has',
      { staying: [exported(issuing, { issuer: readCertificate(stranger.der).subject })] },
      ['CN=Issuing,O=Test @ here'],
    ],
    [
      'by key, in whatever case that is written',
      {
        staying: [
          exported(issuing, {
            authorityKeyIdentifier: readCertificate(root.der).subjectKeyIdentifier?.toUpperCase(),
          }),
        ],
      },
      ['CN=Issuing,O=Test @ here'],
    ],
    [
      'not by a name that it shares with the issuer of another key',
      {
        removed: [exported(root)],
        staying: [exported(issuing, { authorityKeyIdentifier: 'aa'.repeat(20) })],
      },
      [],
    ],
    ['not where another CA goes', { removed: [exported(stranger)], staying: [exported(issuing)] }, []],
    ['not where it issued itself', { staying: [exported(renewed)] }, []],
    [
      'not by name either, where another certificate of the key stays',
      { staying: [exported(renewed), exported(issuing, { authorityKeyIdentifier: undefined })] },
      [],
    ],
  ])('%s', (_, changes, expected) => {
    expect(orphans(changes)).toEqual(expected);
  });
});

describe('an authority of another configuration loses its issuer', () => {
  it.each<[string, Partial<Deletion>, string[]]>([
    ['by name', { others: others(listed(issuing)) }, ['CN=Issuing,O=Test @ Other']],
    [
      'by name, where that is of a CA without key identifiers',
      { removed: [exported(keyless)], others: others(listed(underKeyless)) },
      ['CN=Under Keyless,O=Test @ Other'],
    ],
    [
      'also where its own type is unknown',
      { others: others(listed(issuing, { type: 'unknown' })) },
      ['CN=Issuing,O=Test @ Other'],
    ],
    [
      'not where it is a root of that name',
      { others: others(listed(stranger, { type: 'root', issuer: 'CN=Root,O=Test' })) },
      [],
    ],
    [
      'not where only a part of the name is the same',
      { others: others(listed(issuing, { issuer: 'CN=Root' })) },
      [],
    ],
    [
      'not where its issuer stays in the same configuration as another certificate of its key',
      { staying: [exported(renewed)], others: others(listed(issuing)) },
      [],
    ],
    [
      'not where it is a copy of what goes',
      { removed: [exported(root), exported(issuing)], others: others(listed(issuing)) },
      [],
    ],
  ])('%s', (_, changes, expected) => {
    expect(orphans(changes)).toEqual(expected);
  });

  it('after those of the same configuration, each with the configuration that it is in', () => {
    const second = { name: 'Second', authorities: [listed(issuing, { displayName: 'B' })] };
    expect(
      orphans({
        staying: [exported(issuing)],
        others: [...others(listed(issuing, { displayName: 'A' })), second],
      }),
    ).toEqual(['CN=Issuing,O=Test @ here', 'A @ Other', 'B @ Second']);
  });
});

describe('what the policy says of a deletion', () => {
  const policy: CertificatePolicy = {
    scopes: [],
    exemptSubjectKeyIdentifiers: [],
    requiresRevocationLists: true,
    sendsIssuerHints: true,
  };
  const keyOf = ({ der }: Certified): string =>
    readCertificate(der).subjectKeyIdentifier?.toUpperCase() ?? '';

  it('names every certificate of a key, in the order of what is removed', () => {
    const removed = [exported(issuing), exported(root), exported(renewed)];
    const scopes = [{ subjectKeyIdentifier: keyOf(root), configurationId: 'c9' }];
    const exemptSubjectKeyIdentifiers = [keyOf(root), keyOf(issuing), keyOf(stranger)];
    expect(impact({ removed, policy: { ...policy, scopes, exemptSubjectKeyIdentifiers } })).toMatchObject({
      scopes: ['CN=Root,O=Test', 'CN=Root,O=Test'],
      exemptions: ['CN=Issuing,O=Test', 'CN=Root,O=Test', 'CN=Root,O=Test'],
    });
  });

  it('is known where it names nothing', () => {
    expect(impact({ policy, isWholeConfiguration: true })).toMatchObject({
      isPolicyKnown: true,
      scopes: [],
      exemptions: [],
    });
  });

  it('names a configuration once, however many scopes name it', () => {
    const scopes = [stranger, issuing].map((one) => ({
      subjectKeyIdentifier: keyOf(one),
      configurationId: 'c1',
    }));
    expect(impact({ policy: { ...policy, scopes }, isWholeConfiguration: true }).scopes).toEqual(['Contoso']);
  });
});

describe('whether people below what goes can still sign in', () => {
  const past = new Date('2020-01-01');
  const later = new Date('2099-01-01');
  const lostOf = (changes: Partial<Deletion>): number => impact(changes).lost;

  it.each<[string, number, Partial<Deletion>]>([
    ['not where nothing else of the CA is there', 1, {}],
    ['where the same certificate is in another configuration', 0, { others: others(listed(root)) }],
    ['where a renewed one of its key stays', 0, { staying: [exported(renewed)] }],
    ['where a renewed one of its key is in another configuration', 0, { others: others(listed(renewed)) }],
    ['not where the one that stays has expired', 1, { staying: [exported(renewed, { notAfter: past })] }],
    [
      'not where the one of another configuration has expired',
      1,
      { others: others(listed(root, { expirationDateTime: past })) },
    ],
    [
      'where the one of another configuration is in time',
      0,
      { others: others(listed(root, { expirationDateTime: later })) },
    ],
    [
      'not where the one that stays is not valid yet',
      1,
      { staying: [exported(renewed, { notBefore: later })] },
    ],
    [
      'not where the one that stays leads on to another issuer',
      1,
      {
        staying: [
          exported(renewed, { issuer: readCertificate(stranger.der).subject, authorityKeyIdentifier: 'aa' }),
        ],
      },
    ],
    [
      'where the one that stays leads on to an issuer that stays, too',
      0,
      {
        staying: [
          exported(renewed, { issuer: readCertificate(stranger.der).subject, authorityKeyIdentifier: 'aa' }),
          exported(stranger),
        ],
      },
    ],
    [
      'where the renewed one of another configuration has its name written the other way',
      0,
      {
        removed: [exported(issuing)],
        others: others(listed(issuing, { thumbprint: 'AB', issuer: 'O=Test,CN=Root' })),
      },
    ],
    [
      'where the same certificate is elsewhere, though its key is not told there',
      0,
      { others: others(listed(root, { subjectKeyIdentifier: '' })) },
    ],
    ['not by another CA', 1, { staying: [exported(stranger)], others: others(listed(issuing)) }],
    [
      'not by another CA where neither has a key identifier',
      1,
      { removed: [exported(keyless)], staying: [exported(underKeyless)] },
    ],
    [
      'in whichever configuration it is',
      1,
      {
        removed: [exported(root), exported(issuing), exported(stranger)],
        others: [
          { name: 'Empty', authorities: [] },
          { name: 'One', authorities: [listed(root)] },
          { name: 'Two', authorities: [listed(issuing), listed(root)] },
        ],
      },
    ],
    ['not where both certificates of a key go', 2, { removed: [exported(root), exported(renewed)] }],
  ])('%s', (_, expected, changes) => {
    expect(lostOf(changes)).toBe(expected);
  });

  it('is no question where what goes has expired', () => {
    const removed = [exported(root, { notAfter: past }), exported(stranger)];
    expect(impact({ removed, staying: [exported(issuing)] })).toMatchObject({
      count: 2,
      expired: 1,
      lost: 1,
      orphans: [],
    });
  });

  it('is another question than that of an issuer, which is found by its key', () => {
    const crossed = exported(renewed, {
      issuer: readCertificate(stranger.der).subject,
      authorityKeyIdentifier: 'aa',
    });
    expect(impact({ staying: [crossed, exported(issuing)] })).toMatchObject({ lost: 1, orphans: [] });
  });

  it('is told of a CA below, too, where only an expired certificate of its issuer stays', () => {
    const staying = [exported(renewed, { notAfter: past }), exported(issuing)];
    expect(orphans({ staying })).toEqual(['CN=Issuing,O=Test @ here']);
  });
});

describe('what is easily taken for something else', () => {
  it('a CA whose issuer has no key identifier loses it by name, also where it names a key', () => {
    const named = exported(underKeyless, { authorityKeyIdentifier: 'abcd' });
    expect(orphans({ removed: [exported(keyless)], staying: [named] })).toEqual([
      `${named.displayName} @ here`,
    ]);
  });

  it('a new key that the old one certified is no root, and loses its issuer', () => {
    const authorityKeyIdentifier = readCertificate(root.der).subjectKeyIdentifier;
    const rollover = exported(renewed, { subjectKeyIdentifier: 'abcd', authorityKeyIdentifier });
    expect(orphans({ removed: [exported(root)], staying: [rollover] })).toEqual([
      `${rollover.displayName} @ here`,
    ]);
    expect(orphans({ removed: [exported(root)], staying: [exported(renewed)] })).toEqual([]);
  });

  it('a scope that names a configuration only names no CA without a key identifier', () => {
    const policy: CertificatePolicy = {
      scopes: [{ subjectKeyIdentifier: '', configurationId: 'C1' }],
      exemptSubjectKeyIdentifiers: [''],
      requiresRevocationLists: false,
      sendsIssuerHints: false,
    };
    const { scopes, exemptions } = impact({ removed: [exported(keyless)], policy });
    expect([scopes, exemptions]).toEqual([[], []]);
    // Identifiers of configurations are the same in either case.
    expect(impact({ policy, isWholeConfiguration: true }).scopes).toEqual(['Contoso']);
  });
});
