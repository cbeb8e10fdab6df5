import * as vscode from 'vscode';
import { nameOf } from '../../platform/files.ts';
import { bundleExtensions } from './bundleExtensions.ts';

/** Most files that are offered; whoever has more will browse. */
const mostFiles = 200;

export interface FoundFile {
  readonly uri: vscode.Uri;
  readonly label: string;
  /** Folder in the workspace. */
  readonly description: string;
}

/** Bundles in the workspace, the ones that changed last first. */
export async function findBundleFiles(): Promise<FoundFile[]> {
  const pattern = `**/*.{${bundleExtensions.flatMap((ending) => [ending, ending.toUpperCase()]).join(',')}}`;
  const uris = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostFiles);
  const unique = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  const files = await Promise.all(
    unique.map(async (uri) => ({
      uri,
      label: nameOf(uri),
      description: folderOf(uri),
      changed: await vscode.workspace.fs.stat(uri).then(
        ({ mtime }) => mtime,
        () => 0,
      ),
    })),
  );
  return files.toSorted((one, other) => other.changed - one.changed || one.label.localeCompare(other.label));
}

function folderOf(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri);
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
