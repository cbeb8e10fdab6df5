import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commandIds } from '../../src/ids.ts';
import { extensionId, services } from './extension.ts';

describe('activation', () => {
  it('happens by itself after start-up', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    await services();
    assert.equal(extension.isActive, true);
  });

  it('registers every command', async () => {
    const all = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commandIds.filter((id) => !all.includes(id)),
      [],
    );
  });

  it('is signed out, without a question, when nobody ever signed in', async () => {
    const { connection } = await services();
    assert.equal((await connection.restore()).kind, 'signedOut');
  });

  it('shows nothing but the welcome while signed out', async () => {
    const { view } = await services();
    assert.deepEqual(await view.getChildren(), []);
  });
});
