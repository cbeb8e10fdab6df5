import * as vscode from 'vscode';
import { GraphRequestError } from '../../graph/errors.ts';
import { isCancellation } from '../../platform/failure.ts';
import type { HeldLease } from '../../platform/lease.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Tenancy } from '../tenancy.ts';
import { type EndedUpload, targetOf, type UploadRecord, type UploadTarget } from './uploadRecord.ts';
import type { UploadStanding, UploadWatcherServices } from './watchServices.ts';

/** How often it is looked whether another window still looks after an upload, in milliseconds. */
const leasePause = 15_000;
const firstLeasePause = 1000;

interface Watched {
  readonly tenancy: Tenancy;
  readonly id: string;
  /** Undefined while another window has the right to it. */
  standing: UploadStanding | undefined;
}

type OnMessage = (message: string) => void;

/** What is done under a lease, with what is written down of the upload. */
type Work = (entry: UploadRecord, lease: HeldLease) => Promise<EndedUpload>;

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
  /** Ids of configurations to which an upload begins here. */
  readonly #beginning = new Set<string>();
  /** Of uploads that were begun here and are about to be watched, by their ids. */
  readonly #adopted = new Map<string, HeldLease>();
  /** Ids of uploads that could not be followed any further here. */
  readonly #givenUp = new Set<string>();
  #isDisposed = false;
  /** By configuration. */
  readonly #watched = new Map<string, Watched>();

  constructor(services: UploadWatcherServices) {
    this.#services = services;
  }

  /** Whether an upload to a configuration is looked after here, or will be once another window gives it up. */
  isWatching(configurationId: string): boolean {
    return this.#watched.has(configurationId);
  }

  /** Whether the state of a configuration is asked for here, so that nobody else has to. */
  isFollowing(configurationId: string): boolean {
    return this.#watched.get(configurationId)?.standing !== undefined;
  }

  /** How an upload stands that is followed here. */
  standingOf({ id, baseline }: UploadRecord): UploadStanding | undefined {
    const watched = this.#watched.get(baseline.configurationId);
    return watched?.id === id ? watched.standing : undefined;
  }

  /** Whether this window has stopped following an upload over an error, so that it has to be told to go on. */
  hasGivenUp({ id }: UploadRecord): boolean {
    return this.#givenUp.has(id);
  }

  /**
   * Goes on with the uploads of the connected tenant that were still running when a window was closed, or could not be followed any
   * further. What this window has just begun is left to whoever began it.
   */
  resume(): void {
    const tenancy = this.#services.tenancies.current;
    if (tenancy) {
      for (const entry of this.#services.journal.entries) {
        if (entry.tenantId === tenancy.tenantId && !this.#beginning.has(entry.baseline.configurationId)) {
          this.watch(tenancy, entry);
        }
      }
    }
  }

  /** The right to begin an upload and to look after it, given back at the latest with this window; undefined while somebody else has it. */
  async lease(target: UploadTarget): Promise<HeldLease | undefined> {
    const lease = await this.#take(target);
    if (lease) {
      const { configurationId } = target;
      this.#beginning.add(configurationId);
      lease.signal.addEventListener('abort', () => this.#beginning.delete(configurationId));
    }
    return lease;
  }

  async #take(target: UploadTarget): Promise<HeldLease | undefined> {
    const lease = await this.#services.journal.lease(target);
    if (lease) {
      this.#leases.add(lease);
      lease.signal.addEventListener('abort', () => this.#leases.delete(lease));
    }
    return lease;
  }

  /** Takes over an upload that was begun here, with the right to look after it. */
  adopt(record: UploadRecord, lease: HeldLease): void {
    this.#adopted.set(record.id, lease);
  }

  /** Watches in the background, in a notification, and says how it ended. */
  watch(tenancy: Tenancy, record: UploadRecord): void {
    const watched = this.#watched.get(record.baseline.configurationId);
    if (watched?.tenancy === tenancy && watched.id === record.id) {
      return;
    }
    const { bundleName: bundle, configurationName: name } = record;
    const title = vscode.l10n.t('Upload of {bundle} to {name}', { bundle, name });
    this.#inBackground(tenancy, record, (entry, lease) =>
      withProgress(title, AbortSignal.any([tenancy.signal, lease.signal]), (signal, report) =>
        this.#toTheEnd(tenancy, entry, lease, signal, (message) => report({ message })),
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
    const stop = AbortSignal.any([parent, tenancy.signal]);
    const ended = await this.#untilStopped(tenancy, record, stop, (entry, lease) =>
      this.#toTheEnd(tenancy, entry, lease, AbortSignal.any([stop, lease.signal]), onMessage),
    );
    const known = ended ?? this.#services.journal.ended.find(({ id }) => id === record.id);
    if (!known) {
      throw new GraphRequestError('unknownOutcome', 'Another window followed the upload, and left no trace.');
    }
    return known;
  }

  #inBackground(tenancy: Tenancy, record: UploadRecord, work: Work): void {
    const { report } = this.#services;
    void this.#untilStopped(tenancy, record, tenancy.signal, work)
      .then((ended) => ended && this.#finish(ended))
      .catch((error: unknown) => {
        if (!isCancellation(error)) {
          this.#givenUp.add(record.id);
          this.#changed.fire(undefined);
        }
        report('upload', error);
      });
  }

  async #untilStopped(
    tenancy: Tenancy,
    record: UploadRecord,
    stop: AbortSignal,
    work: Work,
  ): Promise<EndedUpload | undefined> {
    try {
      return await this.#during(tenancy, record, () => this.#underLease(record, stop, work));
    } catch (error) {
      const isOpen = this.#services.journal.entries.some(({ id }) => id === record.id);
      if (isCancellation(error) && isOpen && !tenancy.signal.aborted && !this.#isDisposed) {
        this.#inBackground(tenancy, record, (entry, lease) =>
          this.#toTheEnd(
            tenancy,
            entry,
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
    this.#beginning.delete(configurationId);
    const watched: Watched = { tenancy, id: record.id, standing: undefined };
    this.#watched.set(configurationId, watched);
    this.#givenUp.delete(record.id);
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

  /**
   * Does what only one window may do, with what is written down of the upload by then. Where another window takes over, because this
   * computer slept, it waits for that one. Undefined where that one has seen its end.
   */
  async #underLease(record: UploadRecord, stop: AbortSignal, work: Work): Promise<EndedUpload | undefined> {
    const { journal, model } = this.#services;
    for (;;) {
      const lease = await this.#leaseFor(record, stop);
      const entry = journal.entries.find(({ id }) => id === record.id);
      try {
        if (!lease || !entry) {
          model.refresh();
          return undefined;
        }
        this.#stand(entry, { status: undefined, elapsed: 0 });
        return await work(entry, lease);
      } catch (error) {
        if (!lease?.signal.aborted || stop.aborted || this.#isDisposed) {
          throw error;
        }
        this.#stand(record, undefined);
      } finally {
        await lease?.release();
      }
    }
  }

  async #leaseFor(record: UploadRecord, stop: AbortSignal): Promise<HeldLease | undefined> {
    const { journal, clock } = this.#services;
    for (let tries = 0; ; tries += 1) {
      // It may also have been looked for before it was taken over.
      const adopted = this.#adopted.get(record.id);
      this.#adopted.delete(record.id);
      const lease = adopted?.signal.aborted === false ? adopted : await this.#take(targetOf(record));
      if (lease) {
        return lease;
      }
      // This window may just be giving it back, after the tenant was connected anew.
      await clock.sleep(tries === 0 ? firstLeasePause : leasePause, stop);
      if (!journal.entries.some(({ id }) => id === record.id)) {
        return undefined;
      }
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
      onStanding: (standing) => this.#stand(record, standing),
    });
  }

  #stand({ id, baseline }: UploadRecord, standing: UploadStanding | undefined): void {
    const watched = this.#watched.get(baseline.configurationId);
    if (watched?.id === id) {
      watched.standing = standing;
      this.#changed.fire(undefined);
    }
  }

  async #finish(ended: EndedUpload): Promise<void> {
    const { finishUpload } = await import('./followUpload.ts');
    await finishUpload(this.#services, ended);
  }

  /** Another window, or this one once it is there again, goes on at once. */
  dispose(): void {
    this.#isDisposed = true;
    this.#leases.forEach((lease) => lease.releaseNow());
    this.#changed.dispose();
  }
}
