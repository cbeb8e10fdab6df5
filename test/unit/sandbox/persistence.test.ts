import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { sha256OfBytes } from '../../../src/pki/fileHash.ts';
import { emptyState } from '../../../src/sandbox/model.ts';
import { DataFile, DataFileError } from '../../../src/sandbox/persistence.ts';
import { type SavedSandbox, savedFormat } from '../../../src/sandbox/savedShape.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { makeAuthority, makeBundle, temporaryDirectory } from '../../support/openssl.ts';
import {
  configurations,
  createConfiguration,
  deletedAuthorities,
  deletedConfigurations,
  endOfJob,
  hostFile,
  openSandbox,
  openWebServer,
  readObject,
  send,
  uploadBytes,
  waitFor,
} from './client.ts';

let bundle: Buffer;

beforeAll(async () => {
  const root = await makeAuthority({ name: 'Root CA' });
  bundle = await makeBundle([root, await makeAuthority({ name: 'Issuing CA', issuer: root })], 'der');
});

async function newDataFile(): Promise<string> {
  return join(await temporaryDirectory(onTestFinished), 'data', 'sandbox.json');
}

function saved(instance: string): SavedSandbox {
  return { format: savedFormat, instance, ports: [], state: emptyState(), files: [] };
}

async function everything(sandbox: Awaited<ReturnType<typeof startSandbox>>): Promise<unknown> {
  const description = readObject((await send(sandbox, 'GET', '/sandbox')).text);
  const organization = `/v1.0/organization/${String(description['tenantId'])}/certificateBasedAuthConfiguration`;
  const lists = [configurations, deletedConfigurations, deletedAuthorities, organization];
  const { value } = await send(sandbox, 'GET', configurations);
  lists.push(...value.map((one) => `${configurations}/${String(one['id'])}/certificateAuthorities`));
  const answers = await Promise.all(lists.map(async (list) => (await send(sandbox, 'GET', list)).value));
  return { description, answers };
}

test('the whole tenant, its files and its identity outlive a restart', async () => {
  const dataFile = await newDataFile();
  const first = await openSandbox({ dataFile, empty: false });
  const { path } = await createConfiguration(first);
  await uploadBytes(first, path, bundle);
  await send(first, 'DELETE', path);
  const address = await hostFile(first, 'kept ü.p7b', bundle);
  const before = await everything(first);
  await first.close();

  const second = await openSandbox({ dataFile, empty: false });
  expect(await everything(second)).toEqual(before);
  const served = await fetch(address.replace(first.root, second.root));
  expect(Buffer.from(await served.arrayBuffer()).equals(bundle)).toBe(true);
  expect(await everything(second)).toMatchObject({ description: { dataFile: true } });
});

test('what a data file holds comes before --empty', async () => {
  const dataFile = await newDataFile();
  const first = await openSandbox({ dataFile, empty: false });
  await first.close();
  const second = await openSandbox({ dataFile, empty: true });
  expect((await send(second, 'GET', configurations)).value).toHaveLength(4);
  await second.reset();
  expect((await send(second, 'GET', configurations)).value).toEqual([]);
});

test('a job that runs at the end of one start is done by the next', async () => {
  const dataFile = await newDataFile();
  let requests = 0;
  let isAnswering = false;
  const root = await openWebServer((_, response) => {
    requests += 1;
    if (isAnswering) {
      response.end(bundle);
    }
  });
  const first = await openSandbox({ dataFile });
  const { path } = await createConfiguration(first);
  const body = { uploadUrl: `${root}/x?sig=1`, sha256FileHash: sha256OfBytes(bundle) };
  expect((await send(first, 'POST', `${path}/upload`, body)).status).toBe(204);
  await waitFor(
    () => Promise.resolve(requests),
    (count) => count === 1,
  );
  await first.close();

  isAnswering = true;
  const second = await openSandbox({ dataFile });
  expect((await endOfJob(second, path)).json).toMatchObject({
    status: 'succeeded',
    statusDetails: '2 certificate authorities were added.',
  });
  expect(requests).toBe(2);
  await second.close();
  expect(readObject(await readFile(dataFile, 'utf8'))['state']).toMatchObject({ jobs: [] });
});

test('a job over a file of the sandbox itself finds it under the new port', async () => {
  const dataFile = await newDataFile();
  const first = await openSandbox({ dataFile, jobDelaySeconds: 60 });
  const { path } = await createConfiguration(first);
  const uploadUrl = await hostFile(first, 'my bundle.p7b', bundle);
  await send(first, 'POST', `${path}/upload`, { uploadUrl, sha256FileHash: sha256OfBytes(bundle) });
  await first.close();
  await using taken = await occupy(first.port);

  const second = await openSandbox({ dataFile });
  expect(second.port).not.toBe(taken.port);
  expect((await endOfJob(second, path)).json).toMatchObject({ status: 'succeeded' });
  // The address from before is good for a new upload, too; here the certificates are there already.
  await send(second, 'POST', `${path}/upload`, { uploadUrl, sha256FileHash: sha256OfBytes(bundle) });
  expect((await endOfJob(second, path)).json['statusDetails']).toMatch(/^Duplicate Certificate exists/);
});

test('a configuration that is running without a job is not left so for ever', async () => {
  const dataFile = await newDataFile();
  const first = await openSandbox({ dataFile });
  const { path } = await createConfiguration(first);
  await first.close();
  const text = await readFile(dataFile, 'utf8');
  await writeFile(dataFile, text.replace('"status":"succeeded"', '"status":"running"'));
  const second = await openSandbox({ dataFile });
  expect((await send(second, 'GET', path)).json).toMatchObject({
    status: 'failed',
    statusDetails: 'The upload was interrupted.',
  });
});

