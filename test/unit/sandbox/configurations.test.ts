import { expect, test } from 'vitest';
import { configurations, createConfiguration, expectFault, openSandbox, send } from './client.ts';

test('a created configuration is answered as the documentation shows it', async () => {
  const sandbox = await openSandbox({ now: () => new Date('2026-03-04T05:06:07.008Z') });
  const created = await send(sandbox, 'POST', configurations, { displayName: 'Contoso PKI' });
  expect(created.status).toBe(201);
  expect(created.json).toEqual({
    '@odata.context': `${sandbox.root}/v1.0/$metadata#directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/$entity`,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    deletedDateTime: null,
    displayName: 'Contoso PKI',
    status: 'succeeded',
    statusDetails: null,
    lastModifiedDateTime: '2026-03-04T05:06:07.008Z',
  });
  const read = await send(sandbox, 'GET', `${configurations}/${String(created.json['id'])}`);
  expect([read.status, read.json]).toEqual([200, created.json]);
});

test('configurations are listed oldest first, in both versions and with a slash at the end', async () => {
  const sandbox = await openSandbox();
  await createConfiguration(sandbox, 'One');
  await createConfiguration(sandbox, 'Two');
  for (const path of [configurations, configurations.replace('v1.0', 'beta'), `${configurations}/`]) {
    const list = await send(sandbox, 'GET', path);
    expect(list.status).toBe(200);
    expect(list.value.map((one) => one['displayName'])).toEqual(['One', 'Two']);
    expect(list.json['@odata.nextLink']).toBeUndefined();
    expect(list.value[0]).not.toHaveProperty('certificateAuthorities');
  }
});

test('the answer to beta speaks of beta', async () => {
  const sandbox = await openSandbox();
  const list = await send(sandbox, 'GET', configurations.replace('v1.0', 'beta'));
  expect(list.json['@odata.context']).toContain('/beta/$metadata#');
});

test('names need not be unique and may have 256 characters', async () => {
  const sandbox = await openSandbox();
  const displayName = 'n'.repeat(256);
  for (const _ of [1, 2]) {
    expect((await send(sandbox, 'POST', configurations, { displayName })).status).toBe(201);
  }
});

test.each([
  ['a missing name', {}, "A value is required for property 'displayName'."],
  ['an empty name', { displayName: '' }, "A value is required for property 'displayName'."],
  ['a blank name', { displayName: ' ' }, /1 to 256 characters/],
  ['a name of 257 characters', { displayName: 'n'.repeat(257) }, /1 to 256 characters/],
  ['a name that is no string', { displayName: 7 }, /a string is expected/],
  ['an unknown property', { displayName: 'x', colour: 'red' }, "Invalid property 'colour'."],
  [
    'a read-only property',
    { displayName: 'x', status: 'x' },
    "Property 'status' is read-only and cannot be set.",
  ],
])('%s is refused, at creation and at renaming', async (_, body, message) => {
  const sandbox = await openSandbox();
  const { path } = await createConfiguration(sandbox, 'Before');
  expectFault(await send(sandbox, 'POST', configurations, body), 400, 'Request_BadRequest', message);
  expectFault(await send(sandbox, 'PATCH', path, body), 400, 'Request_BadRequest', message);
  const list = await send(sandbox, 'GET', configurations);
  expect(list.value.map((one) => one['displayName'])).toEqual(['Before']);
});

test("OData's own annotations in a body are passed over", async () => {
  const sandbox = await openSandbox();
  const body = { '@odata.type': '#microsoft.graph.certificateBasedAuthPki', displayName: 'x' };
  expect((await send(sandbox, 'POST', configurations, body)).status).toBe(201);
});

test('renaming answers with the entity, and its last change grows even while the clock stands still', async () => {
  const sandbox = await openSandbox({ now: () => new Date('2026-03-04T05:06:07.008Z') });
  const { path, id } = await createConfiguration(sandbox, 'Before');
  const first = await send(sandbox, 'PATCH', path, { displayName: 'After' });
  expect(first.status).toBe(200);
  expect(first.json).toMatchObject({
    id,
    displayName: 'After',
    lastModifiedDateTime: '2026-03-04T05:06:07.009Z',
  });
  const second = await send(sandbox, 'PATCH', path, { displayName: 'Again' });
  expect(second.json['lastModifiedDateTime']).toBe('2026-03-04T05:06:07.010Z');
});

test('a configuration that does not exist is 404 for every call', async () => {
  const sandbox = await openSandbox();
  const path = `${configurations}/no-such-id`;
  const calls: [string, string, object?][] = [
    ['GET', path],
    ['PATCH', path, { displayName: 'x' }],
    ['DELETE', path],
    ['POST', `${path}/upload`, { uploadUrl: 'http://127.0.0.1/', sha256FileHash: 'x' }],
    ['GET', `${path}/certificateAuthorities`],
    ['POST', `${path}/certificateAuthorities`, {}],
    ['GET', `${path}/certificateAuthorities/$count`],
    ['GET', `${path}/certificateAuthorities/x`],
  ];
  for (const [method, address, body] of calls) {
    expectFault(
      await send(sandbox, method, address, body),
      404,
      'Request_ResourceNotFound',
      /^Resource 'no-such-id'/,
    );
  }
});

test('a single configuration may be asked for with $select and nothing else', async () => {
  const sandbox = await openSandbox();
  const { path, id } = await createConfiguration(sandbox);
  const selected = await send(sandbox, 'GET', `${path}?$select=id,status`);
  expect(selected.json).toEqual({
    '@odata.context': expect.stringMatching(/certificateBasedAuthConfigurations\(id,status\)\/\$entity$/),
    id,
    status: 'succeeded',
  });
  expectFault(await send(sandbox, 'GET', `${path}?$top=1`), 400, 'Request_BadRequest', /'\$top'/);
  expectFault(
    await send(sandbox, 'GET', `${path}?$expand=certificateAuthorities`),
    400,
    'Request_BadRequest',
    /'\$expand' is not supported/,
  );
});
