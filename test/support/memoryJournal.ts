import type { Journal } from '../../src/features/uploads/uploadJournal.ts';
import type { EndedUpload, UploadEnd, UploadRecord } from '../../src/features/uploads/uploadRecord.ts';
import type { HeldLease } from '../../src/platform/lease.ts';

/** A journal of uploads that is forgotten with the test. */
export class MemoryJournal implements Journal {
  entries: readonly UploadRecord[] = [];
  ended: readonly EndedUpload[] = [];
  /** Ids of uploads that another window looks after. */
  readonly heldElsewhere = new Set<string>();
  /** Ends the leases that were given out, as another window does that takes them over. */
  readonly takenOver = new AbortController();

  async put(record: UploadRecord): Promise<void> {
    await this.remove(record);
    this.entries = [...this.entries, record];
  }

  async remove({ id }: UploadRecord): Promise<void> {
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  async end(record: UploadRecord, end: UploadEnd): Promise<EndedUpload> {
    const ended = { ...record, end };
    await this.remove(record);
    this.ended = [ended, ...this.ended];
    return ended;
  }

  async forget(uploads: readonly EndedUpload[]): Promise<void> {
    this.ended = this.ended.filter((upload) => !uploads.includes(upload));
  }

  has(tenantId: string, configurationId: string): boolean {
    return this.entries.some(
      (entry) => entry.tenantId === tenantId && entry.baseline.configurationId === configurationId,
    );
  }

  async lease({ id }: UploadRecord): Promise<HeldLease | undefined> {
    return this.heldElsewhere.has(id)
      ? undefined
      : { signal: this.takenOver.signal, release: async () => undefined, releaseNow: () => undefined };
  }
}
