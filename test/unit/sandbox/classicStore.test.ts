import { beforeAll, expect, test } from 'vitest';
import { makeAuthority, type OpensslAuthority } from '../../support/openssl.ts';
import { expectFault, openSandbox, readObject, send } from './client.ts';

const fixedId = '29728ade-6ae4-4ee9-9103-412912537da5';
let root: OpensslAuthority;
let intermediate: OpensslAuthority;
let expired: OpensslAuthority;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA' });
  intermediate = await makeAuthority({ name: 'Issuing CA', issuer: root });
  const [startDate, endDate] = [new Date('2019-01-01'), new Date('2020-01-01')];
  expired = await makeAuthority({ name: 'Old CA', issuer: root, startDate, endDate });
});

async function openStore() {
  const sandbox = await openSandbox();
  const { tenantId } = readObject((await send(sandbox, 'GET', '/sandbox')).text);
  return { sandbox, store: `/v1.0/organization/${String(tenantId)}/certificateBasedAuthConfiguration` };
}

const entry = (authority: OpensslAuthority, isRootAuthority: boolean) => ({
  isRootAuthority,
  certificate: authority.der.toString('base64'),
});

test('the classic store is written as a whole, read, and deleted', async () => {
  const { sandbox, store } = await openStore();
  expect((await send(sandbox, 'GET', store)).value).toEqual([]);
  const created = await send(sandbox, 'POST', store, {
    certificateAuthorities: [
      { ...entry(root, true), certificateRevocationListUrl: 'http://crl.example/root.crl' },
      entry(intermediate, false),
    ],
  });
  expect(created.status).toBe(201);
  expect(created.json).toMatchObject({
    '@odata.context': expect.stringMatching(/certificateBasedAuthConfiguration\/\$entity$/),
    id: fixedId,
    certificateAuthorities: [
      {
        ...entry(root, true),
        certificateRevocationListUrl: 'http://crl.example/root.crl',
        deltaCertificateRevocationListUrl: null,
        issuer: 'CN=Root CA,O=Test,C=US',
        issuerSki: expect.stringMatching(/^[0-9A-F]{40}$/),
      },
      { ...entry(intermediate, false), certificateRevocationListUrl: null, issuer: 'CN=Root CA,O=Test,C=US' },
    ],
  });
  const listed = await send(sandbox, 'GET', store);
  const { '@odata.context': _, ...entity } = created.json;
  expect([listed.status, listed.value]).toEqual([200, [entity]]);
  const read = await send(sandbox, 'GET', `${store}/${fixedId}`);
  expect([read.status, read.json]).toEqual([200, created.json]);
  const deleted = await send(sandbox, 'DELETE', `${store}/${fixedId}`);
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expect((await send(sandbox, 'GET', store)).value).toEqual([]);
  expectFault(
    await send(sandbox, 'DELETE', `${store}/${fixedId}`),
    404,
    'Request_ResourceNotFound',
    /does not exist/,
  );
});

test('the classic store cannot be updated: a second POST and a PATCH are refused', async () => {
  const { sandbox, store } = await openStore();
  const body = { certificateAuthorities: [entry(root, true)] };
  await send(sandbox, 'POST', store, body);
  expectFault(await send(sandbox, 'POST', store, body), 400, 'Request_BadRequest', /cannot be updated/);
  const patched = await send(sandbox, 'PATCH', `${store}/${fixedId}`, body);
  expectFault(patched, 405, 'Request_BadRequest', /method is not allowed/);
  expect(patched.headers.get('allow')).toBe('GET, DELETE');
});

test.each<[string, () => object, RegExp | string]>([
  ['no list', () => ({}), /at least one/],
  ['an empty list', () => ({ certificateAuthorities: [] }), /at least one/],
  ['a member that is no object', () => ({ certificateAuthorities: ['x'] }), /has to be an object/],
  [
    'a member without isRootAuthority',
    () => ({ certificateAuthorities: [{ certificate: root.der.toString('base64') }] }),
    /'isRootAuthority'/,
  ],
  [
    'a member without certificate',
    () => ({ certificateAuthorities: [{ isRootAuthority: true }] }),
    /'certificate'/,
  ],
  [
    'an unknown property',
    () => ({ certificateAuthorities: [{ ...entry(root, true), name: 'x' }] }),
    "Invalid property 'name'.",
  ],
  [
    'an expired certificate among others',
    () => ({ certificateAuthorities: [entry(root, true), entry(expired, false)] }),
    /CN=Old CA,O=Test,C=US expired on 2020-01-01/,
  ],
])('the classic store is not written with %s', async (_, body, message) => {
  const { sandbox, store } = await openStore();
  expectFault(await send(sandbox, 'POST', store, body()), 400, 'Request_BadRequest', message);
  expect((await send(sandbox, 'GET', store)).value).toEqual([]);
});

test('another id and another tenant are not found', async () => {
  const { sandbox, store } = await openStore();
  await send(sandbox, 'POST', store, { certificateAuthorities: [entry(root, true)] });
  expectFault(await send(sandbox, 'GET', `${store}/other`), 404, 'Request_ResourceNotFound', /'other'/);
  const elsewhere =
    '/v1.0/organization/11111111-1111-4111-8111-111111111111/certificateBasedAuthConfiguration';
  expectFault(await send(sandbox, 'GET', elsewhere), 404, 'Request_ResourceNotFound', /'11111111/);
});
