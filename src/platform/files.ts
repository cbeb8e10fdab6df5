import { basename } from 'node:path/posix';
import * as vscode from 'vscode';
import { sha256OfBytes, sha256OfFile } from '../pki/fileHash.ts';
import { ExpectedError } from './failure.ts';

/** Files of the workspace, wherever they live. */
export interface Files {
  size(uri: vscode.Uri): Promise<number>;
  read(uri: vscode.Uri): Promise<Uint8Array>;
  /** The file itself; for a folder, the files of these endings in it, at any depth, in the order of their names. */
  list(uri: vscode.Uri, extensions: readonly string[]): Promise<readonly vscode.Uri[]>;
  write(uri: vscode.Uri, bytes: Uint8Array): Promise<void>;
  /** Names of what is in a folder. */
  names(folder: vscode.Uri): Promise<readonly string[]>;
  remove(uri: vscode.Uri): Promise<void>;
  /** SHA-256 as 64 upper-case hex digits. `report` is called with the bytes read so far. */
  sha256(uri: vscode.Uri, signal: AbortSignal, report?: (bytes: number) => void): Promise<string>;
}

export const workspaceFiles: Files = {
  async size(uri) {
    const stat = await reading(uri, () => vscode.workspace.fs.stat(uri));
    if ((stat.type & vscode.FileType.Directory) !== 0) {
      throw new ExpectedError(
        'file.isFolder',
        vscode.l10n.t('{name} is a folder. Choose a file.', { name: nameOf(uri) }),
      );
    }
    return stat.size;
  },
  read: (uri) => reading(uri, () => vscode.workspace.fs.readFile(uri)),
  async list(uri, extensions) {
    const stat = await reading(uri, () => vscode.workspace.fs.stat(uri));
    return (stat.type & vscode.FileType.Directory) === 0 ? [uri] : filesBelow(uri, new Set(extensions));
  },
  write: (uri, bytes) => reading(uri, () => vscode.workspace.fs.writeFile(uri, bytes)),
  names: async (folder) =>
    (await reading(folder, () => vscode.workspace.fs.readDirectory(folder))).map(([name]) => name),
  remove: (uri) => reading(uri, () => vscode.workspace.fs.delete(uri)),
  sha256: (uri, signal, report) =>
    reading(uri, () =>
      uri.scheme === 'file' ? sha256OfFile(uri.fsPath, signal, report) : sha256InMemory(uri, signal),
    ),
};

/** Most bytes of a file that VS Code can only hand over whole, because it lies on another machine or in no folder at all. */
const largestInMemory = 256 * 1024 * 1024;

async function sha256InMemory(uri: vscode.Uri, signal: AbortSignal): Promise<string> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > largestInMemory) {
    throw new ExpectedError(
      'file.tooLarge',
      vscode.l10n.t(
        '{name} lies on another machine, from where files of over {count} MB cannot be hashed. Run sha256sum or Get-FileHash there, and enter the hash.',
        { name: nameOf(uri), count: largestInMemory / 1024 / 1024 },
      ),
    );
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  signal.throwIfAborted();
  return sha256OfBytes(bytes);
}

/** Deepest folder and most files that are looked at: a whole disk, chosen by mistake, has an end. */
const listLimits = { depth: 16, files: 10_000 };

async function filesBelow(folder: vscode.Uri, extensions: ReadonlySet<string>): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let level: vscode.Uri[] = [folder];
  for (let depth = 0; depth < listLimits.depth && level.length > 0; depth += 1) {
    const next: vscode.Uri[] = [];
    for (const parent of level) {
      const entries = await reading(parent, () => vscode.workspace.fs.readDirectory(parent));
      for (const [name, type] of entries.toSorted(([one], [other]) => one.localeCompare(other))) {
        // A link may lead round in a circle, so only what is in the folder itself is followed.
        if (type === vscode.FileType.Directory) {
          next.push(vscode.Uri.joinPath(parent, name));
        } else if ((type & vscode.FileType.File) !== 0 && extensions.has(endingOf(name))) {
          found.push(vscode.Uri.joinPath(parent, name));
        }
      }
      if (found.length >= listLimits.files) {
        return found.slice(0, listLimits.files);
      }
    }
    level = next;
  }
  return found;
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

export function nameOf(uri: vscode.Uri): string {
  return basename(uri.path);
}

async function reading<T>(uri: vscode.Uri, read: () => PromiseLike<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'FileNotFound') {
      throw new ExpectedError(
        'file.notFound',
        vscode.l10n.t('{name} is not there any more.', { name: nameOf(uri) }),
        [],
        error,
      );
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'NoPermissions') {
      throw new ExpectedError(
        'file.noPermission',
        vscode.l10n.t('{name} may not be read by you.', { name: nameOf(uri) }),
        [],
        error,
      );
    }
    if (code === 'EISDIR' || code === 'FileIsADirectory') {
      throw new ExpectedError(
        'file.isFolder',
        vscode.l10n.t('{name} is a folder. Choose a file.', { name: nameOf(uri) }),
        [],
        error,
      );
    }
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
