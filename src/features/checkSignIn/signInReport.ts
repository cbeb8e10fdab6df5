import { t } from '@vscode/l10n';
import { plain } from '../../platform/markdown.ts';

/** One thing that a sign-in depends on, and how it stands. */
export interface CheckedStep {
  readonly name: string;
  /** `skipped` where an earlier step keeps it from being looked at. */
  readonly state: 'fine' | 'problem' | 'skipped';
  readonly found: string;
  /** What to do next, where there is something to do. */
  readonly next?: string;
}

/** The steps as a list in Markdown, which reads as well where it is pasted as plain text. */
export function signInReport(steps: readonly CheckedStep[], now: Date, versions: string): string {
  const problem = steps.find(({ state }) => state === 'problem');
  return [
    `# ${t('Check of the sign-in')}`,
    '',
    problem
      ? t('Stuck at: {0}. {1}', plain(problem.name), plain(problem.next ?? problem.found))
      : t('Everything works: the PKI configurations can be read.'),
    '',
    ...steps.flatMap(({ name, state, found, next }) => [
      `- ${marks[state]} **${plain(name)}**: ${plain(found)}`,
      ...(next === undefined ? [] : [`  - ${t('Next: {0}', plain(next))}`]),
    ]),
    '',
    `${now.toISOString()} · ${plain(versions)}`,
    '',
    t('There is no secret in this report: no token, no code, no address with a signature.'),
    '',
  ].join('\n');
}

const marks: Readonly<Record<CheckedStep['state'], string>> = { fine: '✔', problem: '✘', skipped: '–' };
