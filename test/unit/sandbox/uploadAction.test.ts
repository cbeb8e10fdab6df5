import { beforeAll, describe, expect, test } from 'vitest';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { makeAuthority, makeBundle, type OpensslAuthority } from '../../support/openssl.ts';
import {
  type Answer,
  createConfiguration,
  endOfJob,
  expectFault,
  hostFile,
  openSandbox,
  send,
} from './client.ts';
import { open } from './uploadFixtures.ts';

let root: OpensslAuthority;
let bundle: Buffer;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  const intermediate = await makeAuthority({ name: 'Issuing CA', issuer: root });
  bundle = await makeBundle([root, intermediate], 'der');
});

describe('the upload action', () => {
  const hash = 'AB'.repeat(32);

  test.each<[string, object, RegExp]>([
    ['no address', { sha256FileHash: hash }, /'uploadUrl'/],
    ['an empty address', { uploadUrl: '', sha256FileHash: hash }, /'uploadUrl'/],
    ['an address that is no string', { uploadUrl: 1, sha256FileHash: hash }, /'uploadUrl'.*string/],
    [
      'an address that is none',
      { uploadUrl: 'bundle.p7b', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'a file address',
      { uploadUrl: 'file:///etc/passwd', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'an ftp address',
      { uploadUrl: 'ftp://x.example/b.p7b', sha256FileHash: hash },
      /'uploadUrl'.*http or https/,
    ],
    [
      'an address that is not ASCII',
      { uploadUrl: 'http://x.example/ü', sha256FileHash: hash },
      /'uploadUrl'.*ASCII/,
    ],
    ['no hash', { uploadUrl: 'http://127.0.0.1/' }, /'sha256FileHash'/],
    ['an empty hash', { uploadUrl: 'http://127.0.0.1/', sha256FileHash: '' }, /'sha256FileHash'/],
    [
      'a hash that is no string',
      { uploadUrl: 'http://127.0.0.1/', sha256FileHash: [hash] },
      /'sha256FileHash'.*string/,
    ],
    [
      'another parameter',
      { uploadUrl: 'http://127.0.0.1/', sha256FileHash: hash, replace: true },
      /'replace'/,
    ],
  ])('refuses %s', async (_, body, message) => {
    const { sandbox, path } = await open();
    const before = await send(sandbox, 'GET', path);
    expectFault(await send(sandbox, 'POST', `${path}/upload`, body), 400, 'Request_BadRequest', message);
    expect((await send(sandbox, 'GET', path)).json).toEqual(before.json);
  });

  test('may be called by its full name', async () => {
    const { sandbox, path } = await open();
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    expect((await send(sandbox, 'POST', `${path}/microsoft.graph.upload`, body)).status).toBe(204);
    expect((await endOfJob(sandbox, path)).json['status']).toBe('succeeded');
  });

  test('answers at once; the configuration runs for the delay, refuses a second upload, and can be changed meanwhile', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 0.3 });
    const { path } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    const before = await send(sandbox, 'GET', path);
    const started = performance.now();
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
    const running = await send(sandbox, 'GET', path);
    expect(running.json).toMatchObject({ status: 'running', statusDetails: null });
    expect(running.json['lastModifiedDateTime']).not.toBe(before.json['lastModifiedDateTime']);
    expectFault(
      await send(sandbox, 'POST', `${path}/upload`, body),
      400,
      'Request_BadRequest',
      /Another upload/,
    );
    const renamed = await send(sandbox, 'PATCH', path, { displayName: 'Renamed' });
    expect(renamed.json).toMatchObject({ status: 'running', displayName: 'Renamed' });
    const other = await createConfiguration(sandbox, 'Another');
    expect((await send(sandbox, 'POST', `${other.path}/upload`, body)).status).toBe(204);
    const ended: Answer = await endOfJob(sandbox, path);
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(ended.json).toMatchObject({ status: 'succeeded', displayName: 'Renamed' });
    expect((await endOfJob(sandbox, other.path)).json['status']).toBe('succeeded');
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
    expect((await endOfJob(sandbox, path)).json['statusDetails']).toMatch(/^Duplicate Certificate exists/);
  });

  test('compares the file with what the configuration holds in the end', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 0.2 });
    const { path } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    await send(sandbox, 'POST', `${path}/upload`, body);
    const added = {
      certificate: root.der.toString('base64'),
      expirationDateTime: root.notAfter.toISOString(),
      thumbprint: root.thumbprint,
    };
    expect((await send(sandbox, 'POST', `${path}/certificateAuthorities`, added)).status).toBe(201);
    expect((await endOfJob(sandbox, path)).json['statusDetails']).toMatch(/already has “Root CA”/);
    expect((await send(sandbox, 'GET', `${path}/certificateAuthorities/$count`)).text).toBe('1');
  });

  test('ends with its configuration', async () => {
    const sandbox = await openSandbox({ jobDelaySeconds: 60 });
    const { path, id } = await createConfiguration(sandbox);
    const body = { uploadUrl: await hostFile(sandbox, 'x', bundle), sha256FileHash: sha256OfBytes(bundle) };
    await send(sandbox, 'POST', `${path}/upload`, body);
    expect((await send(sandbox, 'DELETE', path)).status).toBe(204);
    const restored = await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${id}/restore`);
    expect(restored.json).toMatchObject({
      status: 'failed',
      statusDetails: expect.stringContaining('was deleted'),
    });
    expect((await send(sandbox, 'GET', `${path}/certificateAuthorities`)).value).toEqual([]);
    expect((await send(sandbox, 'POST', `${path}/upload`, body)).status).toBe(204);
  });
});
