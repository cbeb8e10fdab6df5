import { describe, expect, it } from 'vitest';
import { DeletedItems } from '../../../src/graph/deletedItems.ts';
import { newAuthorityFrom } from '../../../src/graph/newAuthority.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { answer, openServer, type Reply } from '../../support/graphServer.ts';
import { makeCertificate } from '../../support/pkiFixtures.ts';
import { openSandbox, send } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const certificate = readCertificate(await makeCertificate({ subject: '/CN=Root' }));
const items = '/v1.0/directory/deletedItems';
const configurations = `${items}/microsoft.graph.certificateBasedAuthPki`;
const authorities = `${items}/microsoft.graph.certificateAuthorityDetail`;

/** Answers by path and query in place of order: both lists are read at the same time. */
function byAddress(reply: (url: URL) => Reply): (root: string) => readonly Reply[] {
  return () => [(response, request) => reply(new URL(request.url, 'http://x'))(response, request)];
}

/** The deleted items of a server that answers by address, and what it was asked for. */
async function openScripted(reply: (url: URL) => Reply) {
  const server = await openServer({ replies: byAddress(reply) });
  const { transport, clock } = openClient(server.root);
  const asked = (path: string): URLSearchParams[] =>
    server.requests
      .map(({ url }) => new URL(url, 'http://x'))
      .filter(({ pathname }) => pathname === path)
      .map(({ searchParams }) => searchParams);
  return { server, deleted: new DeletedItems(transport, clock), asked };
}

const empty = answer(200, { value: [] });

/** A sandbox with a deleted authority in a configuration that is there, and calls that break on demand. */
async function openSandboxed() {
  const sandbox = await openSandbox();
  const { transport, trustStore, clock } = openClient(sandbox.root);
  const { id } = await trustStore.createConfiguration('Contoso', noAbort(), new Set());
  const { authority } = await trustStore.addAuthority(id, newAuthorityFrom(certificate), noAbort());
  await trustStore.deleteAuthority(id, authority.id, noAbort());
  const trouble = (...troubles: readonly [method: string, what: string | number][]) =>
    send(sandbox, 'PUT', '/sandbox/troubles', {
      troubles: troubles.map(([method, what]) => ({ method, path: authority.id, what, times: 9 })),
    });
  const sent = async (line: string): Promise<number> => {
    const { requests } = (await send(sandbox, 'GET', '/sandbox/requests')).json;
    return Array.isArray(requests) ? requests.filter((one) => one === line).length : -1;
  };
  return { deleted: new DeletedItems(transport, clock), trustStore, id, authority, trouble, sent };
}

describe('the lists of deleted items', () => {
  it('are read page by page, configurations first, with the times of the service', async () => {
    const pages = new Map([
      [configurations, { '@odata.nextLink': '?$skiptoken=c', value: [{ id: 'c1', displayName: 'One' }] }],
      [`${configurations} c`, { value: [{ id: 'c2', deletedDateTime: '2026-11-20T08:00:00Z' }] }],
      [
        authorities,
        { '@odata.nextLink': '?$skiptoken=a', value: [{ id: 'a1', deletedDateTime: 'rubbish' }] },
      ],
      [
        `${authorities} a`,
        { value: [{ id: 'a2', thumbprint: 'ab', deletedDateTime: '2026-11-21T08:00:00Z' }] },
      ],
    ]);
    const { deleted } = await openScripted(({ pathname, searchParams }) => {
      const token = searchParams.get('$skiptoken');
      const page = pages.get(token === null ? pathname : `${pathname} ${token}`);
      const next = page && '@odata.nextLink' in page ? page['@odata.nextLink'] : undefined;
      return answer(200, { ...page, ...(next && { '@odata.nextLink': `${pathname}${next}` }) });
    });
    const all = await deleted.all(noAbort());
    expect(all.map(({ kind, id, deletedDateTime }) => [kind, id, deletedDateTime?.toISOString()])).toEqual([
      ['deletedConfiguration', 'c1', undefined],
      ['deletedConfiguration', 'c2', '2026-11-20T08:00:00.000Z'],
      ['deletedAuthority', 'a1', undefined],
      ['deletedAuthority', 'a2', '2026-11-21T08:00:00.000Z'],
    ]);
    expect(all[0]).toMatchObject({ configuration: { id: 'c1', displayName: 'One' } });
    expect(all[3]).toMatchObject({ authority: { id: 'a2', thumbprint: 'AB' } });
  });

  it('are asked for without certificates, in the largest pages', async () => {
    const { deleted, asked } = await openScripted(() => empty);
    expect(await deleted.all(noAbort())).toEqual([]);
    const [query] = asked(authorities);
    const selected = query?.get('$select')?.split(',') ?? [];
    expect(query?.get('$top')).toBe('999');
    expect(selected).toEqual(expect.arrayContaining(['id', 'displayName', 'thumbprint', 'deletedDateTime']));
    expect(selected).not.toContain('certificate');
  });

  it('are not asked for with $select again once the service has refused it', async () => {
    const { deleted, asked } = await openScripted(({ searchParams }) =>
      searchParams.has('$select') ? answer(400) : empty,
    );
    await deleted.all(noAbort());
    await deleted.all(noAbort());
    expect(asked(authorities).map((query) => query.has('$select'))).toEqual([true, false, false]);
  });

  it('are asked for with $select again where the service refused the list without it, too', async () => {
    const { deleted, asked } = await openScripted(({ pathname }) =>
      pathname === authorities ? answer(400) : empty,
    );
    expect((await graphFailureOf(deleted.all(noAbort()))).reason).toBe('invalid');
    expect((await graphFailureOf(deleted.all(noAbort()))).reason).toBe('invalid');
    expect(asked(authorities).map((query) => query.has('$select'))).toEqual([true, false, true, false]);
  });

  it.each([403, 404])('are not asked for another way after %s', async (status) => {
    const { deleted, asked } = await openScripted(({ pathname }) =>
      pathname === authorities ? answer(status) : empty,
    );
    expect((await graphFailureOf(deleted.all(noAbort()))).details.status).toBe(status);
    expect(asked(authorities).length).toBe(1);
  });
});

