import { describe, expect, it } from 'vitest';
import { type JournalEntry, UploadJournal } from '../../../src/features/uploadBundle/uploadJournal.ts';
import { FakeMemento } from '../../support/fakeMemento.ts';

function entryOf(tenantId: string, configurationId: string, startedAt: string): JournalEntry {
  return {
    tenantId,
    configurationName: 'Contoso',
    bundleName: 'cas.p7b',
    baseline: { configurationId, lastModifiedDateTime: '2026-11-20T08:00:00Z', startedAt },
    authoritiesBefore: 2,
  };
}

const first = entryOf('tenant-1', 'c1', '2026-11-24T10:00:00.000Z');
const later = entryOf('tenant-1', 'c1', '2026-11-24T11:00:00.000Z');
const elsewhere = entryOf('tenant-1', 'c2', '2026-11-24T10:00:00.000Z');
const otherTenant = entryOf('tenant-2', 'c1', '2026-11-24T10:00:00.000Z');

async function journalWith(...entries: readonly JournalEntry[]): Promise<UploadJournal> {
  const journal = new UploadJournal(new FakeMemento());
  for (const entry of entries) {
    await journal.add(entry);
  }
  return journal;
}

describe('the journal of uploads', () => {
  it('is empty at first', async () => {
    const journal = await journalWith();
    expect([journal.entries, journal.has('tenant-1', 'c1')]).toEqual([[], false]);
  });

  it('shows the next window what this one has written', async () => {
    const memory = new FakeMemento();
    await new UploadJournal(memory).add(first);
    expect(new UploadJournal(memory).entries).toEqual([first]);
    await new UploadJournal(memory).remove(first);
    expect(new UploadJournal(memory).entries).toEqual([]);
  });

  it('holds one upload for each configuration of each tenant, the latest', async () => {
    const journal = await journalWith(first, elsewhere, otherTenant, later);
    expect(journal.entries).toEqual([elsewhere, otherTenant, later]);
  });

  it('forgets the upload that has ended, and no other', async () => {
    const journal = await journalWith(first, elsewhere, otherTenant);
    await journal.remove(first);
    expect(journal.entries).toEqual([elsewhere, otherTenant]);
  });

  it('keeps a later upload to the same configuration when the earlier one ends', async () => {
    const journal = await journalWith(first, later);
    await journal.remove(first);
    expect(journal.entries).toEqual([later]);
  });

  it.each([
    ['tenant-1', 'c1', true],
    ['tenant-1', 'c2', false],
    ['tenant-2', 'c1', false],
  ])('tells whether an upload to a configuration of a tenant runs: %s, %s, %s', async (tenant, id, runs) => {
    expect((await journalWith(first)).has(tenant, id)).toBe(runs);
  });
});
