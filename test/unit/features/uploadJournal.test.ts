import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UploadJournal } from '../../../src/features/uploads/uploadJournal.ts';
import { targetOf, type UploadEnd, type UploadRecord } from '../../../src/features/uploads/uploadRecord.ts';
import { temporaryDirectory } from '../../support/openssl.ts';

function recordOf(id: string, tenantId: string, configurationId: string, startedAt: string): UploadRecord {
  return {
    id,
    phase: 'accepted',
    tenantId,
    configurationName: 'Contoso',
    bundleName: 'cas.p7b',
    sha256: 'AB'.repeat(32),
    thumbprints: ['A'.repeat(40)],
    baseline: { configurationId, lastModifiedDateTime: '2026-11-20T08:00:00Z', startedAt },
    authoritiesBefore: 2,
  };
}

const first = recordOf('a', 'tenant-1', 'c1', '2026-11-24T10:00:00.000Z');
const later = recordOf('b', 'tenant-1', 'c1', '2026-11-24T11:00:00.000Z');
const elsewhere = recordOf('c', 'tenant-1', 'c2', '2026-11-24T10:00:01.000Z');
const otherTenant = recordOf('d', 'tenant-2', 'c1', '2026-11-24T10:00:02.000Z');

const endAt = (endedAt: string): UploadEnd => ({
  endedAt,
  outcome: 'succeeded',
  details: '',
  added: 1,
  missing: [],
  isLeftBehind: false,
});

async function journalWith(
  ...records: readonly UploadRecord[]
): Promise<{ journal: UploadJournal; folder: string }> {
  const folder = join(await temporaryDirectory(onTestFinished), 'uploads');
  const journal = new UploadJournal(folder);
  for (const record of records) {
    await journal.put(record);
  }
  return { journal, folder };
}

describe('the journal of uploads', () => {
  it('is empty at first, and asks for no folder', async () => {
    const { journal } = await journalWith();
    expect([journal.entries, journal.ended, journal.has(targetOf(first))]).toEqual([[], [], false]);
  });

  it('shows the next window what this one has written', async () => {
    const { journal, folder } = await journalWith(first);
    expect(new UploadJournal(folder).entries).toEqual([first]);
    await new UploadJournal(folder).remove(first);
    expect(journal.entries).toEqual([]);
  });

  it('loses no upload to another one, in the order of their beginning', async () => {
    const { journal } = await journalWith(later, elsewhere, first, otherTenant);
    expect(new Set(journal.entries)).toEqual(new Set([first, elsewhere, otherTenant, later]));
    const times = journal.entries.map(({ baseline }) => baseline.startedAt);
    expect(times).toEqual(times.toSorted());
  });

  it('holds what has become of an upload', async () => {
    const { journal } = await journalWith({ ...first, phase: 'asked' }, first);
    expect(journal.entries).toEqual([first]);
  });

  it('remembers how an upload has ended, and runs it no more', async () => {
    const { journal } = await journalWith(first, elsewhere);
    await journal.end(first, endAt('2026-11-24T10:05:00.000Z'));
    expect(journal.entries).toEqual([elsewhere]);
    expect(journal.ended).toEqual([{ ...first, end: endAt('2026-11-24T10:05:00.000Z') }]);
    // Watched again, it has not ended any more.
    await journal.put(first);
    expect([journal.entries.length, journal.ended]).toEqual([2, []]);
  });

  it('remembers the last fifty, the newest first', async () => {
    const { journal } = await journalWith();
    for (let minute = 0; minute < 52; minute += 1) {
      const record = recordOf(`e${minute}`, 'tenant-1', 'c1', '2026-11-24T10:00:00.000Z');
      await journal.end(record, endAt(`2026-11-24T10:${String(minute).padStart(2, '0')}:00.000Z`));
    }
    expect([journal.ended.length, journal.ended[0]?.id, journal.ended.at(-1)?.id]).toEqual([50, 'e51', 'e2']);
  });

  it('does not forget what was left behind, nor what is of another tenant', async () => {
    const { journal } = await journalWith();
    const lost = recordOf('left', 'tenant-1', 'c1', '2026-11-24T10:00:00.000Z');
    await journal.end(lost, { ...endAt('2026-11-24T09:00:00.000Z'), isLeftBehind: true });
    await journal.end({ ...lost, id: 'other', tenantId: 'tenant-2' }, endAt('2026-11-24T09:00:00.000Z'));
    for (let minute = 0; minute < 52; minute += 1) {
      const end = endAt(`2026-11-24T10:${String(minute).padStart(2, '0')}:00.000Z`);
      await journal.end({ ...lost, id: `e${minute}` }, end);
    }
    expect(journal.ended).toHaveLength(52);
    expect(
      journal.ended
        .slice(50)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['left', 'other']);
  });

  it('is not disturbed by files that are none of its own', async () => {
    const { journal, folder } = await journalWith(first);
    await writeFile(join(folder, 'x.running.json'), '{"id":"x"}');
    await writeFile(join(folder, 'y.ended.json'), 'not JSON');
    await writeFile(join(folder, 'z.ended.json'), JSON.stringify(first));
    expect([journal.entries, journal.ended]).toEqual([[first], []]);
  });

  it('leaves no drafts', async () => {
    const { folder, journal } = await journalWith(first, later);
    await journal.end(later, endAt('2026-11-24T10:05:00.000Z'));
    expect((await readdir(folder)).toSorted()).toEqual(['a.running.json', 'b.ended.json']);
  });

  it.each([
    ['tenant-1', 'c1', true],
    ['tenant-1', 'c2', false],
    ['tenant-2', 'c1', false],
  ])(
    'tells whether an upload to a configuration of a tenant runs: %s, %s, %s',
    async (tenantId, configurationId, runs) => {
      expect((await journalWith(first)).journal.has({ tenantId, configurationId })).toBe(runs);
    },
  );

  it('lets one window at a time look after an upload', async () => {
    const { journal, folder } = await journalWith(first);
    const held = await journal.lease(targetOf(first));
    expect(held?.signal.aborted).toBe(false);
    expect(await new UploadJournal(folder).lease(targetOf(first))).toBeUndefined();
    await held?.release();
    expect(held?.signal.aborted).toBe(true);
    const next = await new UploadJournal(folder).lease(targetOf(first));
    expect(next).toBeDefined();
    await next?.release();
  });

  it('gives the upload of a window that is gone to another', async () => {
    const { journal, folder } = await journalWith(first);
    const held = await journal.lease(targetOf(first));
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, 'tenant-1.c1.lease'), longAgo, longAgo);
    const next = await new UploadJournal(folder).lease(targetOf(first));
    expect(next).toBeDefined();
    // The first gives back what is not its own any more, and the second still has it.
    await held?.release();
    expect(await journal.lease(targetOf(first))).toBeUndefined();
    await next?.release();
  });
});
