import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Configuration } from '../../../src/graph/model.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { shownMessages, shownProgress } from '../../support/vscodeStub.ts';
import { settled } from './fakeTenancies.ts';
import { before, ended, entry, type OpenedWatcher, openWatcher, running } from './watchedUpload.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

/** What is over sooner is not shown. */
const patience = 500;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A watch that has looked as the looks say, and waits for the time of the next. */
async function openWaiting(...looks: readonly (Configuration | Error)[]): Promise<OpenedWatcher> {
  const opened = await openWatcher(looks);
  opened.clock.onSleep = () => {
    opened.clock.isStopped = opened.clock.sleeps.length > looks.length;
  };
  opened.watcher.watch(opened.tenancy, entry);
  await settled();
  await vi.advanceTimersByTimeAsync(patience);
  return opened;
}

function entryFor(tenantId: string, configurationId: string): UploadRecord {
  return {
    ...entry,
    id: `${tenantId}-${configurationId}`,
    tenantId,
    baseline: { ...entry.baseline, configurationId },
  };
}

describe('the progress of an upload', () => {
  const goesOn = 'Cancel stops watching only; the job goes on in the tenant.';
  const away = new GraphRequestError('network', 'Away');

  it.each<[string, Configuration | Error]>([
    [`running (0:01). ${goesOn}`, running],
    // The status of an earlier job stands there until the new one begins.
    [`waiting for the job (0:01). ${goesOn}`, before],
    ['The service cannot be reached, trying again (0:01)', away],
  ])('is shown as: %s', async (message, look) => {
    await openWaiting(look);
    expect(shownProgress.map(({ title }) => title)).toEqual(['Upload of cas.p7b to Contoso']);
    expect(shownProgress[0]?.reports).toEqual([{ increment: 0, message }]);
  });

  it('says when the job is later than usual', async () => {
    const opened = await openWatcher([running]);
    opened.clock.onSleep = () => {
      opened.clock.isStopped = opened.clock.sleeps.length > 1;
    };
    const startedAt = '2026-11-24T09:29:00.000Z';
    await opened.journal.put({ ...entry, baseline: { ...entry.baseline, startedAt } });
    opened.watcher.resume();
    await settled();
    await vi.advanceTimersByTimeAsync(patience);
    expect(shownProgress[0]?.reports).toEqual([
      { increment: 0, message: 'running, later than the 30 minutes that it usually takes (31:01)' },
    ]);
  });
});

describe('Cancel', () => {
  it('stops the watch, says that the upload goes on, and has the journal forget it', async () => {
    const opened = await openWaiting(running);
    shownProgress[0]?.cancel();
    await settled();
    expect(shownMessages).toEqual([
      {
        level: 'information',
        message: 'The upload to Contoso goes on in the tenant. Its row in the sidebar shows how it ends.',
      },
    ]);
    expect([opened.journal.entries, opened.watcher.isWatching('c1')]).toEqual([[], false]);
    expect(opened.reported).toEqual([expect.any(CancelledError)]);
    expect([opened.uploadsTold, opened.store.calls.length]).toEqual([[], 2]);
  });
});

describe('a change of the connection', () => {
  it('stops the watch without a word, and the journal keeps the upload', async () => {
    const opened = await openWaiting(running);
    opened.tenancies.disconnect();
    await settled();
    expect([shownMessages, opened.uploadsTold, opened.journal.entries]).toEqual([[], [], [entry]]);
    expect([opened.watcher.isWatching('c1'), opened.reported]).toEqual([false, [expect.any(CancelledError)]]);
  });

  it('while the authorities are counted leaves the end to be told the next time', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.store.authorities.set('c1', new CancelledError());
    opened.store.onCall = (call) => {
      if (call === 'authorities of c1') {
        opened.tenancies.disconnect();
      }
    };
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect([shownMessages, opened.uploadsTold, opened.journal.entries]).toEqual([[], [], [entry]]);
  });
});

