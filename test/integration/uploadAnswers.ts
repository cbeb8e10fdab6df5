import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { back } from '../../src/platform/prompts.ts';
import { makeAuthority, makeBundle, makePfx } from '../support/openssl.ts';
import type { QueuedAnswer } from '../support/queuedPrompts.ts';
import { configurationNamed, openSandbox, rowOf, runWithAnswers, services } from './extension.ts';
import { opensslBundle, workspaceFile } from './fixtures.ts';

describe('the questions of an upload', () => {
  before(openSandbox);

  const answers: readonly QueuedAnswer[] = [
    { pick: 'Create new' },
    { type: 'Never made' },
    { pick: 'Cancelled.p7b' },
    { pick: 'Enter an address' },
    { type: 'https://pki.example/bundle.p7b' },
    { pick: 'Continue Without Checking' },
  ];

  for (let count = 0; count <= answers.length; count += 1) {
    it(`leave nothing behind when Escape is pressed after ${count} answers`, async () => {
      await opensslBundle('Cancelled');
      const { model, journal } = await services();
      const before = JSON.stringify((await model.configurations()).items);
      await runWithAnswers('cbaPki.bundle.upload', [], answers.slice(0, count), 'escape');
      model.refresh();
      assert.equal(journal.entries.length, 0);
      assert.equal(JSON.stringify((await model.configurations()).items), before);
    });
  }

  it('keep what was entered when going back and forth', async () => {
    const { uri } = await opensslBundle('Kept');
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [
        { pick: 'Contoso Pilot' },
        { pick: 'Enter an address' },
        { type: 'https://pki.example/a.p7b' },
        back,
        { type: 'https://pki.example/b.p7b' },
        { pick: 'Continue Without Checking' },
      ],
      'escape',
    );
    const summary = prompts.seen.at(-1)?.rows.join('\n') ?? '';
    assert.match(summary, /https:\/\/pki\.example\/b\.p7b/);
    assert.match(summary, /Adds 2 authorities to Contoso Pilot/);
  });

  it('never show the signature of an address', async () => {
    const { uri } = await opensslBundle('Signed');
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [
        { pick: 'Contoso Pilot' },
        { pick: 'Enter an address' },
        { type: 'https://pki.blob.core.windows.net/c/b.p7b?sv=2025&sig=SECRET' },
        { pick: 'Continue Without Checking' },
      ],
      'escape',
    );
    assert.match(JSON.stringify(prompts.seen), /b\.p7b\?…/);
    assert.doesNotMatch(JSON.stringify(prompts.seen), /SECRET/);
  });

  it('say before anything is sent what would make the job fail', async () => {
    const { notAuthority, expired } = await oddCertificates();
    await writeFile(workspaceFile('Odd.p7b').fsPath, await makeBundle([notAuthority, expired], 'pem'));
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [workspaceFile('Odd.p7b')],
      [{ pick: 'Contoso Pilot' }, { pick: 'Do Not Upload' }],
    );
    const told = prompts.seen.at(-1)?.rows.join('\n') ?? '';
    assert.match(told, /Not a CA certificate: Somebody/);
    assert.match(told, /Expired: Old CA/);
    assert.match(told, /text \(PEM\)/);
    assert.match(prompts.seen.at(-1)?.text ?? '', /would fail/);
  });

  it('say what is in the configuration already', async () => {
    const bundle = await opensslBundle('Twice');
    const add: QueuedAnswer[] = [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }];
    await runWithAnswers('cbaPki.file.upload', [bundle.uri], add);
    const { journal, model } = await services();
    while (journal.entries.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    model.refresh();
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [bundle.uri],
      [{ pick: 'Contoso Pilot' }, { pick: 'Do Not Upload' }],
    );
    assert.match(
      prompts.seen.at(-1)?.rows.join('\n') ?? '',
      /Already in the configuration: Twice Root, Twice Issuing/,
    );
  });

  it('refuse a file that is no bundle, say why, and let another be chosen', async () => {
    await writeFile(workspaceFile('Words.p7b').fsPath, 'words');
    await opensslBundle('Good');
    const prompts = await runWithAnswers(
      'cbaPki.bundle.upload',
      [await rowOf('Contoso Corporate PKI')],
      [
        { pick: 'Words.p7b' },
        { pick: 'Good.p7b' },
        { pick: 'Serve this file' },
        back,
        back,
        { pick: 'already hosted' },
        back,
        { pick: 'Good.p7b' },
        { pick: 'Serve this file' },
        { pick: 'Upload' },
      ],
    );
    assert.match(prompts.seen[1]?.text ?? '', /Words\.p7b cannot be uploaded/);
  });

  for (const [name, make] of refusedFiles()) {
    it(`are not even asked for ${name}`, async () => {
      const uri = workspaceFile('Refused.p7b');
      await make(uri.fsPath);
      const before = await configurationNamed('Contoso Smart Cards 2019');
      const prompts = await runWithAnswers('cbaPki.file.upload', [uri], []);
      assert.deepEqual(prompts.seen, []);
      assert.deepEqual(await configurationNamed('Contoso Smart Cards 2019'), before);
    });
  }

  it('go on with a warning when the configuration cannot be read', async () => {
    const { uri } = await opensslBundle('Apart');
    const running = await services();
    const row = await rowOf('Contoso Pilot');
    running.stopSandbox();
    const prompts = await runWithAnswers(
      'cbaPki.bundle.upload',
      [row],
      [{ pick: 'Apart.p7b' }, { pick: 'Continue' }],
      'escape',
    );
    assert.ok(uri);
    const [finding] = prompts.seen[1]?.rows ?? [];
    assert.match(finding ?? '', /^Not compared with Contoso Pilot.*could not be reached/);
    assert.match(prompts.seen[2]?.text ?? '', /From which address/);
    await running.connection.openSandbox();
  });

  it('are not asked for several files', async () => {
    const { uri } = await opensslBundle('One');
    const prompts = await runWithAnswers('cbaPki.file.upload', [uri, [uri, workspaceFile('Two.p7b')]], []);
    assert.deepEqual(prompts.seen, []);
  });
});

async function oddCertificates() {
  const day = 24 * 60 * 60 * 1000;
  const notAuthority = await makeAuthority({ name: 'Somebody', authority: false });
  const expired = await makeAuthority({
    name: 'Old CA',
    startDate: new Date(Date.now() - 400 * day),
    endDate: new Date(Date.now() - 30 * day),
  });
  return { notAuthority, expired };
}

function refusedFiles(): [string, (path: string) => Promise<void>][] {
  return [
    ['an empty file', (path) => writeFile(path, '')],
    ['a web page', (path) => writeFile(path, '<!doctype html><title>Sign in</title>')],
    [
      'a bundle that was cut off',
      async (path) => {
        const whole = await makeBundle([await makeAuthority({ name: 'Cut' })], 'der');
        await writeFile(path, whole.subarray(0, whole.length - 100));
      },
    ],
    ['a PFX', async (path) => writeFile(path, await makePfx(await makeAuthority({ name: 'Pfx' })))],
    [
      'a private key beside a certificate',
      async (path) => {
        const { pem, keyPem } = await makeAuthority({ name: 'Key' });
        await writeFile(path, `${pem}\n${keyPem}`);
      },
    ],
  ];
}
