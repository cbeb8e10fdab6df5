import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { makeAuthority, type OpensslAuthority } from '../support/openssl.ts';
import { eventually } from './extension.ts';
import { workspaceFile } from './fixtures.ts';

const day = 24 * 60 * 60 * 1000;

function problems(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ range, code }) => `${range.start.line + 1} ${typeof code === 'object' ? code.value : code}`);
}

async function open(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = workspaceFile(name);
  await writeFile(uri.fsPath, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

describe('an open PEM file', () => {
  let root: OpensslAuthority;
  let expired: OpensslAuthority;
  before(async () => {
    root = await makeAuthority({ name: 'Open Root' });
    expired = await makeAuthority({
      name: 'Open Old',
      issuer: root,
      startDate: new Date(Date.now() - 400 * day),
      endDate: new Date(Date.now() - 30 * day),
    });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.getConfiguration().update('cbaPki.rules', undefined, true);
    await vscode.workspace.getConfiguration().update('cbaPki.diagnostics.openFiles', undefined, true);
  });

  /** Lines of the BEGIN marks of the root, the expired one, and the root again. */
  const lines = (): [number, number, number] => {
    const [rootLines, oldLines] = [root, expired].map(({ pem }) => pem.trimEnd().split('\n').length);
    const second = 2 + (rootLines ?? 0);
    return [2, second, second + (oldLines ?? 0)];
  };

  it('has its findings on the lines of the certificates, lenses above them, and a fix that takes one out', async () => {
    const document = await open('open.pem', `# three\n${root.pem}${expired.pem}${root.pem}`);
    const { uri } = document;
    const [first, second, third] = lines();
    await eventually('the findings', () => problems(uri).includes(`${third} CBA008`));
    assert.ok(problems(uri).includes(`${second} CBA003`), problems(uri).join(', '));
    assert.ok(problems(uri).includes(`${first} CBA022`));

    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      10,
    );
    const titles = lenses.map(({ command, range }) => `${range.start.line + 1} ${command?.title}`);
    assert.ok(
      titles.some((title) => title.startsWith(`${first} Open Root · expires`)),
      titles.join(', '),
    );
    assert.ok(titles.some((title) => title.startsWith(`${second} Open Old · expired`)));

    const at = new vscode.Range(third - 1, 0, third - 1, 5);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      at,
      'quickfix',
    );
    const remove = actions.find(({ title }) => title === 'Remove this certificate from the file');
    assert.ok(remove?.edit);
    await vscode.workspace.applyEdit(remove.edit);
    assert.equal(document.getText(), `# three\n${root.pem}${expired.pem}`);
    await eventually('the finding to go', () => !problems(uri).some((each) => each.endsWith('CBA008')));
  });

  it('follows the settings', async () => {
    const { uri } = await open('settings.pem', root.pem);
    const severity = (): vscode.DiagnosticSeverity | undefined =>
      vscode.languages.getDiagnostics(uri)[0]?.severity;
    await eventually('the finding', () => severity() === vscode.DiagnosticSeverity.Information);
    const configuration = vscode.workspace.getConfiguration();
    await configuration.update('cbaPki.rules', { CBA022: 'error' }, true);
    await eventually('the severity', () => severity() === vscode.DiagnosticSeverity.Error);
    await configuration.update('cbaPki.diagnostics.openFiles', false, true);
    await eventually('silence', () => problems(uri).length === 0);
  });

  it('says nothing of keys and of other texts, and nothing once it is closed', async () => {
    const key = await open('only key.pem', root.keyPem);
    const words = await open('words.pem', 'These are words.');
    // As a person opens it: what an extension opens is kept for minutes after its tab was closed.
    const closed = workspaceFile('closed.pem');
    await writeFile(closed.fsPath, root.pem);
    await vscode.commands.executeCommand('vscode.open', closed);
    await eventually('the finding', () => problems(closed).length > 0);
    assert.deepEqual([...problems(key.uri), ...problems(words.uri)], []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('silence', () => problems(closed).length === 0);
  });
});
