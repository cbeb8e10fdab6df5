import * as vscode from 'vscode';
import { type ConfigurationExport, type ExportProblem, readExport } from '../../graph/configurationExport.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { nameOf } from '../../platform/files.ts';
import type { ManageServices } from '../manageServices.ts';

/** Largest file that is taken for an export, in bytes: 250 authorities make about 3 MB. */
const largestFile = 32 * 1024 * 1024;

/** @throws {ExpectedError} with what is wrong with the file, and where */
export async function readExportFile(
  { files, prompts }: Pick<ManageServices, 'files' | 'prompts'>,
  chosen: vscode.Uri | undefined,
  title: string,
): Promise<ConfigurationExport> {
  const uri =
    chosen ?? (await prompts.openFile(title, { name: vscode.l10n.t('Exports'), extensions: ['json'] }));
  if (!uri) {
    throw new CancelledError();
  }
  const name = nameOf(uri);
  if ((await files.size(uri)) > largestFile) {
    throw new ExpectedError(
      'import.refused',
      vscode.l10n.t('{name} is larger than {count} MB: it is not the export of a configuration.', {
        name,
        count: largestFile / 1024 / 1024,
      }),
    );
  }
  const reading = readExport(Buffer.from(await files.read(uri)).toString('utf8'));
  if ('problem' in reading) {
    throw new ExpectedError('import.refused', `${name}: ${sentenceFor(reading.problem)}`);
  }
  return reading.exported;
}

function sentenceFor(problem: ExportProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return vscode.l10n.t('This is no JSON. Choose a file that “Export Configuration…” wrote as JSON.');
    case 'otherFormat':
      return vscode.l10n.t(
        'This is JSON, but not the export of a configuration. Choose a file that “Export Configuration…” wrote as JSON.',
      );
    case 'badEntry':
      return vscode.l10n.t('Authority {entry} in it was changed or cut off: its {what} is not right.', {
        entry: problem.entry,
        what: problem.what,
      });
  }
}
