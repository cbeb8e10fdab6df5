import * as vscode from 'vscode';
import { longestName } from '../graph/newAuthority.ts';
import type { Back, Frame, Prompts, TextQuestion } from '../platform/prompts.ts';

/**
 * Asks for the name of a configuration. The service takes a name twice; people could not tell the two apart, so that is refused.
 * @param taken names that the other configurations have
 */
export async function askForConfigurationName(
  prompts: Prompts,
  frame: Frame,
  question: Pick<TextQuestion, 'prompt' | 'value' | 'remember'>,
  taken: ReadonlySet<string>,
): Promise<string | Back> {
  const name = await prompts.text(frame, { ...question, validate: (text) => problemOf(text.trim(), taken) });
  return typeof name === 'string' ? name.trim() : name;
}

function problemOf(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') {
    return vscode.l10n.t('Enter a name.');
  }
  if (name.length > longestName) {
    return vscode.l10n.t('A name has at most {count} characters.', { count: longestName });
  }
  return taken.has(name)
    ? vscode.l10n.t(
        'There is a configuration of this name already. Choose another, so that they can be told apart.',
      )
    : undefined;
}
