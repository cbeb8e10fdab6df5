import * as vscode from 'vscode';
import type { BackupEntry } from './backupStore.ts';

/** When a backup was made, and how much is in it. */
export function describeBackup({ madeAt, authorities }: BackupEntry): string {
  const when = `${madeAt.slice(0, 10)} ${madeAt.slice(11, 16)} UTC`;
  return authorities === 1
    ? vscode.l10n.t('{when} · 1 authority', { when })
    : vscode.l10n.t('{when} · {count} authorities', { when, count: authorities });
}
