import { describe, expect, it } from 'vitest';
import type { Authority } from '../../../src/graph/model.ts';
import { authorityRows, finderOf, type Listing } from '../../../src/views/authorityRows.ts';
import type { AuthorityNode } from '../../../src/views/treeNode.ts';

function authority(displayName: string, changes: Partial<Authority> = {}): Authority {
  return {
    id: displayName,
    displayName,
    type: 'intermediate',
    issuer: 'CN=Root,O=Contoso',
    subjectKeyIdentifier: 'A1B2C3D4E5F60718293A4B5C6D7E8F9001122334',
    thumbprint: '0F1E2D3C4B5A69788796A5B4C3D2E1F001234567',
    createdDateTime: undefined,
    expirationDateTime: new Date('2030-01-01T00:00:00Z'),
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
    ...changes,
  };
}

const root = authority('Root', { type: 'root' });
const listing: Listing = { filter: '', sort: 'type', grouping: 'flat' };
const namesOf = (rows: readonly AuthorityNode[]): unknown[] =>
  rows.map(({ authority: { displayName }, issued }) =>
    issued ? [displayName, ...namesOf(issued)] : displayName,
  );
const rows = (authorities: readonly Authority[], changes: Partial<Listing>): unknown[] =>
  namesOf(authorityRows('c', authorities, { ...listing, ...changes }));

describe('an authority is found', () => {
  it.each([
    '',
    '  ',
    'issuing',
    'ISSUING ca',
    'o=contoso',
    'a1b2c3',
    'A1 B2 C3 D4',
    'a1:b2:c3:d4',
    '\u200ea1 b2 c3',
    '0f1e2d3c',
  ])('by “%s”', (filter) => expect(finderOf(filter)(authority('Issuing CA 1'))).toBe(true));

  it.each(['issuing 2', 'fabrikam', 'ffff', 'a1b2c3ff', 'f'.repeat(300), '[', '\\'])(
    'not by “%s”',
    (filter) => {
      expect(finderOf(filter)(authority('Issuing CA 1'))).toBe(false);
    },
  );
});

describe('authorities are sorted', () => {
  const early = authority('CA 10', { expirationDateTime: new Date('2027-01-01') });
  const late = authority('CA 9');
  const unknown = authority('CA 1', { expirationDateTime: undefined });
  it.each<[Listing['sort'], string[]]>([
    ['name', ['CA 1', 'CA 9', 'CA 10', 'Root']],
    ['type', ['Root', 'CA 1', 'CA 9', 'CA 10']],
    ['expiry', ['CA 10', 'CA 9', 'Root', 'CA 1']],
  ])('by %s', (sort, expected) => {
    expect(rows([unknown, early, late, root], { sort })).toEqual(expected);
  });
});

describe('authorities are grouped by chain', () => {
  it.each<[string, Authority[], unknown[]]>([
    ['below their issuer', [root, authority('A'), authority('B')], [['Root', 'A', 'B']]],
    [
      'several levels deep',
      [root, authority('A'), authority('B', { issuer: 'CN=A,O=Contoso' })],
      [['Root', ['A', 'B']]],
    ],
    ['at the top where the issuer is missing', [authority('A', { issuer: 'CN=Elsewhere' })], ['A']],
    [
      'by the distinguished names that the service gives them',
      [authority('CN=Root, O=Contoso', { type: 'root', issuer: 'CN=Root,O=Contoso' }), authority('A')],
      [['CN=Root, O=Contoso', 'A']],
    ],
    [
      'by the name of a root that was renamed',
      [authority('Our root', { type: 'root' }), authority('A')],
      [['Our root', 'A']],
    ],
    [
      'once each where the issuers run in a circle',
      [authority('A', { issuer: 'CN=B' }), authority('B', { issuer: 'CN=A' })],
      [['A', 'B']],
    ],
    ['once where it is its own issuer without being a root', [authority('A', { issuer: 'CN=A' })], ['A']],
  ])('%s', (_, authorities, expected) => {
    expect(rows(authorities, { grouping: 'chain' })).toEqual(expected);
  });

  it('after a filter, without those that it leaves out', () => {
    const all = [root, authority('A'), authority('B', { issuer: 'CN=A' })];
    expect(rows(all, { grouping: 'chain', filter: 'B' })).toEqual(['B']);
  });
});