describe('a watch that fails', () => {
  it('because the configuration is gone has the journal forget the upload, and reports it', async () => {
    const gone = new GraphRequestError('notFound', 'Gone');
    const opened = await openWatcher([running, gone]);
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect([opened.journal.entries, opened.reported, shownMessages]).toEqual([[], [gone], []]);
    expect(opened.watcher.isWatching('c1')).toBe(false);
  });

  it('because no job shows itself has the journal forget the upload, and reports it', async () => {
    const opened = await openWatcher([]);
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect(opened.journal.entries).toEqual([]);
    expect(opened.reported).toMatchObject([{ reason: 'unknownOutcome' }]);
  });

  it.each([
    new GraphRequestError('unauthenticated', 'Sign in again'),
    new GraphRequestError('forbidden', 'Not you'),
    new Error('Odd'),
  ])('with “$message” is reported, and the journal keeps the upload for the next time', async (error) => {
    const opened = await openWatcher([running, error]);
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect([opened.journal.entries, opened.reported, shownMessages]).toEqual([[entry], [error], []]);
    expect(opened.watcher.hasGivenUp(entry)).toBe(true);
  });

  it('is gone on with when it is asked for, in the same window', async () => {
    const forbidden = new GraphRequestError('forbidden', 'Not you');
    const opened = await openWatcher([running, forbidden, ended('succeeded'), ended('succeeded')]);
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    opened.watcher.resume();
    expect([opened.watcher.hasGivenUp(entry), opened.watcher.isWatching('c1')]).toEqual([false, true]);
    await settled();
    expect([opened.journal.entries, shownMessages.length]).toEqual([[], 1]);
  });
});

