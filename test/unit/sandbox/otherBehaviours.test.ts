import { describe, expect, it } from 'vitest';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { bundleOf, makeCertificate } from '../../support/pkiFixtures.ts';
import {
  type Answer,
  configurations,
  createConfiguration,
  deletedAuthorities,
  deletedConfigurations,
  expectFault,
  openSandbox,
  send,
  uploadBytes,
} from './client.ts';

const bundle = await bundleOf([
  await makeCertificate({ subject: '/CN=A' }),
  await makeCertificate({ subject: '/CN=B' }),
]);

const names = (answer: Answer): unknown[] => answer.value.map(({ displayName }) => displayName);

/** A configuration with two authorities. */
async function fill(sandbox: SandboxServer) {
  const { path, id } = await createConfiguration(sandbox);
  await uploadBytes(sandbox, path, bundle);
  const list = `${path}/certificateAuthorities`;
  const { value } = await send(sandbox, 'GET', list);
  return { path, id, list, authorities: value.map((one) => String(one['id'])) };
}

describe('a sandbox whose lists are late, with authorities', () => {
  it('shows them and the deleted items as they were, until it is no longer late', async () => {
    const sandbox = await openSandbox({ now: () => new Date('2026-11-26T12:00:00Z') });
    const { path, list, authorities } = await fill(sandbox);
    const [id] = authorities;
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 5 });
    await send(sandbox, 'PATCH', `${list}/${id}`, { displayName: 'Renamed' });
    await send(sandbox, 'DELETE', `${list}/${authorities[1]}`);
    expect(names(await send(sandbox, 'GET', list))).toEqual(['A', 'B']);
    expect((await send(sandbox, 'GET', `${list}/$count`)).text).toBe('2');
    expect((await send(sandbox, 'GET', `${list}/${id}`)).json['displayName']).toBe('Renamed');
    expect(names(await send(sandbox, 'GET', deletedAuthorities))).toEqual([]);
    expect((await send(sandbox, 'GET', path)).status).toBe(200);
    await send(sandbox, 'PUT', '/sandbox/behaviour', { latenessSeconds: 0 });
    expect(names(await send(sandbox, 'GET', list))).toEqual(['Renamed']);
    expect(names(await send(sandbox, 'GET', deletedAuthorities))).toEqual(['B']);
  });
});

describe('a sandbox that behaves otherwise', () => {
  it('keeps configurations that have authorities, and lets empty ones go', async () => {
    const sandbox = await openSandbox();
    const { path, list, authorities } = await fill(sandbox);
    await send(sandbox, 'PUT', '/sandbox/behaviour', { keepsFullConfigurations: true });
    expectFault(await send(sandbox, 'DELETE', path), 400, 'Request_BadRequest', /Delete them first/);
    expect((await send(sandbox, 'GET', path)).status).toBe(200);
    for (const id of authorities) {
      await send(sandbox, 'DELETE', `${list}/${id}`);
    }
    expect((await send(sandbox, 'DELETE', path)).status).toBe(204);
  });

  it('restores a configuration without its authorities', async () => {
    const sandbox = await openSandbox();
    const { path, id, list } = await fill(sandbox);
    await send(sandbox, 'PUT', '/sandbox/behaviour', { restoresWithoutAuthorities: true });
    await send(sandbox, 'DELETE', path);
    expect((await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${id}/restore`)).status).toBe(200);
    expect(names(await send(sandbox, 'GET', list))).toEqual([]);
    expect(names(await send(sandbox, 'GET', deletedAuthorities))).toEqual([]);
  });

  it('refuses $select on every list, and on nothing else', async () => {
    const sandbox = await openSandbox();
    const { path, list } = await fill(sandbox);
    await send(sandbox, 'PUT', '/sandbox/behaviour', { refusesSelectOnLists: true });
    for (const address of [configurations, list, deletedConfigurations, deletedAuthorities]) {
      expectFault(await send(sandbox, 'GET', `${address}?$select=id`), 400, 'Request_BadRequest', /Select/);
      expect((await send(sandbox, 'GET', `${address}?$top=5`)).status).toBe(200);
    }
    expect(Object.keys((await send(sandbox, 'GET', `${path}?$select=id`)).json)).toContain('id');
  });

  it('is told one thing after the other, and forgets all of it with a reset', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'PUT', '/sandbox/behaviour', { refusesSelectOnLists: true });
    const told = await send(sandbox, 'PUT', '/sandbox/behaviour', { keepsFullConfigurations: true });
    expect([told.status, told.text]).toEqual([204, '']);
    expect((await send(sandbox, 'GET', `${configurations}?$select=id`)).status).toBe(400);
    await send(sandbox, 'PUT', '/sandbox/behaviour', {
      restoresWithoutAuthorities: true,
      latenessSeconds: 60,
    });
    expect((await send(sandbox, 'POST', '/sandbox/reset')).status).toBe(204);
    const { path, id, list } = await fill(sandbox);
    expect(names(await send(sandbox, 'GET', configurations))).toEqual(['Test PKI']);
    expect((await send(sandbox, 'DELETE', path)).status).toBe(204);
    await send(sandbox, 'POST', `/v1.0/directory/deletedItems/${id}/restore`);
    expect(names(await send(sandbox, 'GET', `${list}?$select=displayName`))).toEqual(['A', 'B']);
  });

  it.each(['{', '[]', '7', ''])('is not told by %j', async (body) => {
    const sandbox = await openSandbox();
    for (const path of ['/sandbox/behaviour', '/sandbox/troubles']) {
      expectFault(await send(sandbox, 'PUT', path, body), 400, 'Request_BadRequest', /JSON object/);
    }
  });

  it.each([
    ['POST', '/sandbox/behaviour', 'PUT'],
    ['GET', '/sandbox/troubles', 'PUT'],
    ['PUT', '/sandbox/requests', 'GET'],
  ])('does not take %s %s', async (method, path, allowed) => {
    const sandbox = await openSandbox();
    const refused = await send(sandbox, method, path);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, allowed]);
  });
});
