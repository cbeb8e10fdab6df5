import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually } from './extension.ts';
import { workspaceFile } from './fixtures.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();

/** Copies, and waits for the clipboard: it belongs to the browser, which takes its time. */
async function clipboardAfter(expected: string, ...args: readonly unknown[]): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('cbaPki.file.copyHash', ...args);
  return eventually(
    'the clipboard',
    async () => (await vscode.env.clipboard.readText()) === expected && expected,
  );
}

describe('Copy SHA-256 of File', () => {
  it('copies the hash of a file as Get-FileHash prints it', async () => {
    const uri = workspaceFile('hash me.txt');
    await writeFile(uri.fsPath, 'abc');
    assert.equal(await clipboardAfter(hashOf('abc'), uri, [uri]), hashOf('abc'));
  });

  it('copies a line each for several files', async () => {
    const [one, two] = [workspaceFile('one.txt'), workspaceFile('two.txt')];
    await writeFile(one.fsPath, '1');
    await writeFile(two.fsPath, '2');
    const expected = `${hashOf('1')}  one.txt\n${hashOf('2')}  two.txt`;
    assert.equal(await clipboardAfter(expected, one, [one, two]), expected);
  });

  it('takes the file of the active editor when it is called from the palette', async () => {
    const uri = workspaceFile('active.txt');
    await writeFile(uri.fsPath, 'active');
    await vscode.window.showTextDocument(uri);
    assert.equal(await clipboardAfter(hashOf('active')), hashOf('active'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
