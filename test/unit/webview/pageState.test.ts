import { describe, expect, it } from 'vitest';
import type { FileView, FindingView, MemberRow } from '../../../src/editors/protocol.ts';
import {
  initialState,
  type KeptState,
  keptOf,
  type PageState,
  type Show,
  type SortKey,
  shownRows,
} from '../../../src/webview/pageState.ts';

function row(position: number, change: Partial<MemberRow> = {}): MemberRow {
  return {
    position,
    name: `CA ${position}`,
    issuerName: 'Root',
    kind: 'intermediate',
    notBefore: 0,
    notAfter: position,
    validity: 'valid',
    thumbprint: `AABB0${position}`,
    subjectKeyIdentifier: '',
    serialNumber: `${position}`,
    ...change,
  };
}

const members = [
  row(1, { name: 'beta', validity: 'expired', notAfter: 30, subjectKeyIdentifier: 'CAFE1234' }),
  row(2, { name: 'Root', kind: 'root', notAfter: 20, serialNumber: '00DEAD99' }),
  row(3, { name: 'Alpha person', kind: 'endEntity', issuerName: 'beta', notAfter: 10 }),
  row(4, { name: 'Ünïcode X-1:2', validity: 'expiring', notAfter: 20 }),
  row(5, { name: 'beta', validity: 'notYetValid', notAfter: 40 }),
];
const place = (position: number) => ({ position, depth: position, siblings: 1, place: 1, otherIssuers: [] });
const file: FileView = {
  name: 'a.p7b',
  kind: 'PKCS #7 bundle, DER',
  size: 1,
  sha256: '',
  isBundle: true,
  members,
  chain: [2, 5, 4, 1, 3].map(place),
  damaged: 0,
  revocationLists: 0,
  now: 0,
};
const said = { title: '', detail: undefined, consequence: '', advice: '', source: '' };
const findings: readonly FindingView[] = [
  { ...said, rule: 'CBA002', severity: 'error', position: 3 },
  { ...said, rule: 'CBA003', severity: 'warning', position: 1 },
  { ...said, rule: 'CBA022', severity: 'information', position: 2 },
  { ...said, rule: 'CBA016', severity: 'information', position: 3 },
  { ...said, rule: 'CBA017', severity: 'information', position: 2 },
  { ...said, rule: 'CBA026', severity: 'information', position: undefined },
  { ...said, rule: 'CBA032', severity: 'error', position: 99 },
];

const stateOf = (change: Partial<PageState>): PageState => ({ ...initialState, file, findings, ...change });
const positions = (change: Partial<PageState>): number[] =>
  shownRows(stateOf(change)).map((shown) => shown.row.position);

describe('the order of the rows', () => {
  it('is that of the chains, with their places', () => {
    const shown = shownRows(stateOf({}));
    expect(shown.map(({ place: at }) => at?.position)).toEqual([2, 5, 4, 1, 3]);
    expect(shown.map(({ row: each }) => each.position)).toEqual([2, 5, 4, 1, 3]);
  });

  it('is that of the file in a list and on the time axis, without places', () => {
    for (const mode of ['list', 'timeline'] as const) {
      expect(positions({ mode })).toEqual([1, 2, 3, 4, 5]);
      expect(shownRows(stateOf({ mode })).flatMap(({ place: at }) => at ?? [])).toEqual([]);
    }
  });

  it('is that of the chains whatever column is chosen', () => {
    expect(positions({ sort: 'name', isDescending: true })).toEqual([2, 5, 4, 1, 3]);
    expect(positions({ sort: 'name', filter: 'root' })).toEqual([2, 5, 4, 1]);
  });

  it('is none without a file', () => {
    expect(positions({ file: undefined })).toEqual([]);
  });

  it.each<[SortKey, readonly number[], readonly number[]]>([
    ['position', [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]],
    ['name', [3, 1, 5, 2, 4], [4, 2, 1, 5, 3]],
    ['issuerName', [3, 1, 2, 4, 5], [1, 2, 4, 5, 3]],
    ['kind', [3, 1, 4, 5, 2], [2, 1, 4, 5, 3]],
    ['notAfter', [3, 2, 4, 1, 5], [5, 1, 2, 4, 3]],
    ['findings', [4, 5, 2, 1, 3], [3, 1, 2, 4, 5]],
  ])('by %s goes up and down, and equal rows stay in that of the file', (sort, up, down) => {
    for (const mode of ['list', 'timeline'] as const) {
      expect(positions({ mode, sort })).toEqual(up);
      expect(positions({ mode, sort, isDescending: true })).toEqual(down);
    }
  });

  it('by findings has more of them further down, the worst last', () => {
    const many = Array.from(
      { length: 50 },
      (): FindingView => ({ ...said, rule: 'X', severity: 'information', position: 1 }),
    );
    const some: readonly FindingView[] = [
      { ...said, rule: 'X', severity: 'error', position: 2 },
      { ...said, rule: 'X', severity: 'warning', position: 3 },
      ...many,
      { ...said, rule: 'X', severity: 'information', position: 4 },
    ];
    expect(positions({ mode: 'list', sort: 'findings', findings: some })).toEqual([5, 4, 1, 3, 2]);
  });

  it('leaves the file as it is', () => {
    const before = structuredClone(file);
    positions({ mode: 'list', sort: 'name', isDescending: true });
    expect(file).toEqual(before);
  });
});

