import * as vscode from 'vscode';

/** The first names of a list, and how many more there are. */
export function listNames(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most
    ? vscode.l10n.t('{names} and {count} more', { names: shown, count: names.length - most })
    : shown;
}
