import { describe, expect, it, vi } from 'vitest';
import { StatusFollower } from '../../../src/features/browseTrustStore/statusFollower.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { configuration, MemoryTrustStore, type Opened, openModel, settled } from './fakeTenancies.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const running = configuration('c1', { status: 'running' });
const ended = configuration('c1', { lastModifiedDateTime: '2026-11-24T10:00:00Z' });
const other = configuration('c2', { status: 'running' });

interface Followed extends Opened {
  readonly clock: FakeClock;
  readonly follower: StatusFollower;
  /** Configurations that an upload's watcher looks after. */
  readonly watched: Set<string>;
}

/** A follower of what the model has read; its clock stands still once it has slept as often as told. */
async function openFollower(configurations: readonly Configuration[], sleeps: number): Promise<Followed> {
  const opened = openModel(...configurations);
  await opened.model.configurations();
  opened.store.calls.length = 0;
  const clock = new FakeClock();
  clock.onSleep = () => {
    clock.isStopped = clock.sleeps.length > sleeps;
  };
  const watched = new Set<string>();
  const follower = new StatusFollower(opened.model, opened.tenancies, clock, (id) => watched.has(id));
  return { ...opened, clock, follower, watched };
}

describe('the follower', () => {
  it('asks for the configurations that run, and for no other', async () => {
    const still = [configuration('c3'), configuration('c4', { status: 'failed' })];
    const written = configuration('c5', { status: 'Running' });
    const { store, follower } = await openFollower([running, ...still, written], 1);
    follower.follow();
    await settled();
    expect(store.calls).toEqual(['configuration c1', 'configuration c5']);
  });

  it('hands what it finds to the model, and stops by itself when nothing runs any more', async () => {
    const { store, model, changes, clock, follower } = await openFollower([running], 100);
    store.looks.push(running, running, ended);
    follower.follow();
    await settled();
    expect([model.knownConfigurations, changes(), store.calls.length]).toEqual([[ended], 1, 3]);
    expect(clock.sleeps).toHaveLength(3);
  });

  it('begins again when something runs again', async () => {
    const { store, model, tenancy, follower } = await openFollower([running], 100);
    store.looks.push(ended, ended);
    follower.follow();
    await settled();
    model.update(tenancy, running);
    follower.follow();
    await settled();
    expect([model.knownConfigurations, store.looks]).toEqual([[ended], []]);
  });

  it('does not begin where nothing runs', async () => {
    const { clock, follower } = await openFollower([ended], 0);
    follower.follow();
    await settled();
    expect(clock.sleeps).toEqual([]);
  });

  it('does nothing more when it is at it already', async () => {
    const { clock, follower } = await openFollower([running], 0);
    follower.follow();
    follower.follow();
    await settled();
    follower.follow();
    await settled();
    expect(clock.sleeps).toHaveLength(1);
  });

  it('leaves the service two seconds between two looks, and more when it takes long', async () => {
    const { clock, follower } = await openFollower([running], 20);
    follower.follow();
    await settled();
    expect(clock.sleeps.slice(0, 5)).toEqual([2000, 2000, 2000, 2000, 1000 * 1.25 ** 4]);
    expect(clock.sleeps.at(-1)).toBe(30_000);
  });

  it.each(['pause', 'dispose'] as const)(
    'stops on %s, while it waits as well as while it asks',
    async (stop) => {
      const waiting = await openFollower([running], 100);
      waiting.clock.onSleep = () => waiting.follower[stop]();
      waiting.follower.follow();
      const asking = await openFollower([running, other], 100);
      asking.store.onCall = () => asking.follower[stop]();
      asking.follower.follow();
      await settled();
      expect([waiting.clock.sleeps.length, waiting.store.calls]).toEqual([1, []]);
      expect([asking.clock.sleeps.length, asking.store.calls]).toEqual([1, ['configuration c1']]);
    },
  );

  it('begins again after a pause at once, and stays one', async () => {
    const { clock, follower } = await openFollower([running], 0);
    follower.follow();
    follower.pause();
    follower.follow();
    expect(clock.sleeps).toHaveLength(2);
    // The end of the run that the pause has stopped does not take away the second.
    await settled();
    follower.follow();
    expect(clock.sleeps).toHaveLength(2);
  });

  it('asks for nothing that an upload’s watcher looks after, and takes over when that has ended', async () => {
    const { store, watched, clock, follower } = await openFollower([running, other], 4);
    watched.add('c1');
    const { onSleep } = clock;
    clock.onSleep = (milliseconds) => {
      onSleep?.(milliseconds);
      if (clock.sleeps.length === 3) {
        watched.delete('c1');
        store.configurations = [ended, other];
      }
    };
    follower.follow();
    await settled();
    const [onlyOther, both] = [['configuration c2'], ['configuration c1', 'configuration c2']];
    expect(store.calls).toEqual([...onlyOther, ...onlyOther, ...both, ...onlyOther]);
  });

  it('leaves a configuration alone that has vanished, with its row, and stops when no other runs', async () => {
    const { store, model, clock, follower } = await openFollower([running, other], 100);
    store.configurations = [other];
    clock.onSleep = () => {
      if (clock.sleeps.length === 3) {
        store.configurations = [configuration('c2')];
      }
    };
    follower.follow();
    await settled();
    const looksAt = (id: string): number =>
      store.calls.filter((call) => call === `configuration ${id}`).length;
    expect([looksAt('c1'), looksAt('c2'), clock.sleeps.length]).toEqual([1, 3, 3]);
    expect(model.knownConfigurations).toEqual([running, configuration('c2')]);
  });

  it('looks again after a refresh for what had vanished', async () => {
    const { store, model, follower } = await openFollower([running], 3);
    store.looks.push(new GraphRequestError('notFound', 'gone'));
    follower.follow();
    await settled();
    store.configurations = [{ ...running }];
    model.refresh();
    await model.configurations();
    store.calls.length = 0;
    follower.follow();
    await settled();
    expect(store.calls).toContain('configuration c1');
  });

  it('asks again for what could not be asked for, and keeps its row meanwhile', async () => {
    const { store, model, changes, follower } = await openFollower([running], 100);
    store.looks.push(new GraphRequestError('network', 'Away'), new Error('Odd'), ended);
    follower.follow();
    await settled();
    expect([store.looks, changes(), model.knownConfigurations]).toEqual([[], 1, [ended]]);
  });

  it('ends when asking is cancelled, such as where no session is left', async () => {
    const { store, clock, follower } = await openFollower([running, other], 100);
    store.looks.push(new CancelledError());
    follower.follow();
    await settled();
    expect([store.calls, clock.sleeps.length]).toEqual([['configuration c1'], 1]);
  });

  it('ends with the connection, and begins anew for the next', async () => {
    const { store, tenancies, model, clock, follower } = await openFollower([running], 0);
    follower.follow();
    const next = new MemoryTrustStore();
    next.configurations = [other];
    tenancies.connect(next);
    await model.configurations();
    await settled();
    clock.onSleep = undefined;
    clock.isStopped = false;
    next.looks.push(configuration('c2'));
    follower.follow();
    await settled();
    expect([store.calls, next.calls]).toEqual([[], ['configurations', 'configuration c2']]);
  });

  it('ends quietly when nobody is signed in any more', async () => {
    const { store, tenancies, clock, follower } = await openFollower([running], 1);
    store.onCall = () => tenancies.disconnect();
    follower.follow();
    await settled();
    expect([store.calls.length, clock.sleeps.length]).toEqual([1, 1]);
  });
});
