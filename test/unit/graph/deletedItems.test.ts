import { describe, expect, it } from 'vitest';
import { readCertificatePolicy } from '../../../src/graph/authenticationPolicy.ts';
import { ClassicStore } from '../../../src/graph/classicStore.ts';
import { systemClock } from '../../../src/graph/clock.ts';
import { DeletedItems } from '../../../src/graph/deletedItems.ts';
import { sandboxTenantId } from '../../../src/sandbox/model.ts';
import { answer, openServer } from '../../support/graphServer.ts';
import { openSandbox, send } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

async function open() {
  const sandbox = await openSandbox({ empty: false });
  const { transport, trustStore, clock, accesses } = openClient(sandbox.root);
  return { sandbox, transport, trustStore, clock, accesses, deleted: new DeletedItems(transport, clock) };
}

describe('deleted items', () => {
  it('are configurations and authorities, without certificates, with the day of their deletion', async () => {
    const { deleted } = await open();
    const items = await deleted.all(noAbort());
    expect(items.map((item) => item.kind)).toEqual(['deletedConfiguration', 'deletedAuthority']);
    expect(items.every(({ deletedDateTime }) => deletedDateTime instanceof Date)).toBe(true);
  });

  it('are listed also where the service takes no $select', async () => {
    const { sandbox, deleted } = await open();
    await send(sandbox, 'PUT', '/sandbox/behaviour', { refusesSelectOnLists: true });
    expect((await deleted.all(noAbort())).length).toBe(2);
    expect((await deleted.all(noAbort())).length).toBe(2);
  });

  it.each(['breakAfter', undefined])('are restored once, with the answer lost: %s', async (what) => {
    const { sandbox, deleted, trustStore } = await open();
    const [configuration] = await deleted.all(noAbort());
    const troubles = what === undefined ? [] : [{ method: 'POST', path: 'restore$', what }];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    expect(await deleted.restore(configuration?.id ?? '', noAbort())).toBe('restored');
    expect((await trustStore.getConfiguration(configuration?.id ?? '', noAbort())).displayName).toBe(
      'Contoso Lab PKI',
    );
    expect(await deleted.restore(configuration?.id ?? '', noAbort())).toBe('gone');
  });

  it('are deleted for good once', async () => {
    const { deleted } = await open();
    const [, authority] = await deleted.all(noAbort());
    expect(await deleted.deleteForGood(authority?.id ?? '', noAbort())).toBe('removed');
    expect(await deleted.deleteForGood(authority?.id ?? '', noAbort())).toBe('gone');
    expect((await deleted.all(noAbort())).length).toBe(1);
  });
});

describe('the classic store', () => {
  it('is read with a permission of its own, and deleted with another', async () => {
    const { transport, clock, accesses } = await open();
    const classic = new ClassicStore(transport, clock, sandboxTenantId);
    const content = await classic.read(noAbort());
    expect(content?.authorities.map(({ isRoot }) => isRoot)).toEqual([true, false]);
    expect(await classic.delete(content?.id ?? '', noAbort())).toBe('removed');
    expect(await classic.read(noAbort())).toBeUndefined();
    expect(accesses).toEqual(['readClassicStore', 'writeClassicStore', 'readClassicStore']);
  });

  it('is looked for after a lost answer with the permission to read', async () => {
    const { sandbox, transport, clock, accesses } = await open();
    const classic = new ClassicStore(transport, clock, sandboxTenantId);
    const { id = '' } = (await classic.read(noAbort())) ?? {};
    await send(sandbox, 'PUT', '/sandbox/troubles', {
      troubles: [{ method: 'DELETE', path: '.', what: 'breakAfter' }],
    });
    expect(await classic.delete(id, noAbort())).toBe('removed');
    expect(accesses.slice(1)).toEqual(['writeClassicStore', 'readClassicStore']);
  });

  it.each([
    ['no list', {}],
    [
      'a CA without a certificate',
      { value: [{ id: 'x', certificateAuthorities: [{ isRootAuthority: true }] }] },
    ],
  ])('with %s is told to be none', async (_, body) => {
    const server = await openServer([answer(200, body)]);
    const classic = new ClassicStore(openClient(server.root).transport, systemClock, 'tenant');
    expect((await graphFailureOf(classic.read(noAbort()))).reason).toBe('protocol');
  });

  it('that was set up and is empty is as none', async () => {
    const server = await openServer([answer(200, { value: [{ id: 'x', certificateAuthorities: [] }] })]);
    const classic = new ClassicStore(openClient(server.root).transport, systemClock, 'tenant');
    expect(await classic.read(noAbort())).toBeUndefined();
  });
});

describe('the authentication method policy', () => {
  it('is read with a permission of its own', async () => {
    const { transport, accesses, trustStore } = await open();
    const [{ id } = { id: '' }] = (await trustStore.listConfigurations(noAbort())).items;
    const policy = await readCertificatePolicy(transport, noAbort());
    expect(policy).toMatchObject({
      scopes: [{ configurationId: id }],
      requiresRevocationLists: false,
      sendsIssuerHints: true,
    });
    expect(policy.exemptSubjectKeyIdentifiers).toEqual([expect.stringMatching(/^[0-9A-F]{40}$/)]);
    expect(accesses.at(-1)).toBe('readPolicy');
  });

  it('that says nothing names nobody', async () => {
    const server = await openServer([answer(200, { certificateAuthorityScopes: [7, {}] })]);
    expect(await readCertificatePolicy(openClient(server.root).transport, noAbort())).toEqual({
      scopes: [{ subjectKeyIdentifier: '', configurationId: '' }],
      exemptSubjectKeyIdentifiers: [],
      requiresRevocationLists: false,
      sendsIssuerHints: false,
    });
  });
});
