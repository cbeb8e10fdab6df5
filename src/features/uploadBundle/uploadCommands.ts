import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { ExpectedError } from '../../platform/failure.ts';
import { configurationOf, fileOf } from '../targets.ts';
import type { UploadAnswers } from './uploadAnswers.ts';
import type { UploadFlowServices } from './uploadFlow.ts';

/** The doors of the upload: palette, configuration, and the menus of a file. */
export function registerUploadCommands(registry: CommandRegistry, services: UploadFlowServices): void {
  const upload = async (fixed: Readonly<UploadAnswers>): Promise<void> => {
    const flow = await import('./uploadFlow.ts');
    await flow.upload(services, fixed);
  };
  registry.register('cbaPki.bundle.upload', (target) => {
    const configuration = configurationOf(target);
    return upload(configuration ? { configuration: { kind: 'existing', configuration } } : {});
  });
  registry.register('cbaPki.file.upload', (target, selection) => {
    if (Array.isArray(selection) && selection.length > 1) {
      throw new ExpectedError(
        'file.several',
        vscode.l10n.t(
          'Several files are selected. The service takes one bundle at a time: select one and try again.',
        ),
      );
    }
    const uri = fileOf(target);
    return upload(uri ? { bundle: uri } : {});
  });
}
