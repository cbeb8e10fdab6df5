import { t } from '@vscode/l10n';
import type { ComparedTarget } from '../features/compare/compareCommands.ts';
import type { ComparedAuthority, Comparison } from '../graph/comparison.ts';
import { type NodeView, spoken } from './nodeView.ts';

export type ComparisonGroup = 'missing' | 'extra' | 'renewed' | 'changed' | 'same';

/** A row of the view "Comparison". */
export type ComparisonNode =
  | { readonly kind: 'group'; readonly group: ComparisonGroup; readonly count: number }
  | (ComparedTarget & {
      readonly group: ComparisonGroup;
      readonly name: string;
      readonly description: string;
      readonly lines: readonly { readonly name: string; readonly value: string }[];
    });

const groups: readonly ComparisonGroup[] = ['missing', 'extra', 'renewed', 'changed', 'same'];

/** The groups that have anything in them; where both sides are alike, that is all there is to see. */
export function groupRows(comparison: Comparison): ComparisonNode[] {
  return groups
    .map((group) => ({ kind: 'group' as const, group, count: comparison[group].length }))
    .filter(({ count }) => count > 0);
}

/** @param describeSettings says what differs in the settings of a pair */
export function rowsOfGroup(
  comparison: Comparison,
  group: ComparisonGroup,
  describeSettings: (pair: Comparison['changed'][number]) => string,
): ComparisonNode[] {
  switch (group) {
    case 'missing':
    case 'extra':
      return comparison[group].map((one) =>
        row(group, one, [one.thumbprint], expires(one), [
          { name: t('Thumbprint (SHA-1)'), value: one.thumbprint },
        ]),
      );
    case 'renewed':
      return comparison.renewed.map(({ ours, theirs }) =>
        row(group, ours, [ours.thumbprint, theirs.thumbprint], t('{0} ↔ {1}', day(ours), day(theirs)), [
          { name: t('Here'), value: `${expires(ours)} · ${ours.thumbprint}` },
          { name: t('There'), value: `${expires(theirs)} · ${theirs.thumbprint}` },
        ]),
      );
    case 'changed':
      return comparison.changed.map((pair) =>
        row(group, pair.ours, [pair.ours.thumbprint], describeSettings(pair), [
          { name: t('Settings'), value: describeSettings(pair) },
        ]),
      );
    case 'same':
      return comparison.same.map(({ ours }) => row(group, ours, [ours.thumbprint], expires(ours), []));
  }
}

function row(
  group: ComparisonGroup,
  { name }: ComparedAuthority,
  thumbprints: readonly string[],
  description: string,
  lines: readonly { readonly name: string; readonly value: string }[],
): ComparisonNode {
  return { kind: 'compared', group, name, thumbprints, description, lines };
}

const day = ({ certificate }: ComparedAuthority): string => certificate.notAfter.toISOString().slice(0, 10);
const expires = (one: ComparedAuthority): string => t('expires {0}', day(one));

/** What a row looks like; `other` names the side that the configuration is compared with. */
export function comparisonView(node: ComparisonNode, other: string): NodeView {
  if (node.kind === 'group') {
    const label = groupLabel(node.group, other);
    return {
      id: `compared:${node.group}`,
      label,
      description: String(node.count),
      icon: groupIcon(node.group),
      contextValue: `group+${node.group}`,
      collapsible: node.group === 'same' ? 'collapsed' : 'expanded',
      tooltip: [{ name: '', value: label }],
      accessibleLabel: spoken(label, String(node.count)),
    };
  }
  return {
    id: `compared:${node.group}:${node.thumbprints.join(':')}`,
    label: node.name,
    description: node.description,
    icon: groupIcon(node.group),
    contextValue: `compared+${node.group}`,
    collapsible: 'none',
    tooltip: node.lines,
    accessibleLabel: spoken(node.name, node.description),
  };
}

function groupLabel(group: ComparisonGroup, other: string): string {
  switch (group) {
    case 'missing':
      return t('Only in {0}', other);
    case 'extra':
      return t('Not in {0}', other);
    case 'renewed':
      return t('Another certificate in {0}', other);
    case 'changed':
      return t('Other settings in {0}', other);
    case 'same':
      return t('The same');
  }
}

function groupIcon(group: ComparisonGroup): string {
  switch (group) {
    case 'missing':
      return 'diff-added';
    case 'extra':
      return 'diff-removed';
    case 'renewed':
      return 'diff-renamed';
    case 'changed':
      return 'diff-modified';
    case 'same':
      return 'pass';
  }
}
