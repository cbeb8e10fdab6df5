import type { Journal } from '../../src/features/uploads/uploadJournal.ts';
import type {
  EndedUpload,
  UploadEnd,
  UploadRecord,
  UploadTarget,
} from '../../src/features/uploads/uploadRecord.ts';
import type { HeldLease } from '../../src/platform/lease.ts';

/** A journal of uploads that is forgotten with the test. */
export class MemoryJournal implements Journal {
  entries: readonly UploadRecord[] = [];
  ended: readonly EndedUpload[] = [];
  /** Ids of configurations whose upload another window looks after. */
  readonly heldElsewhere = new Set<string>();
  readonly #held = new Set<string>();
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

  has({ tenantId, configurationId }: UploadTarget): boolean {
    return this.entries.some(
      (entry) => entry.tenantId === tenantId && entry.baseline.configurationId === configurationId,
    );
  }

  async lease({ configurationId: id }: UploadTarget): Promise<HeldLease | undefined> {
    if (this.heldElsewhere.has(id) || this.#held.has(id)) {
      return undefined;
    }
    this.#held.add(id);
    const givenBack = new AbortController();
    const releaseNow = (): void => {
      this.#held.delete(id);
      givenBack.abort();
    };
    const signal = AbortSignal.any([this.takenOver.signal, givenBack.signal]);
    return { signal, release: async () => releaseNow(), releaseNow };
  }
}
