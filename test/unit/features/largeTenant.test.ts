import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readAllAuthorities } from '../../../src/features/browseTrustStore/readAllAuthorities.ts';
import { TrustStoreModel } from '../../../src/features/browseTrustStore/trustStoreModel.ts';
import { systemClock } from '../../../src/graph/clock.ts';
import type { SandboxServer } from '../../../src/sandbox/server.ts';
import { authorityRows, finderOf } from '../../../src/views/authorityRows.ts';
import { startLargeTenant } from '../../support/largeTenant.ts';
import { temporaryDirectory } from '../../support/openssl.ts';
import { openClient } from '../graph/client.ts';
import { FakeTenancies } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

let sandbox: SandboxServer;

beforeAll(async () => {
  sandbox = await startLargeTenant(join(await temporaryDirectory(), 'large.json'), 50, 250);
}, 60_000);
afterAll(() => sandbox.close());

/** A model on the large tenant, with what it sends and receives in view. */
function openLarge(remembers = true) {
  const requests: string[] = [];
  const bodies: string[] = [];
  let underWay = 0;
  let most = 0;
  const { trustStore } = openClient(sandbox.root, {
    clock: systemClock,
    fetch: async (input, init) => {
      underWay += 1;
      most = Math.max(most, underWay);
      requests.push(input instanceof Request ? input.url : String(input));
      const response = await fetch(input, init);
      if (remembers) {
        bodies.push(await response.clone().text());
      }
      underWay -= 1;
      return response;
    },
  });
  const tenancies = new FakeTenancies();
  tenancies.connect(trustStore);
  const model = new TrustStoreModel(tenancies, systemClock);
  return { model, requests, bodies, most: () => most };
}

describe('a tenant of 50 configurations with 250 authorities each', () => {
  it('has its first picture after one request, and a node after one more, without a certificate', async () => {
    const { model, requests, bodies } = openLarge();
    const { items } = await model.configurations();
    expect([items.length, requests.length]).toEqual([50, 1]);
    const { items: authorities, next } = await model.authorities(items[7]?.id ?? '');
    expect([authorities.length, next, requests.length]).toEqual([250, undefined, 2]);
    expect(bodies.join('')).not.toContain('"certificate"');
    await model.configurations();
    await model.authorities(items[7]?.id ?? '');
    expect(requests.length).toBe(2);
  });

  it('is read as a whole with one request for each configuration, four at a time', async () => {
    const { model, requests, bodies, most } = openLarge();
    await readAllAuthorities(model);
    expect(requests.length).toBe(51);
    expect(most()).toBe(4);
    expect(bodies.join('').length).toBeLessThan(50 * 250 * 600);
    await readAllAuthorities(model);
    expect(requests.length).toBe(51);
  });

  it('is filtered, sorted and grouped without asking anybody', async () => {
    const { model, requests } = openLarge();
    await readAllAuthorities(model);
    const sent = requests.length;
    const { items } = await model.configurations();
    const all = items.flatMap(({ id }) => model.knownAuthorities(id)?.items ?? []);
    expect(all.filter(finderOf('Authority 12499')).map((one) => one.displayName)).toEqual([
      'Authority 12499',
    ]);
    const first = all.slice(0, 250);
    const rows = authorityRows('c', first, { filter: '', sort: 'expiry', grouping: 'chain' });
    expect([rows.length, rows[0]?.issued?.length]).toEqual([1, 249]);
    expect(requests.length).toBe(sent);
  });

  it('takes no more memory after an hour of refreshes', async () => {
    const { model } = openLarge(false);
    const look = async (): Promise<void> => {
      model.refresh();
      const { items } = await model.configurations();
      await model.authorities(items[0]?.id ?? '');
    };
    for (let warmUp = 0; warmUp < 20; warmUp += 1) {
      await look();
    }
    const before = heap();
    for (let minute = 0; minute < 120; minute += 1) {
      await look();
    }
    expect(heap() - before).toBeLessThan(8 * 1024 * 1024);
  }, 60_000);
});

/** Bytes in use once all that can be collected is. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') {
    collect();
  }
  return process.memoryUsage().heapUsed;
}
