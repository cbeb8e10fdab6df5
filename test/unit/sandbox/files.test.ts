import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { FileHost } from '../../../src/sandbox/fileHost.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { hostFile, openSandbox, readObject } from './client.ts';

function put(
  sandbox: SandboxServer,
  name: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
): Promise<Response> {
  const options = { method: 'PUT', body, duplex: 'half' } as const;
  return fetch(`${sandbox.root}/files/${name}`, options);
}

test('a file gets an address that names its hash and serves exactly its bytes to anybody', async () => {
  const sandbox = await openSandbox();
  const bytes = randomBytes(100_000);
  const taken = await put(sandbox, 'my%20bundle%20%C3%BC.p7b', bytes);
  const prefix = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const address = `${sandbox.root}/files/${prefix}/my%20bundle%20%C3%BC.p7b`;
  expect(taken.status).toBe(201);
  expect(taken.headers.get('location')).toBe(address);
  expect(readObject(await taken.text())).toEqual({ address });
  const served = await fetch(address);
  expect(served.status).toBe(200);
  expect(served.headers.get('content-type')).toBe('application/pkcs7-mime');
  expect(served.headers.get('content-length')).toBe('100000');
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
});

test('HEAD tells the length without the bytes', async () => {
  const sandbox = await openSandbox();
  const head = await fetch(await hostFile(sandbox, 'x.p7b', randomBytes(10)), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
});

test('files of one name and other bytes have addresses of their own, and the same bytes the same one', async () => {
  const sandbox = await openSandbox();
  const [one, two] = [Buffer.from('one'), Buffer.from('two')];
  const address = await hostFile(sandbox, 'x.p7b', one);
  const other = await hostFile(sandbox, 'x.p7b', two);
  expect(await hostFile(sandbox, 'x.p7b', one)).toBe(address);
  expect([await (await fetch(address)).text(), await (await fetch(other)).text()]).toEqual(['one', 'two']);
});

test('an empty file is a file', async () => {
  const sandbox = await openSandbox();
  const served = await fetch(await hostFile(sandbox, 'empty.p7b', Buffer.of()));
  expect([served.status, await served.text()]).toEqual([200, '']);
});

test('32 MB are taken, a byte more is not, announced or not', async () => {
  const sandbox = await openSandbox();
  const largest = Buffer.alloc(32 * 1024 * 1024, 1);
  expect((await put(sandbox, 'x', largest)).status).toBe(201);
  const larger = Buffer.concat([largest, Buffer.of(1)]);
  expect((await put(sandbox, 'x', larger)).status).toBe(413);
  expect((await put(sandbox, 'x', new Blob([larger]).stream())).status).toBe(413);
});

test.each(['a%2Fb', '%5C', 'a%00b', 'n'.repeat(256)])('the name %s is not usable', async (name) => {
  const sandbox = await openSandbox();
  expect((await put(sandbox, name, Buffer.from('x'))).status).toBe(400);
});

test('a file that was never there is not found', async () => {
  const sandbox = await openSandbox();
  await hostFile(sandbox, 'x.p7b', Buffer.from('x'));
  const missing = await fetch(`${sandbox.root}/files/0123456789abcdef/x.p7b`);
  expect([missing.status, readObject(await missing.text())]).toMatchObject([
    404,
    { error: { code: 'ResourceNotFound' } },
  ]);
});

test('when the files take too much room the oldest goes', () => {
  const files = new FileHost();
  const bytes = Buffer.alloc(32 * 1024 * 1024);
  const paths = [1, 2, 3, 4].map((number) => files.store(`${number}.p7b`, bytes));
  files.store('1.p7b', bytes); // which makes it the newest
  files.store('5.p7b', bytes);
  expect(files.all().map(({ name }) => name)).toEqual(['3.p7b', '4.p7b', '1.p7b', '5.p7b']);
  const [digest = ''] = /[0-9a-f]{16}/.exec(paths[1] ?? '') ?? [];
  expect(files.find(digest, '2.p7b')).toBeUndefined();
  expect(files.find(digest, '3.p7b')?.bytes).toBe(bytes);
});
