import { describe, expect, it, vi } from 'vitest';
import type { UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { uploadReport } from '../../../src/features/uploads/uploadReport.ts';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import type { Authority } from '../../../src/graph/model.ts';
import { CancelledError } from '../../../src/platform/failure.ts';
import { shownMessages } from '../../support/vscodeStub.ts';
import { authority, settled } from './fakeTenancies.ts';
import { ended, entry, type OpenedWatcher, openWatcher, running } from './watchedUpload.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const names = ['A', 'B', 'C'];
const addressOf = (name: string): string => `http://crl.example/${name}.crl`;
const uploaded: readonly Authority[] = names.map((name) => ({
  ...authority(`id-${name}`),
  displayName: name,
  thumbprint: name,
}));

/** An upload that is to be followed by three mendings. */
const confirmed: UploadRecord = {
  ...entry,
  thumbprints: names,
  authoritiesBefore: 0,
  mendings: names.map((name) => ({
    thumbprint: name,
    name,
    changes: { certificateRevocationListUrl: addressOf(name) },
  })),
};
/** The same, of a window that was closed while it mended. */
const interrupted: UploadRecord = {
  ...confirmed,
  phase: 'mending',
  end: {
    endedAt: '2026-11-24T10:00:30.000Z',
    outcome: 'succeeded',
    details: '',
    added: 3,
    missing: [],
    isLeftBehind: false,
  },
};

async function open(
  record: UploadRecord,
  authorities: readonly Authority[] | Error = uploaded,
): Promise<OpenedWatcher> {
  const opened = await openWatcher([running, ended('succeeded')]);
  opened.store.calls.length = 0;
  opened.store.authorities.set('c1', authorities);
  await opened.journal.put(record);
  return opened;
}

const changesOf = ({ store }: OpenedWatcher): string[] =>
  store.calls.filter((call) => call.startsWith('change of'));

async function addressesOf({ store }: OpenedWatcher): Promise<string[]> {
  const page = await store.listAuthorities('c1', new AbortController().signal);
  return page.items.map((one) => one.certificateRevocationListUrl);
}

describe('mending after an upload', () => {
  it('sets right what was confirmed, once, and says so', async () => {
    const opened = await open(confirmed);
    opened.watcher.resume();
    await settled();
    expect(await addressesOf(opened)).toEqual(names.map(addressOf));
    expect(changesOf(opened)).toHaveLength(3);
    expect(shownMessages).toEqual([
      {
        level: 'information',
        message: 'The upload to Contoso succeeded: 3 authorities were added. CRL addresses mended: 3.',
      },
    ]);
    const [upload] = opened.journal.ended;
    expect([opened.journal.entries, upload?.end.mended, upload?.mendings]).toEqual([
      [],
      { done: names, failed: [] },
      undefined,
    ]);
    expect(upload && uploadReport(upload)).toContain('CRL addresses were mended of: A, B, C.');
    expect(opened.uploadsTold).toHaveLength(1);
  });

  it('is written down before it begins, with how the job has ended', async () => {
    const opened = await open(confirmed);
    const seen: unknown[] = [];
    opened.store.onCall = (call) => {
      if (call.startsWith('change of')) {
        seen.push(...opened.journal.entries.map(({ phase, end }) => [phase, end?.added]));
        opened.store.onCall = undefined;
      }
    };
    opened.watcher.resume();
    await settled();
    expect(seen).toEqual([['mending', 3]]);
  });

  it('goes on where a closed window left it, without looking at the job again or counting it twice', async () => {
    const half = uploaded.map((one, index) =>
      index === 0 ? { ...one, certificateRevocationListUrl: addressOf('A') } : one,
    );
    const opened = await open(interrupted, half);
    opened.watcher.resume();
    await settled();
    expect(opened.store.calls).toEqual(['authorities of c1', 'change of id-B', 'change of id-C']);
    expect(await addressesOf(opened)).toEqual(names.map(addressOf));
    expect(opened.journal.ended[0]?.end).toMatchObject({
      added: 3,
      mended: { done: ['B', 'C'], failed: [] },
    });
    expect(opened.uploadsTold).toEqual([]);
  });

  it('that is cancelled leaves the rest as it is, says what that is, and is not taken up again', async () => {
    const opened = await open(confirmed);
    const cancel = new AbortController();
    opened.store.onCall = (call) => {
      if (call === 'change of id-A') {
        cancel.abort(new CancelledError());
      }
    };
    const { end } = await opened.watcher.follow(opened.tenancy, confirmed, cancel.signal, () => undefined);
    expect(await addressesOf(opened)).toEqual([addressOf('A'), '', '']);
    expect(end.mended).toEqual({
      done: ['A'],
      failed: [
        { name: 'B', reason: 'It was not tried.' },
        { name: 'C', reason: 'It was not tried.' },
      ],
    });
    opened.watcher.resume();
    await settled();
    expect([changesOf(opened), opened.journal.entries]).toEqual([['change of id-A'], []]);
  });

  it('is left by whoever cancels before it, also by a window that is closed after that', async () => {
    const notTried = names.map((name) => ({ name, reason: 'It was not tried.' }));
    const hosted: UploadRecord = {
      ...confirmed,
      hosted: { place: { kind: 'sandbox' }, name: 'cas.p7b', stays: false },
    };
    for (const [record, outcome] of [
      [confirmed, 'stopped'],
      [hosted, 'succeeded'],
    ] as const) {
      const opened = await open(record);
      const cancel = new AbortController();
      opened.clock.onSleep = () => {
        opened.clock.onSleep = undefined;
        cancel.abort(new CancelledError());
      };
      await expect(
        opened.watcher.follow(opened.tenancy, record, cancel.signal, () => undefined),
      ).rejects.toThrow(CancelledError);
      expect(opened.journal.entries.map((one) => one.isMendingCancelled)).toEqual(
        outcome === 'succeeded' ? [true] : [],
      );
      await settled();
      expect(changesOf(opened)).toEqual([]);
      expect([opened.journal.entries, opened.journal.ended[0]?.end]).toMatchObject([
        [],
        { outcome, mended: { done: [], failed: notTried } },
      ]);
      expect(shownMessages.at(-1)?.message).toContain('Not mended: 3.');
    }
  });

  it('stays written down when the tenant is changed or another window takes over', async () => {
    for (const stop of ['tenant', 'window'] as const) {
      const opened = await open(confirmed);
      opened.store.onCall = (call) => {
        if (call === 'change of id-A' && stop === 'tenant') {
          opened.tenancies.disconnect();
        } else if (call === 'change of id-A') {
          opened.journal.heldElsewhere.add(entry.baseline.configurationId);
          opened.clock.isStopped = true;
          opened.journal.takenOver.abort(new CancelledError());
        }
      };
      opened.watcher.resume();
      await settled();
      expect(changesOf(opened)).toEqual(['change of id-A']);
      expect(opened.journal.entries).toMatchObject([{ phase: 'mending', mendings: confirmed.mendings }]);
      expect([shownMessages, opened.journal.ended]).toEqual([[], []]);
    }
  });

  it('says what is not to be seen yet, and what was refused', async () => {
    const opened = await open(interrupted, uploaded.slice(0, 1));
    opened.store.onCall = (call) => {
      if (call.startsWith('change of')) {
        opened.store.failure = new GraphRequestError('forbidden', 'Not you');
      }
    };
    opened.watcher.resume();
    await settled();
    expect(opened.journal.ended[0]?.end.mended).toMatchObject({
      done: [],
      failed: [
        { name: 'B', reason: 'It is not to be seen yet.' },
        { name: 'C', reason: 'It is not to be seen yet.' },
        { name: 'A', reason: expect.stringContaining('Not you') },
      ],
    });
    expect(shownMessages).toMatchObject([
      { level: 'warning', message: expect.stringContaining('Not mended: 3.') },
    ]);
  });

  it('says of each why, where the configuration cannot be read', async () => {
    const opened = await open(interrupted, new GraphRequestError('forbidden', 'Not you'));
    opened.watcher.resume();
    await settled();
    const { mended } = opened.journal.ended[0]?.end ?? {};
    expect(mended?.failed.map(({ name, reason }) => [name, reason.includes('Not you')])).toEqual(
      names.map((name) => [name, true]),
    );
  });

  it('does not follow a job that failed', async () => {
    const opened = await openWatcher([running, ended('failed', 'Refused')]);
    await opened.journal.put(confirmed);
    opened.store.authorities.set('c1', uploaded);
    opened.watcher.resume();
    await settled();
    expect(changesOf(opened)).toEqual([]);
    expect(opened.journal.ended[0]?.end).toMatchObject({ outcome: 'failed' });
    expect(opened.journal.ended[0]?.end.mended).toBeUndefined();
  });
});
