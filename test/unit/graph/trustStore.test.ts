import { describe, expect, test } from 'vitest';
import { answer, openServer, type Reply } from '../../support/graphServer.ts';
import { configurationsPath, graphFailureOf, noAbort, openClient } from './client.ts';

const configuration = (id: string) => ({ id, displayName: id, status: 'succeeded' });
const authority = (id: string) => ({ id, certificateAuthorityType: 'root', thumbprint: id });
const list = (value: unknown, more: object = {}) => answer(200, { value, ...more });
const refusal = answer(400, { error: { code: 'Request_BadRequest', message: 'Not like that.' } });

describe('a list', () => {
  test('is empty where the service has nothing', async () => {
    const server = await openServer([list([])]);
    const page = await openClient(server.root).trustStore.listConfigurations(noAbort());
    expect(page).toEqual({ items: [], next: undefined });
    expect(server.requests.map(({ url }) => url)).toEqual([configurationsPath]);
  });

  test.each<[string, Reply]>([
    ['no value', answer(200, { '@odata.context': 'x' })],
    ['a value that is an entity', answer(200, { value: configuration('c1') })],
    ['a value that is null', list(null)],
    ['a bare list', answer(200, [configuration('c1')])],
    ['a number', answer(200, '5')],
    ['nothing', answer(200)],
    ['no content', answer(204)],
  ])('with %s breaks the promise of the service', async (_, reply) => {
    const server = await openServer([reply]);
    const error = await graphFailureOf(openClient(server.root).trustStore.listConfigurations(noAbort()));
    expect([error.reason, error.message, error.details.operation]).toEqual([
      'protocol',
      'The service sent no list where one was expected.',
      'GET …/certificateBasedAuthConfigurations',
    ]);
  });

  test('with an entity without an id breaks it as well', async () => {
    const server = await openServer([list([configuration('c1'), { displayName: 'nobody' }])]);
    const error = await graphFailureOf(openClient(server.root).trustStore.listConfigurations(noAbort()));
    expect(error.reason).toBe('protocol');
  });

  test.each([null, '', 5])('ends where the link to the next page is %j', async (nextLink) => {
    const server = await openServer([list([configuration('c1')], { '@odata.nextLink': nextLink })]);
    const page = await openClient(server.root).trustStore.listConfigurations(noAbort());
    expect([page.items.length, page.next]).toEqual([1, undefined]);
  });

  test('keeps statuses that nobody knows', async () => {
    const server = await openServer([list([{ id: 'c1', status: 'WaitingForApproval' }])]);
    const page = await openClient(server.root).trustStore.listConfigurations(noAbort());
    expect(page.items.map(({ status }) => status)).toEqual(['WaitingForApproval']);
  });

  test('is read from beta where that is the version', async () => {
    const server = await openServer([list([])]);
    await openClient(server.root, { apiVersion: 'beta' }).trustStore.listConfigurations(noAbort());
    expect(server.requests[0]?.url).toBe(configurationsPath.replace('v1.0', 'beta'));
  });

  test('is found below the root of the service, with or without a slash at its end', async () => {
    const server = await openServer([list([])]);
    await openClient(`${server.root}/`).trustStore.listConfigurations(noAbort());
    expect(server.requests[0]?.url).toBe(configurationsPath);
  });
});

describe('a single configuration', () => {
  test.each<[string, object]>([
    ['bare', configuration('c1')],
    ['wrapped in value', { value: configuration('c1') }],
  ])('is read %s', async (_, body) => {
    const server = await openServer([answer(200, body)]);
    const { trustStore } = openClient(server.root);
    await expect(trustStore.getConfiguration('c/1?', noAbort())).resolves.toMatchObject({ id: 'c1' });
    expect(server.requests[0]?.url).toBe(`${configurationsPath}/c%2F1%3F`);
  });

  test.each<[string, Reply]>([
    ['no content', answer(204)],
    ['an entity without an id', answer(200, { status: 'running' })],
    ['null', answer(200, 'null')],
  ])('that is %s breaks the promise of the service', async (_, reply) => {
    const server = await openServer([reply]);
    const error = await graphFailureOf(openClient(server.root).trustStore.getConfiguration('c1', noAbort()));
    expect(error.reason).toBe('protocol');
  });
});

describe('the list of authorities', () => {
  const all = `${configurationsPath}/c1/certificateAuthorities?$top=999`;
  const selected = `${all}&$select=id,displayName,certificateAuthorityType,issuer,issuerSubjectKeyIdentifier,thumbprint,createdDateTime,expirationDateTime,certificateRevocationListUrl,deltaCertificateRevocationListUrl,isIssuerHintEnabled`;
  const decoded = (url: string) => decodeURIComponent(url).split(/[?&]/).toSorted();

  test('is asked for without certificates, in the largest pages', async () => {
    const server = await openServer([list([authority('a1')])]);
    await openClient(server.root).trustStore.listAuthorities('c1', noAbort());
    expect(server.requests.map(({ url }) => decoded(url))).toEqual([decoded(selected)]);
  });

  test('is asked for whole where the service takes no $select, and from then on at once', async () => {
    const server = await openServer([refusal, list([authority('a1')]), list([authority('a2')])]);
    const { trustStore } = openClient(server.root);
    const first = await trustStore.listAuthorities('c1', noAbort());
    const second = await trustStore.listAuthorities('c1', noAbort());
    expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([['a1'], ['a2']]);
    expect(server.requests.map(({ url }) => decoded(url))).toEqual([selected, all, all].map(decoded));
  });

  test('is asked for with $select again where it was something else that was refused', async () => {
    const server = await openServer([refusal, refusal, list([])]);
    const { trustStore } = openClient(server.root);
    const error = await graphFailureOf(trustStore.listAuthorities('c1', noAbort()));
    await trustStore.listAuthorities('c1', noAbort());
    expect(error.message).toBe('Not like that.');
    expect(server.requests.map(({ url }) => decoded(url))).toEqual([selected, all, selected].map(decoded));
  });

  test.each([401, 403, 404, 500])('is not asked for a second time after %i', async (status) => {
    const server = await openServer([answer(status)]);
    const error = await graphFailureOf(openClient(server.root).trustStore.listAuthorities('c1', noAbort()));
    expect([error.details.status, server.requests.length]).toEqual([status, 1]);
  });

  test('goes on at the link of the page before, and not with options of its own', async () => {
    const next = (root: string) => ({
      '@odata.nextLink': `${root}${configurationsPath}/c1/next?$skiptoken=2`,
    });
    const server = await openServer({
      replies: (root) => [list([authority('a1')], next(root)), list([authority('a2')])],
    });
    const { trustStore } = openClient(server.root);
    const ids = (await Array.fromAsync(trustStore.allAuthorities('c1', noAbort()))).map(({ id }) => id);
    expect(ids).toEqual(['a1', 'a2']);
    expect(server.requests[1]?.url).toBe(`${configurationsPath}/c1/next?$skiptoken=2`);
  });

  test('that breaks on a later page gives what was read, and then the failure', async () => {
    const next = (root: string) => ({ '@odata.nextLink': `${root}${configurationsPath}/c1/next` });
    const server = await openServer({
      replies: (root) => [list([authority('a1')], next(root)), answer(404)],
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const { id } of openClient(server.root).trustStore.allAuthorities('c1', noAbort())) {
        seen.push(id);
      }
    };
    expect((await graphFailureOf(reading())).reason).toBe('notFound');
    expect(seen).toEqual(['a1']);
  });
});
