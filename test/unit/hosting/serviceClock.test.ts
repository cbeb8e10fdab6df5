import { expect, test } from 'vitest';
import { serviceTime } from '../../../src/hosting/serviceClock.ts';
import { answer, closedRoot, openServer, redirect } from '../../support/graphServer.ts';

const noAbort = (): AbortSignal => new AbortController().signal;
const date = 'Thu, 26 Nov 2026 12:00:00 GMT';

test.each([200, 403, 404])(
  'the time of a service is that of its answer (%i), and nothing is sent along',
  async (status) => {
    const server = await openServer([answer(status, '', { date })]);
    expect(await serviceTime(`${server.root}/bundles`, noAbort())).toEqual(new Date(date));
    expect(server.requests).toMatchObject([{ method: 'HEAD', url: '/bundles' }]);
    expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain('authorization');
  },
);

test('a redirect is not followed', async () => {
  const server = await openServer([redirect(302, '/other')]);
  await serviceTime(`${server.root}/bundles`, noAbort());
  expect(server.requests).toHaveLength(1);
});

test('is not known where nobody answers, or no time is told', async () => {
  expect(await serviceTime(`${await closedRoot()}/x`, noAbort())).toBeUndefined();
  const server = await openServer([answer(200, '', { date: 'yesterday' })]);
  expect(await serviceTime(`${server.root}/x`, noAbort())).toBeUndefined();
});

test('can be given up', async () => {
  const controller = new AbortController();
  controller.abort(new Error('given up'));
  await expect(serviceTime('http://127.0.0.1:9/', controller.signal)).rejects.toThrow('given up');
});
