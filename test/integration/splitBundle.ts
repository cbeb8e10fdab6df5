import { strict as assert } from 'node:assert';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { makeAuthority, makeBundle, makePfx } from '../support/openssl.ts';
import { runWithAnswers } from './extension.ts';
import { workspaceFile } from './fixtures.ts';

async function emptyFolder(name: string): Promise<vscode.Uri> {
  const folder = workspaceFile(name);
  await mkdir(folder.fsPath, { recursive: true });
  return folder;
}

describe('Split Bundle into Files', () => {
  it('writes each certificate as it is, roots first, and replaces nothing', async () => {
    const folder = await emptyFolder('Split');
    const root = await makeAuthority({ name: 'Split: Root/CA' });
    const issuing = await makeAuthority({ name: 'Split Issuing', issuer: root });
    const bundle = workspaceFile('Split.p7b');
    await writeFile(bundle.fsPath, await makeBundle([issuing, root], 'der'));
    await writeFile(join(folder.fsPath, '1 Split_ Root_CA.cer'), 'mine');
    await runWithAnswers('cbaPki.bundle.split', [bundle], [{ pick: 'DER' }, { folder }]);
    assert.deepEqual((await readdir(folder.fsPath)).toSorted(), [
      '1 Split_ Root_CA (2).cer',
      '1 Split_ Root_CA.cer',
      '2 Split Issuing.cer',
    ]);
    assert.equal(await readFile(join(folder.fsPath, '1 Split_ Root_CA.cer'), 'utf8'), 'mine');
    assert.deepEqual(await readFile(join(folder.fsPath, '1 Split_ Root_CA (2).cer')), root.der);
    assert.deepEqual(await readFile(join(folder.fsPath, '2 Split Issuing.cer')), issuing.der);
    await runWithAnswers('cbaPki.bundle.split', [bundle], [{ pick: 'PEM' }, { folder }]);
    assert.equal(await readFile(join(folder.fsPath, '2 Split Issuing.pem'), 'utf8'), issuing.pem);
  });

  it('writes nothing when it is cancelled, or the file is refused', async () => {
    const folder = await emptyFolder('Split nothing');
    const root = await makeAuthority({ name: 'Root' });
    const bundle = workspaceFile('Split cancelled.p7b');
    await writeFile(bundle.fsPath, await makeBundle([root], 'der'));
    await runWithAnswers('cbaPki.bundle.split', [bundle], [{ pick: 'DER' }, { folder: undefined }]);
    await runWithAnswers('cbaPki.bundle.split', [bundle], [], 'escape');
    await runWithAnswers('cbaPki.bundle.split', [], [{ file: undefined }]);
    const identity = workspaceFile('Split identity.p7b');
    await writeFile(identity.fsPath, await makePfx(root));
    const prompts = await runWithAnswers('cbaPki.bundle.split', [identity], []);
    assert.deepEqual(prompts.seen, []);
    assert.deepEqual(await readdir(folder.fsPath), []);
  });
});
