import { beforeAll, expect, test } from 'vitest';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { makeAuthority, makeBundle } from '../../support/openssl.ts';
import {
  createConfiguration,
  deletedAuthorities,
  deletedConfigurations,
  expectFault,
  openSandbox,
  send,
  uploadBytes,
} from './client.ts';

const items = '/v1.0/directory/deletedItems';
const day = 24 * 60 * 60 * 1000;
let bundle: Buffer;

beforeAll(async () => {
  const root = await makeAuthority({ name: 'Root CA' });
  bundle = await makeBundle([root, await makeAuthority({ name: 'Issuing CA', issuer: root })], 'der');
});

interface Filled {
  readonly sandbox: SandboxServer;
  readonly path: string;
  readonly id: string;
  readonly list: string;
  readonly authorities: readonly string[];
}

async function openFilled(now?: () => Date): Promise<Filled> {
  const sandbox = await openSandbox(now && { now });
  const { path, id } = await createConfiguration(sandbox);
  await uploadBytes(sandbox, path, bundle);
  const list = `${path}/certificateAuthorities`;
  const authorities = (await send(sandbox, 'GET', list)).value.map((one) => String(one['id']));
  expect(authorities).toHaveLength(2);
  return { sandbox, path, id, list, authorities };
}

test('a configuration is deleted with its authorities, listed as deleted, and restored with them', async () => {
  const { sandbox, path, id, list, authorities } = await openFilled();
  const before = await send(sandbox, 'GET', path);
  const deleted = await send(sandbox, 'DELETE', path);
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expectFault(await send(sandbox, 'GET', path), 404, 'Request_ResourceNotFound', /does not exist/);
  const listed = await send(sandbox, 'GET', deletedConfigurations);
  expect(listed.status).toBe(200);
  expect(listed.value).toEqual([
    expect.objectContaining({
      id,
      deletedDateTime: expect.stringMatching(/^\d{4}-.*Z$/),
      displayName: 'Test PKI',
    }),
  ]);
  expect((await send(sandbox, 'GET', deletedAuthorities)).value).toEqual([]);

  const restored = await send(sandbox, 'POST', `${items}/${id}/restore`);
  expect(restored.status).toBe(200);
  expect(restored.json).toMatchObject({
    '@odata.type': '#microsoft.graph.certificateBasedAuthPki',
    id,
    deletedDateTime: null,
  });
  expect(restored.json['lastModifiedDateTime']).not.toBe(before.json['lastModifiedDateTime']);
  expect((await send(sandbox, 'GET', list)).value.map((one) => one['id'])).toEqual(authorities);
  expect((await send(sandbox, 'GET', deletedConfigurations)).value).toEqual([]);
});

test('an authority is listed as deleted, without a word of its configuration, and restored into it', async () => {
  const { sandbox, list, authorities } = await openFilled();
  const [id = ''] = authorities;
  const before = (await send(sandbox, 'GET', `${list}/${id}`)).json;
  await send(sandbox, 'DELETE', `${list}/${id}`);
  const listed = await send(sandbox, 'GET', deletedAuthorities);
  const { '@odata.context': _, ...entity } = before;
  expect(listed.value).toEqual([{ ...entity, deletedDateTime: expect.stringMatching(/^\d{4}-.*Z$/) }]);

  const restored = await send(sandbox, 'POST', `${items}/${id}/restore`, {});
  expect(restored.status).toBe(200);
  expect(restored.json).toMatchObject({ '@odata.type': '#microsoft.graph.certificateAuthorityDetail', id });
  expect((await send(sandbox, 'GET', `${list}/${id}`)).json).toEqual(before);
  expect((await send(sandbox, 'GET', deletedAuthorities)).value).toEqual([]);
});

test('a deleted item can be read by its id', async () => {
  const { sandbox, path, id, list, authorities } = await openFilled();
  await send(sandbox, 'DELETE', `${list}/${authorities[0]}`);
  await send(sandbox, 'DELETE', path);
  for (const [item, type] of [
    [id, 'certificateBasedAuthPki'],
    [authorities[0], 'certificateAuthorityDetail'],
  ]) {
    const read = await send(sandbox, 'GET', `${items}/${item}`);
    expect([read.status, read.json['id'], read.json['@odata.type']]).toEqual([
      200,
      item,
      `#microsoft.graph.${type}`,
    ]);
  }
});