describe('a deleted authority', () => {
  it('is restored into its configuration', async () => {
    const { deleted, trustStore, id, authority } = await openSandboxed();
    expect((await deleted.all(noAbort())).map((item) => item.id)).toEqual([authority.id]);
    expect(await deleted.restore(authority.id, noAbort())).toBe('restored');
    expect((await trustStore.getAuthority(id, authority.id, noAbort())).authority).toEqual(authority);
    expect(await deleted.all(noAbort())).toEqual([]);
  });

  it('that has no place to return to is refused in the words of the service', async () => {
    const { deleted, trustStore, id, authority } = await openSandboxed();
    await trustStore.deleteConfiguration(id, noAbort());
    const failure = await graphFailureOf(deleted.restore(authority.id, noAbort()));
    expect([failure.reason, failure.message]).toEqual([
      'invalid',
      expect.stringContaining('Restore the configuration first'),
    ]);
  });

  it.each([
    ['breakAfter', 'restored', []],
    ['breakBefore', 'lostAnswer', ['deletedAuthority']],
  ])('is restored with one request, its answer lost: %s', async (what, expected, left) => {
    const { deleted, authority, trouble, sent } = await openSandboxed();
    await trouble(['POST', what]);
    const restoring = deleted.restore(authority.id, noAbort());
    expect(expected === 'lostAnswer' ? (await graphFailureOf(restoring)).reason : await restoring).toBe(
      expected,
    );
    expect(await sent(`POST ${items}/${authority.id}/restore`)).toBe(1);
    expect((await deleted.all(noAbort())).map(({ kind }) => kind)).toEqual(left);
  });

  it('is not taken for restored where the answer was lost and it cannot be looked at', async () => {
    const { deleted, authority, trouble } = await openSandboxed();
    await trouble(['POST', 'breakAfter'], ['GET', 403]);
    expect((await graphFailureOf(deleted.restore(authority.id, noAbort()))).reason).toBe('lostAnswer');
  });

  it.each([
    ['breakAfter', 'removed', []],
    ['breakBefore', 'lostAnswer', ['deletedAuthority']],
  ])('is deleted for good with one request, its answer lost: %s', async (what, expected, left) => {
    const { deleted, authority, trouble, sent } = await openSandboxed();
    await trouble(['DELETE', what]);
    const deleting = deleted.deleteForGood(authority.id, noAbort());
    expect(expected === 'lostAnswer' ? (await graphFailureOf(deleting)).reason : await deleting).toBe(
      expected,
    );
    expect(await sent(`DELETE ${items}/${authority.id}`)).toBe(1);
    expect((await deleted.all(noAbort())).map(({ kind }) => kind)).toEqual(left);
  });
});
