import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Lease } from '../../../src/platform/lease.ts';
import { temporaryDirectory } from '../../support/openssl.ts';

const times = { beat: 20, stale: 200, settle: 50 };

async function leasePath(): Promise<string> {
  return join(await temporaryDirectory(onTestFinished), 'x.lease');
}

async function stale(path: string): Promise<void> {
  const longAgo = new Date(Date.now() - 1000);
  await utimes(path, longAgo, longAgo);
}

describe('a lease', () => {
  it('is renewed as long as it is held', async () => {
    const path = await leasePath();
    const held = await Lease.take(path, times);
    await stale(path);
    await new Promise((resolve) => setTimeout(resolve, 5 * times.beat));
    expect(await Lease.take(path, times)).toBeUndefined();
    expect(held?.signal.aborted).toBe(false);
    await held?.release();
  });

  it('goes to one of several that find it left behind', async () => {
    const path = await leasePath();
    await writeFile(path, 'a window that is gone');
    await stale(path);
    const taken = await Promise.all([1, 2, 3].map(() => Lease.take(path, times)));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    for (const lease of taken) {
      await lease?.release();
    }
  });

  it('is given back at once by a window that is about to be gone', async () => {
    const path = await leasePath();
    const held = await Lease.take(path, times);
    held?.releaseNow();
    const next = await Lease.take(path, times);
    expect(next).toBeDefined();
    // What is not its own any more it leaves alone.
    held?.releaseNow();
    expect(await Lease.take(path, times)).toBeUndefined();
    await next?.release();
  });

  it('tells its holder when another has taken it over', async () => {
    const path = await leasePath();
    const held = await Lease.take(path, times);
    await writeFile(path, 'another window');
    await vi.waitFor(() => expect(held?.signal.aborted).toBe(true));
    await held?.release();
    expect(await Lease.take(path, times)).toBeUndefined();
  });
});
