import { describe, expect, it } from 'vitest';
import type { Authority } from '../../../src/graph/model.ts';
import { authorityRows, finderOf, type Listing, usualListing } from '../../../src/views/authorityRows.ts';
import type { AuthorityNode } from '../../../src/views/treeNode.ts';

function authority(displayName: string, changes: Partial<Authority> = {}): Authority {
  return {
    id: displayName,
    displayName,
    type: 'intermediate',
    issuer: 'CN=Nobody',
    subjectKeyIdentifier: 'A1B2C3D4E5F60718293A4B5C6D7E8F9001122334',
    thumbprint: '0F1E2D3C4B5A69788796A5B4C3D2E1F001234567',
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
    ...changes,
  };
}

const root = (displayName: string, issuer: string): Authority =>
  authority(displayName, { type: 'root', issuer });
const under = (issuer: string, displayName: string): Authority => authority(displayName, { issuer });

const shape = (nodes: readonly AuthorityNode[]): unknown[] =>
  nodes.map((node) =>
    node.issued ? [node.authority.displayName, ...shape(node.issued)] : node.authority.displayName,
  );
const rows = (authorities: readonly Authority[], changes: Partial<Listing> = {}): unknown[] =>
  shape(authorityRows('c1', authorities, { ...usualListing, ...changes }));
const chains = (...authorities: readonly Authority[]): unknown[] =>
  rows(authorities, { grouping: 'chain', sort: 'name' });

describe('an issuer is found', () => {
  it.each<[string, Authority, string]>([
    ['by its display name', authority('Issuing'), 'CN=Issuing,O=Contoso'],
    ['without regard to case', authority('ISSUING'), 'cn=issuing'],
    ['by a distinguished name as display name', authority('CN=Issuing, O=Contoso'), 'CN=Issuing,O=Contoso'],
    ['by a name whose parts come in the other order', authority('Issuing'), 'C=DE, O=Contoso, CN=Issuing'],
    ['by a name with spaces around its signs', authority('Issuing'), 'O = Contoso , CN = Issuing'],
    ['by a common name of several in one part', authority('Issuing'), 'OU=Unit+CN=Issuing,O=Contoso'],
    [
      'by a common name that holds a comma',
      authority(String.raw`CN=Issuing\, Inc`),
      String.raw`CN=Issuing\, Inc,O=Contoso`,
    ],
    [
      'by a display name that is the common name without its escapes',
      authority('Contoso, Inc. + Partners'),
      String.raw`CN=Contoso\, Inc. \+ Partners,O=Contoso`,
    ],
    ['by a common name in hexadecimal escapes', authority('Größe'), String.raw`CN=Gr\C3\B6\C3\9Fe,O=Contoso`],
    ['by a common name in quotes', authority('Contoso, Inc.'), 'CN="Contoso, Inc.",O=Contoso'],
    ['by a whole name without a common name', authority('O=Contoso,C=DE'), 'O=Contoso, C=DE'],
    [
      'by the name in the certificate of a renamed root',
      root('Renamed', 'CN=Issuing,O=Contoso'),
      'CN=Issuing,O=Contoso',
    ],
    ['by the display name of a root as well', root('Issuing', 'CN=Something else'), 'CN=Issuing'],
  ])('%s', (_, issuer, name) => {
    expect(chains(issuer, under(name, 'Z'))).toEqual([[issuer.displayName, 'Z']]);
  });

  it.each<[string, Authority, string]>([
    ['by a part of its name', authority('Issuing CA'), 'CN=Issuing'],
    ['by an organisation of its name', authority('Contoso'), 'CN=Issuing,O=Contoso'],
    ['by something that ends like a common name', authority('Issuing'), 'XCN=Issuing,CN=Other'],
    ['by the issuer of an intermediate, which is another', authority('Renamed', { issuer: 'CN=X' }), 'CN=X'],
  ])('not %s', (_, other, name) => {
    expect(chains(other, under(name, 'Z'))).toEqual([other.displayName, 'Z']);
  });

  it('by its whole name before its common name', () => {
    const [contoso, fabrikam] = [root('A', 'CN=Root,O=Contoso'), root('B', 'CN=Root,O=Fabrikam')];
    expect(chains(contoso, fabrikam, under('CN=Root,O=Fabrikam', 'Z'))).toEqual(['A', ['B', 'Z']]);
  });

  it('once, where several have its name: the first of the order', () => {
    const twice = [root('A', 'CN=Root'), root('B', 'CN=Root')];
    expect(chains(...twice.toReversed(), under('CN=Root', 'Z'))).toEqual([['A', 'Z'], 'B']);
  });

  it('for no root, whatever name its issuer has', () => {
    expect(chains(authority('Root'), root('Z', 'CN=Root'))).toEqual(['Root', 'Z']);
  });
});

