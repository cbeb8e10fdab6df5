import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeAuthority, makeBundle } from '../support/openssl.ts';
import { eventually, runWithAnswers } from './extension.ts';
import { workspaceFile } from './fixtures.ts';

const reportUri = vscode.Uri.from({ scheme: 'cba-pki', path: '/Check of certificates.md' });

async function reportText(): Promise<string> {
  return (await vscode.workspace.openTextDocument(reportUri)).getText();
}

/** `line rule` of each problem of a file, lines counted from 1. */
function problemsOf(uri: vscode.Uri): string[] {
  return vscode.languages.getDiagnostics(uri).map(({ range, code, source }) => {
    assert.equal(source, 'CBA PKI');
    return `${range.start.line + 1} ${typeof code === 'object' ? code.value : code}`;
  });
}

describe('Check Certificates', () => {
  it('looks at files and folders together, fills the Problems and opens a report', async () => {
    const folder = workspaceFile('Checked');
    await mkdir(folder.fsPath, { recursive: true });
    const root = await makeAuthority({ name: '*bold* <b>Root</b> [a](http://x)' });
    const issuing = await makeAuthority({ name: 'Checked Issuing', issuer: root });
    const orphan = await makeAuthority({ name: 'Orphan', issuer: await makeAuthority({ name: 'Gone' }) });
    const inFolder = vscode.Uri.joinPath(folder, 'pair.pem');
    await writeFile(inFolder.fsPath, `# two\n${issuing.pem}${orphan.pem}`);
    await writeFile(join(folder.fsPath, 'key.pem'), root.keyPem);
    const bundle = workspaceFile('Checked.p7b');
    await writeFile(bundle.fsPath, await makeBundle([root, root], 'der'));
    await runWithAnswers('cbaPki.certificates.check', [bundle, [bundle, folder]], []);

    const second = issuing.pem.trimEnd().split('\n').length + 2;
    assert.ok(problemsOf(inFolder).includes(`${second} CBA010`), problemsOf(inFolder).join(', '));
    assert.ok(!problemsOf(inFolder).includes('2 CBA010'), 'the issuer is in another file');
    assert.ok(problemsOf(bundle).includes('1 CBA008'));
    const report = await reportText();
    assert.match(report, /CBA010 \*\*2\. Orphan\*\*/);
    assert.match(report, /key\.pem\n\n✘ The file holds a private key/);
    assert.doesNotMatch(report, /<b>|\[a\]\(|[^\\]\*bold/);
    await eventually('the preview', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(
          ({ input, label }) => input instanceof vscode.TabInputWebview && label.includes('Check of'),
        ),
      ),
    );
  });

  it('forgets what the check before found, and says where there is nothing to check', async () => {
    const one = workspaceFile('one check.pem');
    const two = workspaceFile('two check.pem');
    const orphan = await makeAuthority({ name: 'Orphan', issuer: await makeAuthority({ name: 'Gone' }) });
    await writeFile(one.fsPath, orphan.pem);
    await writeFile(two.fsPath, orphan.pem);
    await runWithAnswers('cbaPki.certificates.check', [one], []);
    assert.ok(problemsOf(one).length > 0);
    await runWithAnswers('cbaPki.certificates.check', [], [{ files: [two] }]);
    assert.deepEqual(problemsOf(one), []);
    assert.ok(problemsOf(two).length > 0);
    const empty = workspaceFile('nothing to check');
    await mkdir(empty.fsPath, { recursive: true });
    await runWithAnswers('cbaPki.certificates.check', [empty], []);
    assert.ok(problemsOf(two).length > 0, 'nothing was checked, so nothing is forgotten');
    await runWithAnswers('cbaPki.certificates.check', [], [{ files: [] }]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