describe('the filter', () => {
  it.each([
    ['', [2, 5, 4, 1, 3]],
    [' \t ', [2, 5, 4, 1, 3]],
    ['ROOT', [2, 5, 4, 1]],
    ['  person   beta ', [3]],
    ['beta person', [3]],
    ['beta root', [5, 1]],
    ['ÜNÏ', [4]],
    ['x-1:2', [4]],
    ['nobody', []],
    ['root nobody', []],
  ])('%j finds in names, every word', (filter, expected) => {
    expect(positions({ filter })).toEqual(expected);
  });

  it.each([
    ['AABB03', [3]],
    ['aa:bb:03', [3]],
    ['aa-bb-03', [3]],
    ['ca:fe:12', [1]],
    ['dead99', [2]],
    ['00:DE:AD', [2]],
    ['aabb', [2, 5, 4, 1, 3]],
    ['aabb beta root', [5, 1]],
    ['fe1', []],
    ['fe:1', []],
    ['03', []],
    [':', [4]],
    ['b033', []], // not across two identifiers
  ])('%j finds in identifiers, from four digits on', (filter, expected) => {
    expect(positions({ filter })).toEqual(expected);
  });
});

describe('what is shown', () => {
  it.each<[Show, readonly number[]]>([
    ['all', [2, 5, 4, 1, 3]],
    ['findings', [1, 3]],
    ['expired', [4, 1]],
    ['authorities', [2, 5, 4, 1]],
    ['others', [3]],
    ['onlyHere', [2, 4, 3]],
    ['common', [5, 1]],
  ])('are only %s, in every mode', (show, expected) => {
    const comparison = { name: 'X', common: [1, 5, 77], missing: ['Gone'] };
    expect(positions({ show, comparison })).toEqual(expected);
    const sorted = expected.toSorted((one, other) => one - other);
    expect(positions({ show, comparison, mode: 'list' })).toEqual(sorted);
    expect(positions({ show, comparison, mode: 'timeline', filter: 'root' })).toEqual(
      sorted.filter((each) => each !== 3),
    );
  });

  it('says what is in both', () => {
    const comparison = { name: 'X', common: [1, 5], missing: [] };
    const marked = (change: Partial<PageState>) =>
      shownRows(stateOf(change)).flatMap(({ isCommon, row: each }) => (isCommon ? [each.position] : []));
    expect(marked({ comparison })).toEqual([5, 1]);
    expect(marked({})).toEqual([]);
  });

  it('says how many findings each has, and which is the worst', () => {
    expect(shownRows(stateOf({ mode: 'list' })).map((each) => each.told)).toEqual([
      { count: 1, worst: 'warning' },
      { count: 2, worst: 'information' },
      { count: 2, worst: 'error' },
      { count: 0, worst: undefined },
      { count: 0, worst: undefined },
    ]);
  });

  it('is without findings while the file is being checked', () => {
    expect(shownRows(stateOf({ findings: undefined })).map(({ told }) => told.count)).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(positions({ findings: undefined, show: 'findings' })).toEqual([]);
  });
});

it('what is kept has all choices, and no certificate in it', () => {
  const kept: KeptState = {
    mode: 'timeline',
    selected: 2,
    filter: 'x',
    show: 'expired',
    sort: 'name',
    isDescending: true,
  };
  expect(keptOf(stateOf(kept))).toEqual(kept);
  expect(structuredClone(keptOf({ ...initialState, ...kept }))).toEqual(kept);
});
