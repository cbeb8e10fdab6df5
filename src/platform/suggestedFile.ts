import { homedir } from 'node:os';
import * as vscode from 'vscode';

/**
 * Where a new file is proposed to be written: beside another one where that can be written to, else in the workspace, else at home. A
 * dialog without a proposal has no name in it either.
 */
export function suggestedFile(name: string, beside?: vscode.Uri): vscode.Uri {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const isWritable = beside && vscode.workspace.fs.isWritableFileSystem(beside.scheme) === true;
  const folder = isWritable ? vscode.Uri.joinPath(beside, '..') : (root?.uri ?? vscode.Uri.file(homedir()));
  return vscode.Uri.joinPath(folder, name);
}
