import * as vscode from 'vscode';
import type { CommandRegistry } from '../../platform/commandRegistry.ts';
import { CancelledError } from '../../platform/failure.ts';
import { type Files, nameOf } from '../../platform/files.ts';
import { AbortScope, percentOf, withProgress } from '../../platform/progress.ts';
import { fileOf } from '../targets.ts';

/** Registers "Copy SHA-256 of File". Returns what stops a hash under way when the extension ends. */
export function registerCopyFileHash(registry: CommandRegistry, files: Files): vscode.Disposable {
  const scope = new AbortScope();
  registry.register('cbaPki.file.copyHash', async (target, selection) => {
    const several = uris(selection);
    const chosen = several.length > 1 ? several : [fileOf(target) ?? (await askForFile())];
    const lines: string[] = [];
    for (const uri of chosen) {
      const hash = await hashOf(files, uri, scope.signal);
      // The form of sha256sum, where it has to be said which hash is whose.
      lines.push(chosen.length === 1 ? hash : `${hash}  ${nameOf(uri)}`);
    }
    await vscode.env.clipboard.writeText(lines.join('\n'));
    void vscode.window.showInformationMessage(
      chosen.length === 1 && chosen[0]
        ? vscode.l10n.t('Copied the SHA-256 of {name}: {hash}', {
            name: nameOf(chosen[0]),
            hash: lines[0] ?? '',
          })
        : vscode.l10n.t('Copied the SHA-256 of {count} files, a line each.', { count: chosen.length }),
    );
  });
  return scope;
}

async function hashOf(files: Files, uri: vscode.Uri, parent: AbortSignal): Promise<string> {
  const size = await files.size(uri);
  const large = 64 * 1024 * 1024; // below this it takes a blink
  if (size < large) {
    return files.sha256(uri, parent);
  }
  return withProgress(vscode.l10n.t('Hashing {name}…', { name: nameOf(uri) }), parent, (signal, report) =>
    files.sha256(uri, signal, percentOf(size, report)),
  );
}

async function askForFile(): Promise<vscode.Uri> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Copy SHA-256 of File'),
    openLabel: vscode.l10n.t('Copy SHA-256'),
  });
  const uri = chosen?.[0];
  if (!uri) {
    throw new CancelledError();
  }
  return uri;
}

function uris(selection: unknown): vscode.Uri[] {
  return Array.isArray(selection) ? selection.filter((uri) => uri instanceof vscode.Uri) : [];
}
