import { describe, expect, it } from 'vitest';
import { type Answer, configurations, expectFault, openSandbox, send } from './client.ts';

const names = (answer: Answer): unknown[] => answer.value.map(({ displayName }) => displayName);
const list = { method: 'GET', path: 'certificateBasedAuthConfigurations$' };

describe('trouble', () => {
  it('is forgotten with a reset, and replaced by what is asked for later', async () => {
    const sandbox = await openSandbox();
    const ask = (what: number) =>
      send(sandbox, 'PUT', '/sandbox/troubles', { troubles: [{ ...list, what, times: 9 }] });
    await ask(500);
    await ask(429);
    const refused = await send(sandbox, 'GET', configurations);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
    await sandbox.reset();
    expect((await send(sandbox, 'GET', configurations)).status).toBe(200);
  });

  it('in place of an answer leaves everything as it was, and comes once unless asked for more often', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'PUT', '/sandbox/troubles', {
      troubles: [{ method: 'POST', path: '.', what: 503 }],
    });
    const body = { displayName: 'One' };
    expectFault(await send(sandbox, 'POST', configurations, body), 503, 'Trouble', /asked for/);
    expect(names(await send(sandbox, 'GET', configurations))).toEqual([]);
    expect((await send(sandbox, 'POST', configurations, body)).status).toBe(201);
  });

  it('of several kinds comes in the order that was asked for', async () => {
    const sandbox = await openSandbox();
    const troubles = [
      { ...list, what: 429 },
      { ...list, what: 503, after: 1 },
    ];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      statuses.push((await send(sandbox, 'GET', configurations)).status);
    }
    // The first hits before the second counts what it lets pass.
    expect(statuses).toEqual([429, 200, 503, 200]);
  });

  it('hits both versions, and nothing of the sandbox itself', async () => {
    const sandbox = await openSandbox();
    const troubles = [{ method: 'GET', path: '^/directory/', what: 500, times: 9 }];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    for (const path of [configurations, configurations.replace('v1.0', 'beta')]) {
      expect((await send(sandbox, 'GET', path)).status).toBe(500);
    }
    expect((await send(sandbox, 'GET', '/sandbox')).status).toBe(200);
  });
});

describe('the requests that a sandbox remembers', () => {
  it('are counted where trouble hit them, and not where nobody said who he is', async () => {
    const sandbox = await openSandbox();
    const troubles = [{ method: 'DELETE', path: '.', what: 'breakBefore' }];
    await send(sandbox, 'PUT', '/sandbox/troubles', { troubles });
    await expect(send(sandbox, 'DELETE', `${configurations}/x`)).rejects.toThrow();
    await send(sandbox, 'GET', configurations, undefined, { authorization: '' });
    expect((await send(sandbox, 'GET', '/sandbox/requests')).json['requests']).toEqual([
      `DELETE ${configurations}/x`,
    ]);
  });
});
