import { t } from '@vscode/l10n';

/** One thing that a sign-in depends on, and how it stands. */
export interface CheckedStep {
  readonly name: string;
  /** `skipped` where an earlier step keeps it from being looked at. */
  readonly state: 'fine' | 'problem' | 'skipped';
  readonly found: string;
  /** What to do next, where there is something to do. */
  readonly next?: string;
}

/** The steps as Markdown, to be read or pasted into a ticket. */
export function signInReport(steps: readonly CheckedStep[], now: Date, versions: string): string {
  const problem = steps.find(({ state }) => state === 'problem');
  return [
    `# ${t('Check of the sign-in')}`,
    '',
    problem
      ? t('**Stuck at: {0}.** {1}', problem.name, problem.next ?? '')
      : t('**Everything works.** Reading the PKI configurations needs nothing more.'),
    '',
    `| | ${t('Step')} | ${t('Found')} | ${t('Next')} |`,
    '|---|---|---|---|',
    ...steps.map(
      ({ name, state, found, next }) =>
        `| ${marks[state]} | ${cell(name)} | ${cell(found)} | ${cell(next ?? '')} |`,
    ),
    '',
    `${now.toISOString()} · ${versions}`,
    '',
    t('There is no secret in this report: no token, no code, no address with a signature.'),
    '',
  ].join('\n');
}

const marks: Readonly<Record<CheckedStep['state'], string>> = { fine: '✔', problem: '✘', skipped: '–' };

/** Text that stays in its cell, and that no viewer takes for markup. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|<>[\]`*_]/g, (character) => `\\${character}`);
}
