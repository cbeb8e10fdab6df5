import { describe, expect, it, vi } from 'vitest';
import { type Deletion, impactOf } from '../../../src/features/impact.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { formatDistinguishedName, formatGeneralFirst } from '../../../src/pki/distinguishedName.ts';
import { exportedAuthority } from '../../support/exportedAuthorities.ts';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import { authority } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const root = await makeAuthority({ name: 'Root' });
const [issuing, second, crossed] = await Promise.all([
  makeAuthority({ name: 'Issuing', issuer: root }),
  makeAuthority({ name: 'Second', issuer: root }),
  // Another certificate of the root's key.
  makeAuthority({ name: 'Root', keyOf: root, days: 20 }),
]);

/** The root's name from its other end, with spaces, in lower case. */
const otherWay = formatGeneralFirst(readCertificate(root.der).subject).replaceAll(',', ', ').toLowerCase();

/** An authority as the lists of the service show it. */
function listed(
  made: OpensslAuthority,
  issuer = formatDistinguishedName(readCertificate(made.der).issuer),
): Authority {
  return {
    ...authority(made.name),
    displayName: made.name,
    type: 'intermediate',
    thumbprint: made.thumbprint,
    subjectKeyIdentifier: readCertificate(made.der).subjectKeyIdentifier?.toUpperCase() ?? '',
    issuer,
  };
}

const keyOf = (made: OpensslAuthority): string =>
  readCertificate(made.der).subjectKeyIdentifier?.toUpperCase() ?? '';

function impact(changes: Partial<Deletion>) {
  return impactOf({
    removed: [exportedAuthority(root)],
    staying: [],
    configuration: { id: 'c1', displayName: 'Contoso' },
    isWholeConfiguration: false,
    others: [],
    policy: undefined,
    now: new Date(),
    ...changes,
  });
}

const elsewhere = (...authorities: readonly Authority[]): Deletion['others'] => [
  { name: 'Other', authorities },
];

describe('the impact of a deletion', () => {
  it('counts the CAs of which nothing stays', () => {
    const removed = [exportedAuthority(root), exportedAuthority(issuing)];
    expect(impact({ removed })).toMatchObject({ count: 2, lost: 2 });
    expect(impact({ removed, others: elsewhere(listed(root)) })).toMatchObject({ count: 2, lost: 1 });
  });

  it.each<[string, Partial<Deletion>, string[]]>([
    [
      'of those that stay, the ones whose issuer goes',
      { staying: [exportedAuthority(issuing)] },
      ['Issuing'],
    ],
    [
      'nobody, where all that it issued goes as well',
      { removed: [exportedAuthority(root), exportedAuthority(issuing)] },
      [],
    ],
    [
      'nobody, where another certificate of its key stays',
      { staying: [exportedAuthority(crossed), exportedAuthority(issuing)] },
      [],
    ],
    [
      'nobody, where it is in another configuration',
      { staying: [exportedAuthority(issuing)], others: elsewhere(listed(root)) },
      [],
    ],
    ['those in other configurations', { others: elsewhere(listed(second)) }, ['Second in Other']],
    [
      'those in other configurations, whichever way their issuer is written',
      { others: elsewhere(listed(second, otherWay)) },
      ['Second in Other'],
    ],
    [
      'nobody, where an intermediate goes that issued nothing',
      { removed: [exportedAuthority(issuing)], staying: [exportedAuthority(root)] },
      [],
    ],
  ])('names as losing their issuer %s', (_, changes, expected) => {
    const names = impact(changes).orphans.map(({ name, configuration }) =>
      configuration === undefined ? name : `${name} in ${configuration}`,
    );
    expect(names).toEqual(expected);
  });

  const policy = {
    scopes: [{ subjectKeyIdentifier: keyOf(root), configurationId: 'c1' }],
    exemptSubjectKeyIdentifiers: [keyOf(issuing)],
    requiresRevocationLists: false,
    sendsIssuerHints: false,
  };

  it('names what the policy names', () => {
    expect(impact({ removed: [exportedAuthority(root), exportedAuthority(issuing)], policy })).toMatchObject({
      scopes: ['Root'],
      exemptions: ['Issuing'],
      isPolicyKnown: true,
    });
    expect(impact({ removed: [exportedAuthority(second)], policy })).toMatchObject({
      scopes: [],
      exemptions: [],
    });
  });

  it('names the configuration itself only where it goes as a whole', () => {
    expect(impact({ isWholeConfiguration: true, policy }).scopes).toEqual(['Contoso', 'Root']);
    const other = { id: 'c2', displayName: 'Other' };
    expect(impact({ isWholeConfiguration: true, policy, configuration: other }).scopes).toEqual(['Root']);
  });

  it('says where the policy is not known', () => {
    expect(impact({})).toMatchObject({ isPolicyKnown: false, scopes: [], exemptions: [] });
  });
});