describe('chains', () => {
  it('are shown several levels deep, each level sorted', () => {
    const all = [
      under('CN=CA 10', 'Leaf CA'),
      under('CN=Root', 'CA 10'),
      under('CN=Root', 'CA 9'),
      root('Root', 'CN=Root'),
      authority('Alone'),
    ];
    expect(chains(...all)).toEqual(['Alone', ['Root', 'CA 9', ['CA 10', 'Leaf CA']]]);
  });

  it.each<[string, Authority[], unknown[]]>([
    [
      'of three that issued one another',
      [under('CN=C', 'A'), under('CN=A', 'B'), under('CN=B', 'C')],
      [['A', ['B', 'C']]],
    ],
    [
      'with one below the circle',
      [under('CN=B', 'A'), under('CN=A', 'B'), under('CN=B', 'X')],
      [['A', ['B', 'X']]],
    ],
    [
      'two of them, behind what ends',
      [under('CN=B', 'A'), under('CN=A', 'B'), under('CN=D', 'C'), under('CN=C', 'D'), root('Z', 'CN=Z')],
      ['Z', ['A', 'B'], ['C', 'D']],
    ],
    ['of one that issued itself, with one below', [under('CN=A', 'A'), under('CN=A', 'B')], [['A', 'B']]],
  ])('that run in a circle are shown once each: %s', (_, authorities, expected) => {
    expect(chains(...authorities)).toEqual(expected);
    expect(chains(...authorities.toReversed())).toEqual(expected);
  });

  it('hold every authority once, as a row of the configuration', () => {
    const long = Array.from({ length: 250 }, (_, index) => under(`CN=CA ${index - 1}`, `CA ${index}`));
    let level = authorityRows('c7', long.toReversed(), { filter: '', sort: 'name', grouping: 'chain' });
    for (let depth = 0; depth < 250; depth += 1) {
      expect(level).toMatchObject([
        { kind: 'authority', configurationId: 'c7', authority: { displayName: `CA ${depth}` } },
      ]);
      level = level[0]?.issued ?? [];
    }
    expect(level).toEqual([]);
  });

  it('have no list of issued ones where there is none', () => {
    const [only] = authorityRows('c1', [authority('A')], { ...usualListing, grouping: 'chain' });
    expect(only && 'issued' in only).toBe(false);
  });
});

describe('a search', () => {
  it.each([
    ['0F1E2D3C4B5A69788796A5B4C3D2E1F001234567', true],
    ['0f 1e 2d 3c 4b 5a 69 78 87 96 a5 b4 c3 d2 e1 f0 01 23 45 67', true],
    ['0F:1E:2D:3C:4B:5A:69:78:87:96:A5:B4:C3:D2:E1:F0:01:23:45:67', true],
    ['0F-1E-2D\t3C', true],
    ['  a1:b2 ', true],
    ['01 12 23', true],
    ['0f1e2d3c4b5a69788796a5b4c3d2e1f0012345678', false],
    ['0F1E2D3C;4B5A', false],
    ['3C2D', false],
  ])('for the digits “%s” finds: %s', (filter, expected) => {
    expect(finderOf(filter)(authority('Issuing'))).toBe(expected);
  });

  it('takes one digit for a part of a name only', () => {
    expect([finderOf('7')(authority('Issuing')), finderOf('7')(authority('Issuing 7'))]).toEqual([
      false,
      true,
    ]);
  });

  it('takes spaces in a name as they are', () => {
    expect(finderOf('issuingca')(authority('Issuing CA'))).toBe(false);
    expect(finderOf(' issuing ca ')(authority('Issuing CA'))).toBe(true);
  });

  it('leaves the rows that it finds, sorted', () => {
    const all = [authority('CA 10'), authority('Other'), authority('CA 9')];
    expect(rows(all, { filter: 'ca ', sort: 'name' })).toEqual(['CA 9', 'CA 10']);
    expect(rows(all, { filter: 'nothing' })).toEqual([]);
  });
});

describe('sorted rows', () => {
  const on = (displayName: string, day: string | undefined, type: Authority['type'] = 'intermediate') =>
    authority(displayName, { type, expirationDateTime: day === undefined ? undefined : new Date(day) });

  it.each<[Listing['sort'], unknown[]]>([
    ['expiry', ['C', 'A', 'B', 'D', 'E']],
    ['type', ['B', 'C', 'A', 'D', 'E']],
    ['name', ['A', 'B', 'C', 'D', 'E']],
  ])('by %s go by name where that is the same', (sort, expected) => {
    const all = [
      on('E', undefined, 'unknown'),
      on('B', '2030-01-01', 'root'),
      on('A', '2030-01-01'),
      on('D', undefined),
      on('C', '2027-01-01', 'root'),
    ];
    expect(rows(all, { sort })).toEqual(expected);
    expect(rows(all.toReversed(), { sort })).toEqual(expected);
  });

  it('leave the list that they are made of as it was', () => {
    const all = Object.freeze([authority('B'), authority('A')]);
    expect(rows(all, { sort: 'name' })).toEqual(['A', 'B']);
  });

  it('begin with roots, flat and unfiltered, where nothing else is chosen', () => {
    expect(usualListing).toEqual({ filter: '', sort: 'type', grouping: 'flat' });
  });
});
