import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Configuration, stateOf } from '../../graph/model.ts';
import { givenUpUnsureAfter, watchUpload } from '../../graph/uploadJob.ts';
import { isCancellation } from '../../platform/failure.ts';
import type { HeldLease } from '../../platform/lease.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { BundleHosts } from '../bundleHosts/bundleHosts.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';
import { proveUpload } from './proveUpload.ts';
import { isHosted, takeAway } from './takeAway.ts';
import type { Journal } from './uploadJournal.ts';
import type { EndedUpload, UploadEnd, UploadOutcome, UploadRecord } from './uploadRecord.ts';
import { describeFailedUpload, describeOther, describeProgress, describeUpload } from './uploadSentences.ts';

export interface UploadWatcherServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly journal: Journal;
  readonly hosts: BundleHosts;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Shows a configuration in the sidebar. */
  readonly reveal: (configurationId: string) => Promise<void>;
  /** Shows what failed in the background. */
  readonly report: (what: string, error: unknown) => void;
}

/** How often it is looked whether another window still looks after an upload, in milliseconds. */
const leasePause = 15_000;
const firstLeasePause = 1000;

/** How a running upload stands, for its row. */
export interface UploadStanding {
  /** Undefined before the first look, and while the service is out of reach. */
  readonly status: string | undefined;
  /** Milliseconds since it was asked for. */
  readonly elapsed: number;
}

interface Watched {
  readonly tenancy: Tenancy;
  standing: UploadStanding;
}

type OnLook = (message: string) => void;

/**
 * Follows upload jobs to their end: looks what came of them, takes away what was hosted for them, writes it down, and says how they
 * ended. What this window follows no other does.
 */
export class UploadWatcher implements vscode.Disposable {
  readonly #services: UploadWatcherServices;
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** Fires when an upload begins, moves or ends. */
  readonly onDidChange = this.#changed.event;
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
    void this.#during(tenancy, record, async () => {
      const ended = await this.#underLease(tenancy, record, (lease) =>
        withProgress(title, AbortSignal.any([tenancy.signal, lease.signal]), (signal, report) =>
          this.#toTheEnd(tenancy, record, lease, signal, (message) => report({ message })),
        ),
      );
      if (ended) {
        this.#tell(ended).catch((error: unknown) => this.#services.report('upload', error));
      }
    }).catch((error: unknown) => this.#services.report('upload', error));
  }

  /**
   * Watches for somebody who waits for it and says how it ended.
   * @throws the signal's reason when aborted: the job goes on, and so does the watch with the next start
   */
  async follow(
    tenancy: Tenancy,
    record: UploadRecord,
    parent: AbortSignal,
    onLook: OnLook,
  ): Promise<EndedUpload> {
    const ended = await this.#during(tenancy, record, () =>
      this.#underLease(tenancy, record, (lease) => {
        const signal = AbortSignal.any([parent, tenancy.signal, lease.signal]);
        return this.#toTheEnd(tenancy, record, lease, signal, onLook);
      }),
    );
    const known = ended ?? this.#services.journal.ended.find(({ id }) => id === record.id);
    if (!known) {
      throw new GraphRequestError('unknownOutcome', 'Another window followed the upload, and left no trace.');
    }
    return known;
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
    try {
      return await work(lease);
    } finally {
      await lease.release();
    }
  }

  async #toTheEnd(
    tenancy: Tenancy,
    record: UploadRecord,
    lease: HeldLease,
    signal: AbortSignal,
    onLook: OnLook,
  ): Promise<EndedUpload> {
    if (record.phase === 'hosting') {
      return this.#end(tenancy, record, { outcome: 'notSent', details: '', added: 0, missing: [] });
    }
    try {
      const ended = await this.#look(tenancy, record, signal, onLook);
      const state = stateOf(ended);
      const outcome: UploadOutcome = state === 'succeeded' || state === 'failed' ? state : 'other';
      onLook(vscode.l10n.t('Looking at what came of it…'));
      const proof = await proveUpload(tenancy, this.#services.clock, record, outcome === 'succeeded', signal);
      const details = outcome === 'other' ? describeOther(ended) : ended.statusDetails;
      this.#services.model.update(tenancy, ended);
      return await this.#end(tenancy, record, { outcome, details, ...proof });
    } catch (error) {
      // A change of the connection, the end of this window, another one that took over or a lost sign-in leave the entry as it is.
      if (!tenancy.signal.aborted && !lease.signal.aborted) {
        await this.#writeDownStop(record, error);
      }
      throw error;
    }
  }

  #look(tenancy: Tenancy, record: UploadRecord, signal: AbortSignal, onLook: OnLook): Promise<Configuration> {
    const { clock, model } = this.#services;
    const { baseline, phase } = record;
    return watchUpload(
      tenancy.trustStore,
      clock,
      baseline,
      signal,
      (configuration, elapsed) => {
        onLook(describeProgress(configuration, elapsed));
        const watched = this.#watched.get(baseline.configurationId);
        if (watched) {
          watched.standing = { status: configuration?.status, elapsed };
          this.#changed.fire(undefined);
        }
        if (configuration) {
          model.update(tenancy, configuration);
        }
      },
      ...(phase === 'asked' ? [givenUpUnsureAfter] : []),
    );
  }

  async #writeDownStop(record: UploadRecord, error: unknown): Promise<void> {
    const isGone =
      error instanceof GraphRequestError &&
      (error.reason === 'notFound' || error.reason === 'unknownOutcome');
    const isStopped = isCancellation(error);
    if (!isGone && !isStopped) {
      return;
    }
    const ended = await this.#services.journal.end(record, {
      ...this.#now(),
      outcome: isStopped ? 'stopped' : 'unknown',
      details: '',
      added: undefined,
      missing: [],
      isLeftBehind: isHosted(record),
    });
    if (isStopped) {
      void vscode.window.showInformationMessage(describeUpload(ended));
    }
  }

  async #end(
    tenancy: Tenancy,
    record: UploadRecord,
    end: Pick<UploadEnd, 'outcome' | 'details' | 'added' | 'missing'>,
  ): Promise<EndedUpload> {
    const { clock, telemetry, journal, hosts } = this.#services;
    const isLeftBehind = !(await takeAway(hosts, tenancy, record));
    const ended = await journal.end(record, { ...end, ...this.#now(), isLeftBehind });
    if (end.outcome === 'succeeded' || end.outcome === 'failed' || end.outcome === 'other') {
      telemetry.uploadEnded({
        outcome: end.outcome,
        tenant: tenancy.kind,
        seconds: Math.round((clock.now().getTime() - Date.parse(record.baseline.startedAt)) / 1000),
        added: end.added ?? 0,
      });
    }
    return ended;
  }

  #now(): { readonly endedAt: string } {
    return { endedAt: this.#services.clock.now().toISOString() };
  }

  async #tell(ended: EndedUpload): Promise<void> {
    const { reveal } = this.#services;
    const { configurationId } = ended.baseline;
    const message = describeUpload(ended);
    if (ended.end.outcome === 'succeeded') {
      const show = vscode.l10n.t('Show');
      if ((await vscode.window.showInformationMessage(message, show)) === show) {
        await reveal(configurationId);
      }
      return;
    }
    const showDetails = vscode.l10n.t('Show Details');
    if ((await vscode.window.showErrorMessage(message, showDetails)) === showDetails) {
      await reveal(configurationId);
      await vscode.window.showErrorMessage(message, { modal: true, detail: describeFailedUpload(ended) });
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
