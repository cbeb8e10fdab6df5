import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { back } from '../../src/platform/prompts.ts';
import {
  afterUpload,
  authorityRows,
  configurationNamed,
  eventually,
  openSandbox,
  rowOf,
  runWithAnswers,
  services,
} from './extension.ts';
import { opensslBundle, sha256, webServer, workspaceFile } from './fixtures.ts';

describe('uploading to the sandbox tenant', () => {
  before(openSandbox);

  it('takes a file of the explorer, served by the sandbox', async () => {
    const { uri, names } = await opensslBundle('Explorer');
    await runWithAnswers(
      'cbaPki.file.upload',
      [uri, [uri]],
      [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    const { status } = await afterUpload('Contoso Pilot');
    assert.equal(status, 'succeeded');
    assert.deepEqual(await authorityRows('Contoso Pilot'), names);
  });

  it('takes a configuration of the tree, and a bundle that was chosen from the workspace', async () => {
    const { names } = await opensslBundle('Tree');
    const prompts = await runWithAnswers(
      'cbaPki.bundle.upload',
      [await rowOf('Contoso Smart Cards 2019')],
      [{ pick: 'Tree.p7b' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    assert.equal(prompts.seen[0]?.rows[0]?.startsWith('Tree.p7b'), true, 'the newest file stands first');
    await afterUpload('Contoso Smart Cards 2019');
    const rows = await authorityRows('Contoso Smart Cards 2019');
    assert.deepEqual(
      names.filter((name) => !rows.includes(name)),
      [],
    );
  });

  it('creates a configuration, and refuses a name that is taken or too long', async () => {
    const { uri, names } = await opensslBundle('Created');
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [
        { pick: 'Create new' },
        { type: 'Contoso Pilot' },
        { type: 'x'.repeat(257) },
        { type: ' ' },
        { type: 'Made by a test' },
        { pick: 'Serve this file' },
        { pick: 'Upload' },
      ],
    );
    assert.equal(prompts.seen.filter(({ text }) => /already|at most 256|Enter a name/.test(text)).length, 3);
    assert.equal((await afterUpload('Made by a test')).status, 'succeeded');
    assert.deepEqual(await authorityRows('Made by a test'), names);
  });

  it('takes a hash typed by hand, as sha256sum prints it, and a file that somebody else serves', async () => {
    const { bytes, names } = await opensslBundle('Hosted');
    const server = await webServer(bytes);
    try {
      await runWithAnswers(
        'cbaPki.bundle.upload',
        [],
        [
          { pick: 'Create new' },
          { type: 'Hosted elsewhere' },
          { pick: 'already hosted' },
          { type: server.address },
          { type: 'not a hash' },
          { type: `${sha256(bytes)}  bundle.p7b` },
          { pick: 'Upload' },
        ],
      );
      assert.equal((await afterUpload('Hosted elsewhere')).status, 'succeeded');
      assert.deepEqual(await authorityRows('Hosted elsewhere'), names);
      assert.equal(server.requests, 1, 'only the tenant fetched it');
    } finally {
      server.close();
    }
  });

  it('fetches and compares the address of a local file when asked to', async () => {
    const { uri, bytes } = await opensslBundle('Compared');
    const [right, wrong] = [await webServer(bytes), await webServer(Buffer.from('<html>sign in</html>'))];
    try {
      const prompts = await runWithAnswers(
        'cbaPki.file.upload',
        [uri],
        [
          { pick: 'Fabrikam Partner PKI' },
          { pick: 'Enter an address' },
          { type: wrong.address },
          { pick: 'Fetch and Compare' },
          back,
          { type: right.address },
          { pick: 'Fetch and Compare' },
          { pick: 'Upload' },
        ],
      );
      assert.ok(prompts.seen.some(({ rows }) => rows.some((row) => row.includes('serves a web page'))));
      assert.equal((await afterUpload('Fabrikam Partner PKI')).status, 'succeeded');
    } finally {
      right.close();
      wrong.close();
    }
  });

  it('tells a wrong hash as the reason of the failed job, and leaves the configuration as it was', async () => {
    const { bytes } = await opensslBundle('Wrong');
    const before = await authorityRows('Contoso Corporate PKI');
    const server = await webServer(bytes);
    try {
      await runWithAnswers(
        'cbaPki.bundle.upload',
        [await rowOf('Contoso Corporate PKI')],
        [{ pick: 'already hosted' }, { type: server.address }, { type: 'AB'.repeat(32) }, { pick: 'Upload' }],
      );
      const { status, statusDetails } = await afterUpload('Contoso Corporate PKI');
      assert.equal(status, 'failed');
      assert.ok(statusDetails.toUpperCase().includes(sha256(bytes).toUpperCase()), statusDetails);
      assert.deepEqual(await authorityRows('Contoso Corporate PKI'), before);
    } finally {
      server.close();
    }
  });

  it('tells an unreachable address as the reason of the failed job', async () => {
    const gone = await webServer(404);
    gone.close();
    await runWithAnswers(
      'cbaPki.bundle.upload',
      [await rowOf('Contoso Corporate PKI')],
      [{ pick: 'already hosted' }, { type: gone.address }, { type: 'AB'.repeat(32) }, { pick: 'Upload' }],
    );
    const { status, statusDetails } = await afterUpload('Contoso Corporate PKI');
    assert.equal(status, 'failed');
    assert.match(statusDetails, /reach/i);
  });

  it('sends no second upload while one runs, and brings the summary back with the reason', async () => {
    const { uri } = await opensslBundle('Second');
    const { journal } = await services();
    const answers = [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }];
    await runWithAnswers('cbaPki.file.upload', [uri], answers);
    await eventually('the first upload', () => journal.entries.length === 1);
    const other = await opensslBundle('Other');
    const prompts = await runWithAnswers('cbaPki.file.upload', [other.uri], answers, 'escape');
    assert.match(prompts.seen.at(-1)?.rows.join('\n') ?? '', /one at a time. Nothing was sent/);
    await afterUpload('Contoso Pilot');
    const rows = await authorityRows('Contoso Pilot');
    assert.ok(rows.includes('Second Root'));
    assert.ok(!rows.includes('Other Root'));
  });

  it('goes on watching when the tenant is connected anew without leaving it', async () => {
    const { uri } = await opensslBundle('Anew');
    const { connection, journal } = await services();
    await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    await connection.openSandbox();
    assert.equal(journal.entries.length, 1);
    assert.equal((await afterUpload('Contoso Pilot')).status, 'succeeded');
  });

  it('only hashes a file that is too large for a bundle, and lets it be uploaded from an address', async () => {
    const uri = workspaceFile('Large.p7b');
    await writeFile(uri.fsPath, Buffer.alloc(33 * 1024 * 1024));
    const prompts = await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [
        { pick: 'Contoso Pilot' },
        { pick: 'Continue Anyway' },
        { type: 'https://pki.example/100%.p7b' },
        { pick: 'Continue Without Checking' },
      ],
      'escape',
    );
    assert.match(prompts.seen.at(-1)?.rows.join('\n') ?? '', /not looked into/);
  });

  it('goes on watching when the tenant is connected again', async () => {
    const { uri } = await opensslBundle('Resumed');
    const { connection, journal } = await services();
    await runWithAnswers(
      'cbaPki.file.upload',
      [uri],
      [{ pick: 'Contoso Pilot' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    assert.equal(journal.entries.length, 1);
    await connection.signOut();
    assert.equal(journal.entries.length, 1, 'a change of the connection keeps the entry');
    assert.ok(!JSON.stringify(journal.entries).includes('http'), 'no address in the journal');
    await connection.openSandbox();
    assert.equal((await afterUpload('Contoso Pilot')).status, 'succeeded');
    assert.ok((await authorityRows('Contoso Pilot')).includes('Resumed Root'));
    assert.equal((await configurationNamed('Contoso Pilot')).status, 'succeeded');
  });
});
