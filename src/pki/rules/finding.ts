import { t } from '@vscode/l10n';
import { type RuleId, rules, type Severity } from './ruleTable.ts';

/** What a rule found in a file. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The certificate or damaged member that it is about, counted from 1; undefined where it is about the file. */
  readonly position: number | undefined;
  /** What exactly, where the title of the rule does not say it all. No full stop. */
  readonly detail: string | undefined;
}

/** Severities of a user; rules that are not named have their own. */
export type RuleSeverities = Readonly<Partial<Record<RuleId, Severity | 'off'>>>;

/** The finding in words: what is so, and what comes of it. */
export function messageOf({ rule, detail }: Finding): string {
  const title = rules[rule].title();
  const consequence = rules[rule].consequence();
  return detail === undefined
    ? t('{title}. {consequence}', { title, consequence })
    : t('{title}: {detail}. {consequence}', { title, detail, consequence });
}

/** Findings of one rule as one, for where there is one line for all of them. */
export interface GroupedFinding {
  readonly severity: Severity;
  readonly message: string;
}

/**
 * One line for each rule: with the names of the certificates, where it is about certificates. Errors first.
 * @param nameOf the name of the member at a position, undefined where it cannot be read
 */
export function groupFindings(
  findings: readonly Finding[],
  nameOf: (position: number) => string | undefined,
): readonly GroupedFinding[] {
  const groups = [...Map.groupBy(findings.toSorted(bySeverity), ({ rule }) => rule).values()];
  return groups.flatMap((group) => groupedLines(group, nameOf));
}

/** One line for those of one rule that are about a certificate with a name, and one for each of the others. */
function groupedLines(
  group: readonly Finding[],
  nameOf: (position: number) => string | undefined,
): readonly GroupedFinding[] {
  const lines: GroupedFinding[] = [];
  const names: string[] = [];
  for (const finding of group) {
    const name = finding.position === undefined ? undefined : nameOf(finding.position);
    if (name === undefined) {
      lines.push({ severity: finding.severity, message: messageOf(finding) });
    } else {
      names.push(name);
    }
  }
  const [first] = group;
  if (first && names.length > 0) {
    lines.unshift({ severity: first.severity, message: messageOf({ ...first, detail: listNames(names) }) });
  }
  return lines;
}

const severities: readonly Severity[] = ['error', 'warning', 'information'];

/** For sorting: errors first. */
export function bySeverity(one: Finding, other: Finding): number {
  return severities.indexOf(one.severity) - severities.indexOf(other.severity);
}

/** Up to three names, and how many more. */
function listNames(all: readonly string[]): string {
  const names = all.slice(0, 3).join(', ');
  return all.length > 3 ? t('{names} and {more} more', { names, more: all.length - 3 }) : names;
}
