import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { sandboxHost } from '../../src/hosting/sandboxHost.ts';
import { afterUpload, eventually, openSandbox, runWithAnswers, services } from './extension.ts';
import { opensslBundle } from './fixtures.ts';

/** Uploads a bundle, and returns what is remembered of it. */
async function uploaded(name: string) {
  const { uri } = await opensslBundle(name);
  await runWithAnswers(
    'cbaPki.file.upload',
    [uri],
    [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
  );
  await afterUpload('Contoso Pilot');
  const { journal } = await services();
  const upload = journal.ended.find(({ bundleName }) => bundleName === `${name}.p7b`);
  assert.ok(upload, 'the upload is remembered');
  return upload;
}

describe('the section “Uploads”', () => {
  beforeEach(async () => {
    const { uploads, journal } = await openSandbox();
    // What ran before the sandbox began anew is found to be gone.
    await eventually('the end of what ran', () => journal.entries.length === 0);
    await vscode.commands.executeCommand('cbaPki.uploads.forget');
    assert.deepEqual(uploads.uploads, []);
  });

  it('shows what runs, and then what came of it', async () => {
    const { uploads, journal } = await services();
    const { uri } = await opensslBundle('Shown');
    await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    await eventually('a row that runs', () => uploads.uploads[0]?.kind === 'runningUpload');
    await eventually('a row that has ended', () => uploads.uploads[0]?.kind === 'endedUpload');
    const [upload] = journal.ended;
    assert.deepEqual([upload?.end.outcome, upload?.end.added, upload?.end.missing], ['succeeded', 2, []]);
    await vscode.commands.executeCommand('cbaPki.upload.show', { kind: 'endedUpload', upload });
    const document = await eventually('the report', () =>
      vscode.workspace.textDocuments.find(({ uri: { path } }) => path === '/Upload to Contoso Pilot.md'),
    );
    assert.match(document.getText(), /2 authorities were added/);
    assert.match(document.getText(), /\| [0-9A-F]{40} \| yes \|/);
  });

  it('watches again what was not watched to its end', async () => {
    const { journal } = await services();
    const { end, ...record } = await uploaded('Stopped');
    const stopped = await journal.end(record, { ...end, outcome: 'stopped', added: undefined });
    await vscode.commands.executeCommand('cbaPki.upload.watch', { kind: 'endedUpload', upload: stopped });
    const again = await eventually('its end', () => journal.ended.find(({ id }) => id === record.id));
    assert.deepEqual([again.end.outcome, again.end.added], ['succeeded', 2]);
  });

  it('watches none again while another one to the same configuration runs', async () => {
    const { journal, uploads } = await services();
    const { end, ...record } = await uploaded('Before');
    const stopped = await journal.end({ ...record, id: 'stopped' }, { ...end, outcome: 'stopped' });
    await journal.put({ ...record, id: 'runs' });
    await vscode.commands.executeCommand('cbaPki.upload.watch', { kind: 'endedUpload', upload: stopped });
    assert.deepEqual(
      journal.entries.map(({ id }) => id),
      ['runs'],
    );
    await journal.remove({ ...record, id: 'runs' });
    uploads.refresh();
  });

  it('takes a bundle away that was left behind, and keeps such a row until then', async () => {
    const { journal, connection, uploads } = await services();
    const { end, ...record } = await uploaded('Left');
    const { current } = connection;
    assert.ok(current?.kind === 'sandbox');
    const name = 'left.p7b';
    const signal = new AbortController().signal;
    const address = await sandboxHost(current.root).host(name, Buffer.from('bytes'), signal);
    const hosted = { place: { kind: 'sandbox' as const }, name, stays: false };
    const left = await journal.end({ ...record, hosted }, { ...end, isLeftBehind: true });
    await vscode.commands.executeCommand('cbaPki.uploads.forget');
    assert.equal(uploads.uploads.length, 1);
    await vscode.commands.executeCommand('cbaPki.upload.takeAway', { kind: 'endedUpload', upload: left });
    assert.equal((await fetch(address)).status, 404);
    assert.equal(journal.ended.find(({ id }) => id === record.id)?.end.isLeftBehind, false);
  });
});
