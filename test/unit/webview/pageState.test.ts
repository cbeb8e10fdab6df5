import { describe, expect, it } from 'vitest';
import type { FileView, FindingView, MemberRow } from '../../../src/editors/protocol.ts';
import { initialState, keptOf, type PageState, shownRows } from '../../../src/webview/pageState.ts';

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
  row(1, { name: 'beta', validity: 'expired', notAfter: 30 }),
  row(2, { name: 'Root', kind: 'root', notAfter: 20 }),
  row(3, { name: 'Alpha person', kind: 'endEntity', issuerName: 'beta', notAfter: 10 }),
];
const place = (position: number) => ({ position, depth: 0, siblings: 1, place: 1, otherIssuers: [] });
const file: FileView = {
  name: 'a.p7b',
  kind: 'PKCS #7 bundle, DER',
  size: 1,
  sha256: '',
  isBundle: true,
  members,
  chain: [2, 1, 3].map(place),
  damaged: 0,
  revocationLists: 0,
  now: 0,
};
const told = { title: '', detail: undefined, consequence: '', advice: '', source: '' };
const findings: readonly FindingView[] = [
  { ...told, rule: 'CBA002', severity: 'error', position: 3 },
  { ...told, rule: 'CBA022', severity: 'information', position: 2 },
  { ...told, rule: 'CBA016', severity: 'information', position: 3 },
];

const positions = (change: Partial<PageState>): number[] =>
  shownRows({ ...initialState, file, findings, ...change }).map((shown) => shown.row.position);

describe('the rows', () => {
  it('stand in the order of the chains, or in that of the file', () => {
    expect(positions({})).toEqual([2, 1, 3]);
    expect(positions({ mode: 'list' })).toEqual([1, 2, 3]);
    expect(positions({ file: undefined })).toEqual([]);
  });

  it.each([
    ['name', [3, 1, 2]],
    ['issuerName', [3, 1, 2]],
    ['notAfter', [3, 2, 1]],
    ['kind', [3, 1, 2]],
    ['findings', [1, 2, 3]],
  ] as const)('are sorted by %s', (sort, expected) => {
    expect(positions({ mode: 'list', sort })).toEqual(expected);
  });

  it('are sorted the other way round', () => {
    expect(positions({ mode: 'list', sort: 'notAfter', isDescending: true })).toEqual([1, 2, 3]);
    expect(positions({ mode: 'timeline', isDescending: true })).toEqual([3, 2, 1]);
  });

  it.each([
    ['ROOT', [2, 1]],
    ['person beta', [3]],
    ['aa:bb:03', [3]],
    ['03', []],
    ['  ', [2, 1, 3]],
    ['nobody', []],
  ])('are filtered by "%s"', (filter, expected) => {
    expect(positions({ filter })).toEqual(expected);
  });

  it.each([
    ['findings', [3]],
    ['expired', [1]],
    ['authorities', [2, 1]],
    ['others', [3]],
  ] as const)('are only %s', (show, expected) => {
    expect(positions({ show })).toEqual(expected);
  });

  it('are those of a comparison', () => {
    const comparison = { name: 'X', common: [1], missing: [] };
    expect(positions({ comparison, show: 'common' })).toEqual([1]);
    expect(positions({ comparison, show: 'onlyHere' })).toEqual([2, 3]);
  });

  it('say how many findings they have, and which is the worst', () => {
    const shown = shownRows({ ...initialState, file, findings });
    expect(shown.map((each) => each.told)).toEqual([
      { count: 1, worst: 'information' },
      { count: 0, worst: undefined },
      { count: 2, worst: 'error' },
    ]);
  });
});

it('what is kept has no certificate in it', () => {
  const state: PageState = { ...initialState, file, findings, selected: 2, filter: 'x' };
  expect(keptOf(state)).toEqual({
    mode: 'chain',
    selected: 2,
    filter: 'x',
    show: 'all',
    sort: 'position',
    isDescending: false,
  });
});
