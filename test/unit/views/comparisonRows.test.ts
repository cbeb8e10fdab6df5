import { describe, expect, it, vi } from 'vitest';
import type { ComparedAuthority, Comparison } from '../../../src/graph/comparison.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import {
  type ComparisonGroup,
  type ComparisonNode,
  comparisonView,
  groupRows,
  rowsOfGroup,
} from '../../../src/views/comparisonRows.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const certificate = readCertificate(await makeCertificate());

function side(name: string, day: string): ComparedAuthority {
  return {
    name,
    thumbprint: `T-${name}-${day}`,
    certificate: { ...certificate, notAfter: new Date(`${day}T23:59:59Z`) },
    settings: undefined,
    id: undefined,
  };
}

const nothing: Comparison = { missing: [], extra: [], renewed: [], changed: [], same: [] };
const pair = { ours: side('Ours', '2030-01-01'), theirs: side('Theirs', '2035-02-02') };
const comparison: Comparison = {
  missing: [side('Missing 1', '2031-01-01'), side('Missing 2', '2032-01-01')],
  extra: [side('Extra', '2033-01-01')],
  renewed: [pair],
  changed: [{ ...pair, settings: ['type', 'isIssuerHintEnabled'] }],
  same: ['A', 'B', 'C'].map((name) => ({ ours: side(name, '2030-01-01'), theirs: pair.theirs })),
};
const everyGroup: readonly ComparisonGroup[] = ['missing', 'extra', 'renewed', 'changed', 'same'];
const rows = (group: ComparisonGroup): ComparisonNode[] =>
  rowsOfGroup(comparison, group, ({ settings }) => `differs in ${settings.join(' and ')}`);

describe('the groups of a comparison', () => {
  it('come in one order, each with its number', () => {
    expect(groupRows(comparison)).toEqual([
      { kind: 'group', group: 'missing', count: 2 },
      { kind: 'group', group: 'extra', count: 1 },
      { kind: 'group', group: 'renewed', count: 1 },
      { kind: 'group', group: 'changed', count: 1 },
      { kind: 'group', group: 'same', count: 3 },
    ]);
  });

  it.each(everyGroup)('are only “%s” where nothing else has anything in it', (group) => {
    const only = { ...nothing, [group]: comparison[group] };
    expect(groupRows(only).map((node) => node.group)).toEqual([group]);
  });

  it('are none where there is nothing', () => {
    expect(groupRows(nothing)).toEqual([]);
  });

  it.each<[ComparisonGroup, string, string, string]>([
    ['missing', 'Only in Fabrikam', 'diff-added', 'expanded'],
    ['extra', 'Not in Fabrikam', 'diff-removed', 'expanded'],
    ['renewed', 'Another certificate in Fabrikam', 'diff-renamed', 'expanded'],
    ['changed', 'Other settings in Fabrikam', 'diff-modified', 'expanded'],
    ['same', 'The same', 'pass', 'collapsed'],
  ])('have a row each: %s is “%s”', (group, label, icon, collapsible) => {
    expect(comparisonView({ kind: 'group', group, count: 12 }, 'Fabrikam')).toEqual({
      id: `compared:${group}`,
      label,
      description: '12',
      icon,
      contextValue: `group+${group}`,
      collapsible,
      tooltip: [{ name: '', value: label }],
      accessibleLabel: `${label}, 12`,
    });
  });
});

describe('the rows of a group', () => {
  it.each<[ComparisonGroup, string[], string[][], string[]]>([
    [
      'missing',
      ['Missing 1', 'Missing 2'],
      [['T-Missing 1-2031-01-01'], ['T-Missing 2-2032-01-01']],
      ['expires 2031-01-01', 'expires 2032-01-01'],
    ],
    ['extra', ['Extra'], [['T-Extra-2033-01-01']], ['expires 2033-01-01']],
    ['renewed', ['Ours'], [['T-Ours-2030-01-01', 'T-Theirs-2035-02-02']], ['2030-01-01 ↔ 2035-02-02']],
    ['changed', ['Ours'], [['T-Ours-2030-01-01']], ['differs in type and isIssuerHintEnabled']],
    [
      'same',
      ['A', 'B', 'C'],
      [['T-A-2030-01-01'], ['T-B-2030-01-01'], ['T-C-2030-01-01']],
      ['expires 2030-01-01', 'expires 2030-01-01', 'expires 2030-01-01'],
    ],
  ])('“%s” name their certificates', (group, names, thumbprints, descriptions) => {
    const found = rows(group);
    expect(found).toMatchObject(names.map((name) => ({ kind: 'compared', group, name })));
    expect(found).toMatchObject(thumbprints.map((each) => ({ thumbprints: each })));
    expect(found.map((node) => comparisonView(node, 'Fabrikam').description)).toEqual(descriptions);
  });

  it.each<[ComparisonGroup, readonly { readonly name: string; readonly value: string }[]]>([
    ['missing', [{ name: 'Thumbprint (SHA-1)', value: 'T-Missing 1-2031-01-01' }]],
    ['extra', [{ name: 'Thumbprint (SHA-1)', value: 'T-Extra-2033-01-01' }]],
    [
      'renewed',
      [
        { name: 'Here', value: 'expires 2030-01-01 · T-Ours-2030-01-01' },
        { name: 'There', value: 'expires 2035-02-02 · T-Theirs-2035-02-02' },
      ],
    ],
    ['changed', [{ name: 'Settings', value: 'differs in type and isIssuerHintEnabled' }]],
    ['same', []],
  ])('“%s” say more in their tooltip', (group, tooltip) => {
    const [first] = rows(group).map((node) => comparisonView(node, 'Fabrikam'));
    expect(first?.tooltip).toEqual(tooltip);
  });

  it.each<[ComparisonGroup, string, string]>([
    ['missing', 'diff-added', 'Missing 1, expires 2031-01-01'],
    ['extra', 'diff-removed', 'Extra, expires 2033-01-01'],
    ['renewed', 'diff-renamed', 'Ours, 2030-01-01 ↔ 2035-02-02'],
    ['changed', 'diff-modified', 'Ours, differs in type and isIssuerHintEnabled'],
    ['same', 'pass', 'A, expires 2030-01-01'],
  ])('“%s” have the icon %s and the menu of their group', (group, icon, accessibleLabel) => {
    const [first] = rows(group).map((node) => comparisonView(node, 'Fabrikam'));
    expect(first).toMatchObject({
      icon,
      contextValue: `compared+${group}`,
      collapsible: 'none',
      accessibleLabel,
    });
  });

  it('have ids that differ from one another and from those of the groups', () => {
    const nodes = [...groupRows(comparison), ...everyGroup.flatMap(rows)];
    const ids = nodes.map((node) => comparisonView(node, 'Fabrikam').id);
    expect(ids).toHaveLength(13);
    expect(new Set(ids).size).toBe(13);
  });
});
