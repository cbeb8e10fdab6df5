import * as vscode from 'vscode';
import type { GroupedFinding } from '../pki/rules/finding.ts';
import { CancelledError } from '../platform/failure.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../platform/prompts.ts';

export interface FindingsTexts {
  /** Above the findings where there is an error among them. */
  readonly willFail: string;
  readonly mayFail: string;
  /** The row that ends the command, offered where there is an error. */
  readonly stop: string;
  readonly whyStop: string;
}

/** Shows findings before something is done with them. Going on is always possible. @throws {CancelledError} at `stop` */
export async function askAboutFindings(
  prompts: Prompts,
  frame: Frame,
  findings: readonly GroupedFinding[],
  texts: FindingsTexts,
): Promise<Back | undefined> {
  const hasError = findings.some(({ severity }) => severity === 'error');
  const goOn: PickRow<'continue'> = hasError
    ? {
        label: vscode.l10n.t('Continue Anyway'),
        icon: 'arrow-right',
        description: texts.whyStop,
        value: 'continue',
      }
    : { label: vscode.l10n.t('Continue'), icon: 'arrow-right', value: 'continue' };
  const answer = await prompts.pick<'continue' | 'stop'>(frame, {
    placeholder: hasError ? texts.willFail : texts.mayFail,
    rows: [
      ...findings.map(({ severity, message }) => ({
        label: message,
        icon: severity === 'error' ? 'error' : 'warning',
      })),
      { label: '', separator: true },
      ...(hasError ? [{ label: texts.stop, icon: 'close', value: 'stop' as const }] : []),
      goOn,
    ],
  });
  if (answer === 'stop') {
    throw new CancelledError();
  }
  return answer === back ? back : undefined;
}

/** Shows what could not be read of files that were chosen, before the rest is gone on with. */
export async function askAboutProblems(
  prompts: Prompts,
  frame: Frame,
  problems: readonly string[],
  placeholder: string,
): Promise<Back | undefined> {
  const answer = await prompts.pick<'continue'>(frame, {
    placeholder,
    rows: [
      ...problems.map((label) => ({ label, icon: 'warning' })),
      { label: '', separator: true },
      { label: vscode.l10n.t('Continue Without Them'), icon: 'arrow-right', value: 'continue' },
    ],
  });
  return answer === back ? back : undefined;
}
