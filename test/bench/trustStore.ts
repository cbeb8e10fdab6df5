import { join } from 'node:path';
import { systemClock } from '../../src/graph/clock.ts';
import type { Authority } from '../../src/graph/model.ts';
import { GraphTransport } from '../../src/graph/transport.ts';
import { TrustStore } from '../../src/graph/trustStore.ts';
import { authorityRows } from '../../src/views/authorityRows.ts';
import { startLargeTenant } from '../support/largeTenant.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import { fastest, type Measured } from './measure.ts';

export interface TrustStoreMeasures {
  /** From a command to the rows of all configurations. */
  readonly firstPicture: Measured;
  /** From a click to the 250 rows of a configuration. */
  readonly node: Measured;
  /** From a letter to the rows that it leaves of all authorities. */
  readonly filter: Measured;
}

/** A tenant of 50 configurations with 250 authorities each, beside one a tenth as large. */
export async function measureTrustStore(): Promise<TrustStoreMeasures> {
  const [ours, theirs] = [await measureTenant(50), await measureTenant(5)];
  return {
    firstPicture: { ours: ours.firstPicture, theirs: theirs.firstPicture },
    node: { ours: ours.node, theirs: theirs.node },
    filter: { ours: ours.filter, theirs: theirs.filter },
  };
}

async function measureTenant(configurations: number) {
  const folder = await temporaryDirectory();
  const sandbox = await startLargeTenant(join(folder, 'large.json'), configurations, 250);
  try {
    const transport = new GraphTransport({
      root: sandbox.root,
      apiVersion: 'v1.0',
      clock: systemClock,
      log: () => undefined,
      token: {
        token: async () => 'bench',
        replace: async () => undefined,
        rejectedAgain: () => undefined,
      },
    });
    const store = new TrustStore(transport, systemClock);
    const { signal } = new AbortController();
    const { items } = await store.listConfigurations(signal);
    const all: (readonly Authority[])[] = [];
    for (const { id } of items) {
      all.push((await store.listAuthorities(id, signal)).items);
    }
    const listing = { filter: 'Authority 12', sort: 'name', grouping: 'flat' } as const;
    return {
      firstPicture: await fastest(20, () => store.listConfigurations(signal)),
      node: await fastest(20, async () => {
        const page = await store.listAuthorities(items[0]?.id ?? '', signal);
        return authorityRows('c', page.items, { ...listing, filter: '' });
      }),
      filter: await fastest(20, async () => all.map((each) => authorityRows('c', each, listing))),
    };
  } finally {
    await sandbox.close();
  }
}
