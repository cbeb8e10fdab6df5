import { describe, expect, test } from 'vitest';
import { AzureResources } from '../../../src/hosting/azureResources.ts';
import { HostingError } from '../../../src/hosting/bundleHost.ts';
import { answer, closedRoot, openServer, type Reply, redirect, webPage } from '../../support/graphServer.ts';

const noAbort = (): AbortSignal => new AbortController().signal;
const page = (value: readonly object[], nextLink?: string): Reply =>
  answer(200, { value, ...(nextLink && { nextLink }) });

async function resourcesAt(...replies: readonly Reply[]) {
  const server = await openServer(replies);
  return { server, resources: new AzureResources(server.root, async () => 'token') };
}

describe('what Azure offers', () => {
  test('are the subscriptions in use, over all pages, asked with the token', async () => {
    const { server, resources } = await resourcesAt(
      (response, request) =>
        answer(200, {
          value: [
            { id: '/subscriptions/1', displayName: 'Production', state: 'Enabled' },
            { id: '/subscriptions/2', state: 'Disabled' },
          ],
          nextLink: `http://${request.headers['host']}/page2`,
        })(response, request),
      page([{ id: '/subscriptions/3', displayName: 'Test' }, { displayName: 'no id' }]),
    );
    expect(await resources.subscriptions(noAbort())).toEqual([
      { id: '/subscriptions/1', name: 'Production' },
      { id: '/subscriptions/3', name: 'Test' },
    ]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/subscriptions?api-version=2022-12-01',
      '/page2',
    ]);
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer token');
  });

  test('are the accounts that hold blobs, and their containers', async () => {
    const id = '/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/store';
    const { resources, server } = await resourcesAt(
      page([
        {
          id,
          name: 'store',
          properties: { primaryEndpoints: { blob: 'https://store.blob.core.windows.net/' } },
        },
        { id: `${id}2`, name: 'filesonly', properties: { primaryEndpoints: { file: 'https://x/' } } },
      ]),
      page([{ id: `${id}/c`, name: 'bundles' }]),
    );
    const [store] = await resources.storageAccounts({ id: '/subscriptions/1', name: '' }, noAbort());
    expect(store).toEqual({ id, name: 'store', blobRoot: 'https://store.blob.core.windows.net' });
    expect(await resources.containers({ id, name: '' }, noAbort())).toEqual([
      { id: `${id}/c`, name: 'bundles' },
    ]);
    expect(server.requests[1]?.url).toBe(`${id}/blobServices/default/containers?api-version=2023-05-01`);
  });

  test('is not looked for on another host', async () => {
    const { resources, server } = await resourcesAt(
      page([{ id: '/subscriptions/1' }], 'https://evil.example/next'),
    );
    expect(await resources.subscriptions(noAbort())).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Reply, RegExp]>([
    [
      'a refusal',
      answer(403, { error: { code: 'AuthorizationFailed', message: 'secret' } }),
      /HTTP 403 \(AuthorizationFailed\)/,
    ],
    ['a web page', webPage(200), /HTTP 200/],
    ['a redirect', redirect(302, 'https://evil.example'), /cannot be reached/],
  ])('fails with a sentence: %s', async (_, reply, message) => {
    const { resources } = await resourcesAt(reply);
    const error: unknown = await resources.subscriptions(noAbort()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HostingError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('secret');
  });

  test('fails without a network', async () => {
    const resources = new AzureResources(await closedRoot(), async () => 'token');
    await expect(resources.subscriptions(noAbort())).rejects.toThrow('ECONNREFUSED');
  });
});
