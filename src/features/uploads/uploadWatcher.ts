import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import { isCancellation } from '../../platform/failure.ts';
import type { HeldLease } from '../../platform/lease.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Tenancy } from '../tenancy.ts';
import type { EndedUpload, UploadRecord } from './uploadRecord.ts';
import type { UploadStanding, UploadWatcherServices } from './watchServices.ts';

/** How often it is looked whether another window still looks after an upload, in milliseconds. */
const leasePause = 15_000;
const firstLeasePause = 1000;

interface Watched {
  readonly tenancy: Tenancy;
  standing: UploadStanding;
}

type OnMessage = (message: string) => void;

/**
 * Follows upload jobs to their end: looks what came of them, takes away what was hosted for them, writes it down, and says how they
 * ended. What this window follows no other does.
 */
export class UploadWatcher implements vscode.Disposable {
  readonly #services: UploadWatcherServices;
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** Fires when an upload begins, moves or ends. */
  readonly onDidChange = this.#changed.event;
  readonly #leases = new Set<HeldLease>();
  /** By configuration. */
  readonly #watched = new Map<string, Watched>();

  constructor(services: UploadWatcherServices) {
    this.#services = services;
  }

  /** Whether a configuration is looked after here, so that nobody else has to ask for its state. */
  isWatching(configurationId: string): boolean {
    return this.#watched.has(configurationId);
  }

  /** How an upload stands that is followed here. */
  standingOf({ baseline }: UploadRecord): UploadStanding | undefined {
    return this.#watched.get(baseline.configurationId)?.standing;
  }

  /** Goes on with the uploads of the connected tenant that were still running when a window was closed. */
  resume(): void {
    const tenancy = this.#services.tenancies.current;
    if (tenancy) {
      for (const entry of this.#services.journal.entries) {
        if (entry.tenantId === tenancy.tenantId) {
          this.watch(tenancy, entry);
        }
      }
    }
  }

  /** Watches in the background, in a notification, and says how it ended. */
  watch(tenancy: Tenancy, record: UploadRecord): void {
    if (this.#watched.get(record.baseline.configurationId)?.tenancy === tenancy) {
      return;
    }
    const { bundleName: bundle, configurationName: name } = record;
    const title = vscode.l10n.t('Upload of {bundle} to {name}', { bundle, name });
    this.#inBackground(tenancy, record, (lease) =>
      withProgress(title, AbortSignal.any([tenancy.signal, lease.signal]), (signal, report) =>
        this.#toTheEnd(tenancy, record, lease, signal, (message) => report({ message })),
      ),
    );
  }

  /**
   * Watches for somebody who waits for it and says how it ended.
   * @throws the signal's reason when aborted: the job goes on, and is followed without a word where something hosted is to be taken away
   */
  async follow(
    tenancy: Tenancy,
    record: UploadRecord,
    parent: AbortSignal,
    onMessage: OnMessage,
  ): Promise<EndedUpload> {
    const ended = await this.#untilStopped(tenancy, record, (lease) => {
      const signal = AbortSignal.any([parent, tenancy.signal, lease.signal]);
      return this.#toTheEnd(tenancy, record, lease, signal, onMessage);
    });
    const known = ended ?? this.#services.journal.ended.find(({ id }) => id === record.id);
    if (!known) {
      throw new GraphRequestError('unknownOutcome', 'Another window followed the upload, and left no trace.');
    }
    return known;
  }

  #inBackground(
    tenancy: Tenancy,
    record: UploadRecord,
    work: (lease: HeldLease) => Promise<EndedUpload>,
  ): void {
    const { report } = this.#services;
    void this.#untilStopped(tenancy, record, work)
      .then((ended) => ended && this.#finish(ended))
      .catch((error: unknown) => report('upload', error));
  }

  async #untilStopped(
    tenancy: Tenancy,
    record: UploadRecord,
    work: (lease: HeldLease) => Promise<EndedUpload>,
  ): Promise<EndedUpload | undefined> {
    try {
      return await this.#during(tenancy, record, () => this.#underLease(tenancy, record, work));
    } catch (error) {
      const open = this.#services.journal.entries.find(({ id }) => id === record.id);
      if (isCancellation(error) && open && !tenancy.signal.aborted) {
        this.#inBackground(tenancy, open, (lease) =>
          this.#toTheEnd(
            tenancy,
            open,
            lease,
            AbortSignal.any([tenancy.signal, lease.signal]),
            () => undefined,
          ),
        );
      }
      throw error;
    }
  }

  async #during<T>(tenancy: Tenancy, record: UploadRecord, work: () => Promise<T>): Promise<T> {
    const { configurationId } = record.baseline;
    const watched: Watched = { tenancy, standing: { status: undefined, elapsed: 0 } };
    this.#watched.set(configurationId, watched);
    this.#changed.fire(undefined);
    try {
      return await work();
    } finally {
      // The same tenant may have been connected anew meanwhile, and is then watched by another.
      if (this.#watched.get(configurationId) === watched) {
        this.#watched.delete(configurationId);
      }
      this.#changed.fire(undefined);
    }
  }

  /** Waits until no other window looks after the upload. Undefined where that one has seen its end. */
  async #underLease<T>(
    { signal }: Tenancy,
    record: UploadRecord,
    work: (lease: HeldLease) => Promise<T>,
  ): Promise<T | undefined> {
    const { journal, clock } = this.#services;
    let lease = await journal.lease(record);
    for (let tries = 0; !lease; tries += 1) {
      // This window may just be giving it back, after the tenant was connected anew.
      await clock.sleep(tries === 0 ? firstLeasePause : leasePause, signal);
      if (!journal.entries.some(({ id }) => id === record.id)) {
        this.#services.model.refresh();
        return undefined;
      }
      lease = await journal.lease(record);
    }
    this.#leases.add(lease);
    try {
      return await work(lease);
    } finally {
      this.#leases.delete(lease);
      await lease.release();
    }
  }

  async #toTheEnd(
    tenancy: Tenancy,
    record: UploadRecord,
    lease: HeldLease,
    signal: AbortSignal,
    onMessage: OnMessage,
  ): Promise<EndedUpload> {
    const { followUpload } = await import('./followUpload.ts');
    return followUpload(this.#services, tenancy, record, lease, signal, {
      onMessage,
      onStanding: (standing) => {
        const watched = this.#watched.get(record.baseline.configurationId);
        if (watched) {
          watched.standing = standing;
          this.#changed.fire(undefined);
        }
      },
    });
  }

  async #finish(ended: EndedUpload): Promise<void> {
    const { finishUpload } = await import('./followUpload.ts');
    await finishUpload(this.#services, ended);
  }

  /** Another window, or this one once it is there again, goes on at once. */
  dispose(): void {
    this.#leases.forEach((lease) => lease.releaseNow());
    this.#changed.dispose();
  }
}
