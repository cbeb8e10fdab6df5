import { describe, expect, it } from 'vitest';
import { ClassicStore } from '../../../src/graph/classicStore.ts';
import { sandboxTenantId } from '../../../src/sandbox/model.ts';
import { answer, openServer } from '../../support/graphServer.ts';
import { makeAuthority } from '../../support/openssl.ts';
import { openSandbox, send } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const root = await makeAuthority({ name: 'Classic Root' });
const issuing = await makeAuthority({ name: 'Classic CA', issuer: root });
const storePath = `/v1.0/organization/${sandboxTenantId}/certificateBasedAuthConfiguration`;

/** A sandbox whose classic store holds two CAs, one of them with both addresses. */
async function openFilled() {
  const sandbox = await openSandbox();
  const certificateAuthorities = [
    { isRootAuthority: true, certificate: root.der.toString('base64') },
    {
      isRootAuthority: false,
      certificate: issuing.der.toString('base64'),
      certificateRevocationListUrl: 'http://crl.example/a.crl',
      deltaCertificateRevocationListUrl: 'http://crl.example/a+.crl',
    },
  ];
  expect((await send(sandbox, 'POST', storePath, { certificateAuthorities })).status).toBe(201);
  const { transport, clock } = openClient(sandbox.root);
  const classic = new ClassicStore(transport, clock, sandboxTenantId);
  const lose = (what: 'breakBefore' | 'breakAfter' | number) =>
    send(sandbox, 'PUT', '/sandbox/troubles', { troubles: [{ method: 'DELETE', path: '.', what }] });
  const deletions = async (): Promise<unknown> => {
    const { requests } = (await send(sandbox, 'GET', '/sandbox/requests')).json;
    return Array.isArray(requests) && requests.filter((line) => String(line).startsWith('DELETE '));
  };
  return { classic, clock, lose, deletions };
}

/** The client for a classic store that is answered for with one body. */
async function openScripted(body: object, tenantId = 'tenant') {
  const server = await openServer([answer(200, body)]);
  const { transport, clock } = openClient(server.root);
  return { classic: new ClassicStore(transport, clock, tenantId), server };
}

describe('the CAs of the classic store', () => {
  it('are read with their certificates, and with empty addresses where there are none', async () => {
    const { classic } = await openFilled();
    const content = await classic.read(noAbort());
    expect(content?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(content?.authorities).toEqual([
      {
        isRoot: true,
        certificate: root.der,
        certificateRevocationListUrl: '',
        deltaCertificateRevocationListUrl: '',
      },
      {
        isRoot: false,
        certificate: issuing.der,
        certificateRevocationListUrl: 'http://crl.example/a.crl',
        deltaCertificateRevocationListUrl: 'http://crl.example/a+.crl',
      },
    ]);
  });

  it('are intermediate where the service does not say that they are roots', async () => {
    const certificate = root.der.toString('base64');
    const { classic } = await openScripted({
      value: [
        { id: 'x', certificateAuthorities: [{ certificate }, { certificate, isRootAuthority: 'true' }] },
      ],
    });
    expect((await classic.read(noAbort()))?.authorities.map(({ isRoot }) => isRoot)).toEqual([false, false]);
  });

  it.each([
    ['no text', 7],
    ['no base64', '%%%'],
    ['null', null],
  ])('are not read where a certificate is %s', async (_, certificate) => {
    const { classic } = await openScripted({
      value: [{ id: 'x', certificateAuthorities: [{ isRootAuthority: true, certificate }] }],
    });
    expect((await graphFailureOf(classic.read(noAbort()))).reason).toBe('protocol');
  });
});

describe('the classic store', () => {
  it('is none where the tenant never set one up', async () => {
    const sandbox = await openSandbox();
    const { transport, clock } = openClient(sandbox.root);
    const classic = new ClassicStore(transport, clock, sandboxTenantId);
    expect(await classic.read(noAbort())).toBeUndefined();
  });

  it('of a tenant that is not there is an error, and not an empty one', async () => {
    const sandbox = await openSandbox();
    const { transport, clock } = openClient(sandbox.root);
    const classic = new ClassicStore(transport, clock, '00000000-0000-4000-8000-000000000000');
    expect((await graphFailureOf(classic.read(noAbort()))).reason).toBe('notFound');
  });

  it('is asked for below the escaped id of the tenant, which stays out of errors', async () => {
    const { classic, server } = await openScripted({ value: 'none' }, 'a/b?c#d');
    const failure = await graphFailureOf(classic.read(noAbort()));
    expect(failure.details.operation).toBe('GET /organization/{id}/certificateBasedAuthConfiguration');
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/v1.0/organization/a%2Fb%3Fc%23d/certificateBasedAuthConfiguration',
    ]);
  });
});

describe('the deletion of the classic store', () => {
  it('is a request for its id, and what is gone already is no failure', async () => {
    const { classic, deletions } = await openFilled();
    const { id = '' } = (await classic.read(noAbort())) ?? {};
    expect(await classic.delete(id, noAbort())).toBe('removed');
    expect(await classic.delete(id, noAbort())).toBe('gone');
    expect(await deletions()).toEqual([`DELETE ${storePath}/${id}`, `DELETE ${storePath}/${id}`]);
  });

  it('whose answer was lost is sent once, and the store is found to be gone', async () => {
    const { classic, lose, deletions, clock } = await openFilled();
    const { id = '' } = (await classic.read(noAbort())) ?? {};
    await lose('breakAfter');
    expect(await classic.delete(id, noAbort())).toBe('removed');
    expect([await deletions(), clock.sleeps]).toEqual([[`DELETE ${storePath}/${id}`], [0]]);
    expect(await classic.read(noAbort())).toBeUndefined();
  });

  it('that never arrived has an unknown outcome, and is not sent again', async () => {
    const { classic, lose, deletions } = await openFilled();
    const { id = '' } = (await classic.read(noAbort())) ?? {};
    await lose('breakBefore');
    expect((await graphFailureOf(classic.delete(id, noAbort()))).reason).toBe('lostAnswer');
    expect(await deletions()).toEqual([`DELETE ${storePath}/${id}`]);
    expect((await classic.read(noAbort()))?.authorities.length).toBe(2);
  });

  it('that is refused is not looked for', async () => {
    const { classic, lose, clock } = await openFilled();
    const { id = '' } = (await classic.read(noAbort())) ?? {};
    await lose(403);
    expect((await graphFailureOf(classic.delete(id, noAbort()))).reason).toBe('forbidden');
    expect(clock.sleeps).toEqual([]);
  });
});