test('a change is in the file soon, without a close', async () => {
  const dataFile = await newDataFile();
  const sandbox = await openSandbox({ dataFile });
  const { id } = await createConfiguration(sandbox);
  const text = await waitFor(
    () => readFile(dataFile, 'utf8').catch(() => ''),
    (found) => found.includes(id),
  );
  expect(readObject(text)['format']).toBe(savedFormat);
});

test('the file holds no private key, is for its owner alone, and stands alone', async () => {
  const dataFile = await newDataFile();
  const sandbox = await startSandbox({ dataFile });
  await sandbox.close();
  const text = await readFile(dataFile, 'utf8');
  expect(text).not.toMatch(/private/i);
  if (process.platform !== 'win32') {
    expect((await stat(dataFile)).mode & 0o777).toBe(0o600);
  }
  expect(await readdir(dirname(dataFile))).toEqual(['sandbox.json']);
});

test.each([
  ['is damaged: it is not JSON', '{"format": '],
  ['is damaged: it is not JSON', ''],
  ['is not that of a sandbox tenant', '{}'],
  [
    'is not that of a sandbox tenant',
    JSON.stringify({
      format: savedFormat,
      instance: 'x',
      ports: [],
      state: { ...emptyState(), configurations: [{ id: 'x' }] },
      files: [],
    }),
  ],
])('a data file that %s is named and not overwritten', async (problem, text) => {
  const dataFile = await newDataFile();
  await mkdir(dirname(dataFile), { recursive: true });
  await writeFile(dataFile, text);
  const started = startSandbox({ dataFile });
  await expect(started).rejects.toThrow(DataFileError);
  await expect(started).rejects.toThrow(`The data file ${dataFile} ${problem}`);
  expect(await readFile(dataFile, 'utf8')).toBe(text);
});

test('a data file that cannot be read or written is named', async () => {
  const directory = await temporaryDirectory(onTestFinished);
  await expect(startSandbox({ dataFile: directory })).rejects.toThrow(
    `The data file ${directory} cannot be read (EISDIR).`,
  );
  const dataFile = join(directory, 'later', 'sandbox.json');
  const sandbox = await startSandbox({ dataFile, empty: true, port: 0 });
  await waitFor(
    () => readFile(dataFile, 'utf8').catch(() => ''),
    (text) => text !== '',
  );
  // A directory in its place: a rename cannot replace that.
  await rm(dataFile);
  await mkdir(join(dataFile, 'x'), { recursive: true });
  await createConfiguration(sandbox);
  await expect(sandbox.close()).rejects.toThrow(
    /^The data file .*sandbox\.json cannot be written \(E[A-Z]+\)\.$/,
  );
  expect(await readdir(dirname(dataFile))).toEqual(['sandbox.json']);
  await expect(fetch(`${sandbox.root}/sandbox`)).rejects.toThrow('fetch failed');
});

test('changes in quick succession are one write, and those during a write another, after it', async () => {
  const path = await newDataFile();
  const seen: string[] = [];
  const file = new DataFile(path, () => {
    seen.push(existsSync(path) ? 'file' : 'no file');
    return saved(String(seen.length));
  });
  for (let change = 0; change < 100; change += 1) {
    file.changed();
  }
  const first = file.flush();
  await Promise.resolve();
  await Promise.resolve();
  expect(seen).toEqual(['no file']);
  file.changed();
  await Promise.all([first, file.flush()]);
  expect(seen).toEqual(['no file', 'file']);
  expect(readObject(await readFile(path, 'utf8'))['instance']).toBe('2');
});

test('what could not be written is written later', async () => {
  const directory = await temporaryDirectory(onTestFinished);
  const path = join(directory, 'data', 'sandbox.json');
  await writeFile(dirname(path), 'in the way');
  const file = new DataFile(path, () => saved('x'));
  file.changed();
  await expect(file.flush()).rejects.toThrow(DataFileError);
  await rm(dirname(path));
  await file.flush();
  expect(readObject(await readFile(path, 'utf8'))['instance']).toBe('x');
});

test('a reset brings new sample data, forgets files and uploads, and keeps the identity', async () => {
  const dataFile = await newDataFile();
  const sandbox = await openSandbox({ dataFile, empty: false, jobDelaySeconds: 60 });
  const identity = (await send(sandbox, 'GET', '/sandbox')).json;
  const address = await hostFile(sandbox, 'x', bundle);
  const { path } = await createConfiguration(sandbox);
  await send(sandbox, 'POST', `${path}/upload`, { uploadUrl: address, sha256FileHash: 'x' });
  const reset = await send(sandbox, 'POST', '/sandbox/reset');
  expect([reset.status, reset.text]).toEqual([204, '']);
  const names = (await send(sandbox, 'GET', configurations)).value.map((one) => one['displayName']);
  expect(names).toHaveLength(4);
  expect(names).not.toContain('Test PKI');
  expect((await fetch(address)).status).toBe(404);
  expect((await send(sandbox, 'GET', '/sandbox')).json).toEqual(identity);
});

/** Keeps a port from being given out again. */
async function occupy(port: number): Promise<AsyncDisposable & { port: number }> {
  const other = await startSandbox({ port, empty: true });
  return { port, [Symbol.asyncDispose]: () => other.close() };
}