describe('resuming', () => {
  const otherConfiguration = entryFor('tenant-1', 'c2');
  const otherTenant = entryFor('tenant-2', 'c3');

  async function openStopped(...entries: readonly UploadRecord[]): Promise<OpenedWatcher> {
    const opened = await openWatcher([]);
    opened.clock.isStopped = true;
    for (const one of entries) {
      await opened.journal.put(one);
    }
    return opened;
  }
  const watchedBy = ({ watcher }: OpenedWatcher): string[] =>
    ['c1', 'c2', 'c3'].filter((id) => watcher.isWatching(id));

  it('goes on with what the journal has of the connected tenant', async () => {
    const opened = await openStopped(otherConfiguration, otherTenant);
    opened.watcher.resume();
    await settled();
    expect([watchedBy(opened), opened.clock.sleeps]).toEqual([
      ['c1', 'c2'],
      [1000, 1000],
    ]);
  });

  it('does nothing while no tenant is connected', async () => {
    const opened = await openStopped();
    opened.tenancies.disconnect();
    opened.watcher.resume();
    expect([watchedBy(opened), opened.clock.sleeps]).toEqual([[], []]);
  });

  it('tells the end of an upload of another window', async () => {
    const opened = await openWatcher([ended('succeeded'), ended('succeeded')]);
    opened.watcher.resume();
    await settled();
    expect([shownMessages.length, opened.journal.entries]).toEqual([1, []]);
  });

  it('leaves an upload alone that begins here, until that is over', async () => {
    const opened = await openStopped();
    const lease = await opened.watcher.lease({ tenantId: 'tenant-1', configurationId: 'c1' });
    opened.watcher.resume();
    expect(watchedBy(opened)).toEqual([]);
    await lease?.release();
    opened.watcher.resume();
    expect(watchedBy(opened)).toEqual(['c1']);
  });

  it('says nothing of how an upload stands that another window follows', async () => {
    const opened = await openStopped();
    opened.journal.heldElsewhere.add('c1');
    opened.watcher.resume();
    await settled();
    const { watcher } = opened;
    expect([watcher.isWatching('c1'), watcher.isFollowing('c1'), watcher.standingOf(entry)]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  it('follows the next upload to a configuration, though one before is still waited for', async () => {
    const opened = await openStopped();
    opened.journal.heldElsewhere.add('c1');
    opened.watcher.resume();
    await settled();
    opened.journal.heldElsewhere.delete('c1');
    await opened.journal.remove(entry);
    const next = { ...entry, id: 'next' };
    await opened.journal.put(next);
    opened.watcher.watch(opened.tenancy, next);
    await settled();
    const { watcher } = opened;
    expect([watcher.isFollowing('c1'), watcher.standingOf(entry)]).toEqual([true, undefined]);
    expect(watcher.standingOf(next)).toBeDefined();
  });

  it('leaves a watch alone that is there already', async () => {
    const opened = await openStopped();
    opened.watcher.watch(opened.tenancy, entry);
    opened.watcher.watch(opened.tenancy, entry);
    opened.watcher.resume();
    await settled();
    expect(opened.clock.sleeps).toHaveLength(1);
  });

  it('after another tenant has been connected follows only what runs there', async () => {
    const opened = await openStopped(otherTenant);
    opened.watcher.resume();
    opened.tenancies.connect(opened.store, { tenantId: 'tenant-2' });
    opened.watcher.resume();
    await settled();
    expect([watchedBy(opened), opened.journal.entries]).toEqual([['c3'], [entry, otherTenant]]);
  });

  it('watches anew what was watched when the same tenant was connected before', async () => {
    const opened = await openStopped();
    opened.watcher.resume();
    await settled();
    opened.tenancies.connect(opened.store);
    opened.watcher.resume();
    await settled();
    // The end of the first watch does not take away the second.
    expect([watchedBy(opened), opened.clock.sleeps.length]).toEqual([['c1'], 2]);
    opened.watcher.resume();
    await settled();
    expect(opened.clock.sleeps).toHaveLength(2);
  });
});

describe('an upload that another window looks after', () => {
  it('is left to it, and not told of twice', async () => {
    const opened = await openWatcher([]);
    opened.journal.heldElsewhere.add(entry.baseline.configurationId);
    opened.clock.onSleep = () => {
      if (opened.clock.sleeps.length === 3) {
        // The other window sees its end.
        opened.journal.entries = [];
      }
    };
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect(opened.clock.sleeps).toEqual([1000, 15_000, 15_000]);
    expect([shownMessages, opened.reported, opened.watcher.isWatching('c1')]).toEqual([[], [], false]);
  });

  it('is taken over when that window is gone', async () => {
    const opened = await openWatcher([running, ended('succeeded')]);
    opened.journal.heldElsewhere.add(entry.baseline.configurationId);
    opened.clock.onSleep = () => opened.journal.heldElsewhere.clear();
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect(shownMessages).toHaveLength(1);
    expect(opened.journal.ended).toMatchObject([{ id: 'u1', end: { outcome: 'succeeded' } }]);
  });

  it('that took over, because this computer slept, gives its end to whoever waits for it here', async () => {
    const opened = await openWatcher([running]);
    opened.clock.onSleep = () => {
      if (opened.clock.sleeps.length === 2) {
        opened.journal.heldElsewhere.add(entry.baseline.configurationId);
        opened.journal.takenOver.abort();
      }
      if (opened.clock.sleeps.length === 4) {
        void opened.journal.end(entry, {
          endedAt: '2026-11-24T10:05:00.000Z',
          outcome: 'succeeded',
          details: '',
          added: 2,
          missing: [],
          isLeftBehind: false,
        });
      }
    };
    const { signal } = new AbortController();
    const { end } = await opened.watcher.follow(opened.tenancy, entry, signal, () => undefined);
    expect([end.added, opened.clock.sleeps.slice(2)]).toEqual([2, [1000, 15_000]]);
  });

  it('is left when it takes over from here, and stays written down', async () => {
    const opened = await openWatcher([running]);
    opened.clock.onSleep = () => {
      if (opened.clock.sleeps.length === 2) {
        opened.clock.isStopped = true;
        opened.journal.heldElsewhere.add(entry.baseline.configurationId);
        opened.journal.takenOver.abort(new CancelledError());
      }
    };
    opened.watcher.watch(opened.tenancy, entry);
    await settled();
    expect(opened.journal.entries).toEqual([entry]);
    expect(shownMessages).toEqual([]);
    // It stands by, for the case that the other window goes.
    expect([opened.watcher.isWatching('c1'), opened.clock.sleeps.at(-1)]).toEqual([true, 1000]);
  });
});