test('an item that was deleted for good is gone', async () => {
  const { sandbox, path, id, list, authorities } = await openFilled();
  await send(sandbox, 'DELETE', `${list}/${authorities[0]}`);
  await send(sandbox, 'DELETE', path);
  for (const item of [id, String(authorities[0])]) {
    const gone = await send(sandbox, 'DELETE', `${items}/${item}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    for (const [method, address] of [
      ['POST', `${items}/${item}/restore`],
      ['DELETE', `${items}/${item}`],
      ['GET', `${items}/${item}`],
    ] as const) {
      expectFault(await send(sandbox, method, address), 404, 'Request_ResourceNotFound', /does not exist/);
    }
  }
  expect((await send(sandbox, 'GET', deletedConfigurations)).value).toEqual([]);
  expect((await send(sandbox, 'GET', deletedAuthorities)).value).toEqual([]);
});

test('what is not deleted is no deleted item', async () => {
  const { sandbox, id, authorities } = await openFilled();
  for (const item of [id, authorities[0]]) {
    expectFault(
      await send(sandbox, 'POST', `${items}/${item}/restore`),
      404,
      'Request_ResourceNotFound',
      /does not exist/,
    );
    expectFault(
      await send(sandbox, 'DELETE', `${items}/${item}`),
      404,
      'Request_ResourceNotFound',
      /does not exist/,
    );
  }
});

test('deleted items are listed only with a known type in the path', async () => {
  const sandbox = await openSandbox();
  for (const path of [items, `${items}/microsoft.graph.user`]) {
    expectFault(await send(sandbox, 'GET', path), 400, 'Request_BadRequest', /type of the deleted items/);
  }
});

test('lists of deleted items understand query options and $count', async () => {
  const { sandbox, list, authorities } = await openFilled();
  for (const id of authorities) {
    await send(sandbox, 'DELETE', `${list}/${id}`);
  }
  const filtered = await send(
    sandbox,
    'GET',
    `${deletedAuthorities}?$filter=startswith(displayName,'Issuing')&$select=displayName&$count=true`,
  );
  expect([filtered.json['@odata.count'], filtered.value]).toEqual([1, [{ displayName: 'Issuing CA' }]]);
  expect((await send(sandbox, 'GET', `${deletedAuthorities}/$count`)).text).toBe('2');
  expect((await send(sandbox, 'GET', `${deletedConfigurations}/$count`)).text).toBe('0');
});

test('an authority has no place to return to while its configuration is deleted', async () => {
  const { sandbox, path, id, list, authorities } = await openFilled();
  await send(sandbox, 'DELETE', `${list}/${authorities[0]}`);
  await send(sandbox, 'DELETE', path);
  const restore = `${items}/${authorities[0]}/restore`;
  expectFault(
    await send(sandbox, 'POST', restore),
    400,
    'Request_BadRequest',
    /Restore the configuration first/,
  );
  await send(sandbox, 'POST', `${items}/${id}/restore`);
  expect((await send(sandbox, 'GET', list)).value).toHaveLength(1);
  expect((await send(sandbox, 'POST', restore)).status).toBe(200);
  expect((await send(sandbox, 'GET', list)).value).toHaveLength(2);
});

test('an authority is not restored beside another with the same certificate', async () => {
  const { sandbox, path, list, authorities } = await openFilled();
  for (const id of authorities) {
    await send(sandbox, 'DELETE', `${list}/${id}`);
  }
  expect((await uploadBytes(sandbox, path, bundle)).json['status']).toBe('succeeded');
  const restored = await send(sandbox, 'POST', `${items}/${authorities[0]}/restore`);
  expectFault(restored, 400, 'Request_BadRequest', 'Duplicate Certificate exists');
});

test('restore takes the documented parameters and no others', async () => {
  const { sandbox, path, id } = await openFilled();
  await send(sandbox, 'DELETE', path);
  const restore = `${items}/${id}/restore`;
  expectFault(
    await send(sandbox, 'POST', restore, { force: true }),
    400,
    'Request_BadRequest',
    "Invalid property 'force'.",
  );
  expect((await send(sandbox, 'POST', restore, { autoReconcileProxyConflict: false })).status).toBe(200);
});

test('deleted items live for 30 days', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const { sandbox, path, id, list, authorities } = await openFilled(() => new Date(now));
  await send(sandbox, 'DELETE', `${list}/${authorities[0]}`);
  await send(sandbox, 'DELETE', path);
  now += 30 * day;
  expect((await send(sandbox, 'GET', deletedConfigurations)).value).toHaveLength(1);
  now += 1;
  expect((await send(sandbox, 'GET', deletedConfigurations)).value).toEqual([]);
  expect((await send(sandbox, 'GET', deletedAuthorities)).value).toEqual([]);
  expectFault(
    await send(sandbox, 'POST', `${items}/${id}/restore`),
    404,
    'Request_ResourceNotFound',
    /does not exist/,
  );
});
