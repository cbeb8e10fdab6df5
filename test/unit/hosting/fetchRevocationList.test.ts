import { describe, expect, test } from 'vitest';
import { fetchRevocationList, type ServedRevocationList } from '../../../src/hosting/fetchRevocationList.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import {
  answer,
  closedRoot,
  cutOff,
  openServer,
  type Reply,
  redirect,
  stall,
} from '../../support/graphServer.ts';
import { derOf, makeAuthority, makeRevocationList } from '../../support/openssl.ts';

const list = derOf(await makeRevocationList(await makeAuthority({ name: 'Root' })));
const noAbort = (): AbortSignal => new AbortController().signal;
const serve =
  (bytes: Uint8Array): Reply =>
  (response) =>
    response.end(bytes);

async function fetchFrom(...replies: readonly Reply[]): Promise<ServedRevocationList> {
  const server = await openServer(replies);
  return fetchRevocationList(`${server.root}/root.crl`, revocationLimits.public, true, noAbort());
}

describe('the CRL at an address', () => {
  test('is read, also behind a redirect', async () => {
    expect(await fetchFrom(serve(list))).toMatchObject({
      outcome: 'list',
      list: { form: 'der', entries: 0 },
    });
    expect(await fetchFrom(redirect(302, '/new'), serve(list))).toMatchObject({ outcome: 'list' });
  });

  test('is not looked at where it is redirected into a local network', async () => {
    const server = await openServer([redirect(302, '/new'), serve(list)]);
    const toServer: typeof fetch = (_, init) => fetch(server.root, init);
    expect(
      await fetchRevocationList('http://crl.example/', revocationLimits.public, false, noAbort(), toServer),
    ).toEqual({ outcome: 'redirectedAway' });
  });

  test.each([
    [['10.0.0.7'], true],
    [['192.168.1.9', 'fd00::7'], true],
    [['::1'], true],
    [['10.0.0.7', '93.184.216.34'], undefined],
    [['93.184.216.34'], undefined],
    [[], undefined],
  ])('of a host at %j is from a local network: %s', async (addresses, expected) => {
    const server = await openServer([serve(list)]);
    const toServer: typeof fetch = (_, init) => fetch(server.root, init);
    const found = await fetchRevocationList(
      'http://crl.example/',
      revocationLimits.public,
      false,
      noAbort(),
      toServer,
      async () => addresses,
    );
    expect(found).toMatchObject({ outcome: 'list' });
    expect(found.outcome === 'list' && found.isInternal).toBe(expected);
  });

  test('is told apart from what else is served', async () => {
    expect(await fetchFrom(serve(Buffer.from('<html>Sign in</html>')))).toEqual({
      outcome: 'noList',
      kind: 'html',
    });
    expect(await fetchFrom(answer(404, '{}'))).toEqual({ outcome: 'status', status: 404 });
    expect(await fetchFrom(serve(Buffer.concat([list, Buffer.of(0)])))).toMatchObject({ outcome: 'damaged' });
    expect(await fetchFrom(cutOff(200, 'x'))).toMatchObject({ outcome: 'unreachable' });
  });

  test('is bounded in size', async () => {
    const server = await openServer([serve(list)]);
    const limits = { duringSignIn: 10, inBackground: 10 };
    expect(await fetchRevocationList(`${server.root}/x`, limits, true, noAbort())).toEqual({
      outcome: 'tooLarge',
      limit: 10,
    });
  });

  test('that nobody answers is out of reach', async () => {
    const address = `${await closedRoot()}/x.crl`;
    expect(await fetchRevocationList(address, revocationLimits.public, true, noAbort())).toEqual({
      outcome: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  test('is not asked for where Entra could not', async () => {
    const asked: string[] = [];
    const fetchFunction = async (input: unknown): Promise<Response> => {
      asked.push(String(input));
      return new Response(new Uint8Array(list));
    };
    const hosts = await Promise.all(
      ['http://127.0.0.1/x', 'http://10.0.0.1/x', 'http://pki/x', 'http://pki.example/x'].map(
        async (address) => {
          const served = await fetchRevocationList(
            address,
            revocationLimits.public,
            false,
            noAbort(),
            fetchFunction,
          );
          return served.outcome === 'notReachable' ? served.host : served.outcome;
        },
      ),
    );
    expect(hosts).toEqual(['loopback', 'privateNetwork', 'localName', 'list']);
    expect(asked).toEqual(['http://pki.example/x']);
  });

  test('can be given up', async () => {
    const server = await openServer([stall(200, 'x', () => undefined)]);
    const controller = new AbortController();
    const fetching = fetchRevocationList(
      `${server.root}/x`,
      revocationLimits.public,
      true,
      controller.signal,
    );
    controller.abort(new Error('given up'));
    await expect(fetching).rejects.toThrow('given up');
  });
});
