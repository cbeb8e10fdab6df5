import * as vscode from 'vscode';
import type { ConfigurationExport } from '../../graph/configurationExport.ts';
import { ExpectedError } from '../../platform/failure.ts';
import type { ManageServices } from '../manageServices.ts';
import type { BackupEntry } from './backupStore.ts';

/** @throws {ExpectedError} where its file is gone or damaged */
export async function readBackup(
  { backups }: Pick<ManageServices, 'backups'>,
  entry: BackupEntry,
): Promise<ConfigurationExport> {
  try {
    return await backups.read(entry);
  } catch (error) {
    throw new ExpectedError(
      'backup.unreadable',
      vscode.l10n.t('The backup of {name} cannot be read: its file is gone or was changed.', {
        name: entry.displayName,
      }),
      [],
      error,
    );
  }
}
