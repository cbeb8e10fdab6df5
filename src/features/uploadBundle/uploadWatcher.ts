import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Configuration, stateOf } from '../../graph/model.ts';
import { lateAfter, watchUpload } from '../../graph/uploadJob.ts';
import { isCancellation } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import type { TrustStoreModel } from '../browseTrustStore/trustStoreModel.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';
import type { JournalEntry, UploadJournal } from './uploadJournal.ts';

export interface UploadWatcherServices {
  readonly tenancies: Tenancies;
  readonly model: TrustStoreModel;
  readonly journal: UploadJournal;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Shows a configuration in the sidebar. */
  readonly reveal: (configurationId: string) => Promise<void>;
  /** Shows what failed in the background. */
  readonly report: (what: string, error: unknown) => void;
}

/** Follows upload jobs to their end, in a notification, and says how they ended. */
export class UploadWatcher {
  readonly #services: UploadWatcherServices;
  readonly #watched = new Map<string, Tenancy>();

  constructor(services: UploadWatcherServices) {
    this.#services = services;
  }

  /** Whether a configuration is looked after here, so that nobody else has to ask for its state. */
  isWatching(configurationId: string): boolean {
    return this.#watched.has(configurationId);
  }

  /** Goes on with the uploads of the connected tenant that were still running when a window was closed. */
  resume(): void {
    const tenancy = this.#services.tenancies.current;
    for (const entry of this.#services.journal.entries) {
      if (tenancy && entry.tenantId === tenancy.tenantId) {
        this.watch(tenancy, entry);
      }
    }
  }

  /** Watches in the background. */
  watch(tenancy: Tenancy, entry: JournalEntry): void {
    const { configurationId } = entry.baseline;
    if (this.#watched.get(configurationId) === tenancy) {
      return;
    }
    this.#watched.set(configurationId, tenancy);
    void this.#watch(tenancy, entry)
      .catch((error: unknown) => this.#services.report('upload', error))
      .finally(() => {
        // The same tenant may have been connected anew meanwhile, and is then watched by another.
        if (this.#watched.get(configurationId) === tenancy) {
          this.#watched.delete(configurationId);
        }
      });
  }

  async #watch(tenancy: Tenancy, entry: JournalEntry): Promise<void> {
    try {
      const ended = await this.#follow(tenancy, entry);
      await this.#tell(tenancy, entry, ended);
    } catch (error) {
      // A change of the connection, the end of this window or a lost sign-in leave the entry for the next time.
      const stopped = isCancellation(error) && !tenancy.signal.aborted;
      const gone =
        error instanceof GraphRequestError &&
        (error.reason === 'notFound' || error.reason === 'unknownOutcome');
      if (stopped || gone) {
        await this.#services.journal.remove(entry);
      }
      if (stopped) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t(
            'The upload to {name} goes on in the tenant. Its row in the sidebar shows how it ends.',
            {
              name: entry.configurationName,
            },
          ),
        );
      }
      throw error;
    }
  }

  #follow(tenancy: Tenancy, entry: JournalEntry): Promise<Configuration> {
    const { clock, model } = this.#services;
    const title = vscode.l10n.t('Upload of {bundle} to {name}', {
      bundle: entry.bundleName,
      name: entry.configurationName,
    });
    return withProgress(title, tenancy.signal, (signal, report) =>
      watchUpload(tenancy.trustStore, clock, entry.baseline, signal, (configuration, elapsed) => {
        report({ message: describeProgress(configuration, elapsed) });
        if (configuration) {
          model.update(tenancy, configuration);
        }
      }),
    );
  }

  async #tell(tenancy: Tenancy, entry: JournalEntry, ended: Configuration): Promise<void> {
    const { clock, telemetry, model, journal } = this.#services;
    const added = await countAdded(tenancy, entry, ended);
    const state = stateOf(ended);
    await journal.remove(entry);
    telemetry.uploadEnded({
      outcome: state === 'succeeded' || state === 'failed' ? state : 'other',
      tenant: tenancy.kind,
      seconds: Math.round((clock.now().getTime() - Date.parse(entry.baseline.startedAt)) / 1000),
      added: added ?? 0,
    });
    model.update(tenancy, ended);
    const told =
      state === 'succeeded' ? this.#tellSuccess(ended, added) : this.#tellFailure(ended, entry, added);
    told.catch((error: unknown) => this.#services.report('upload', error));
  }

  async #tellSuccess(ended: Configuration, added: number | undefined): Promise<void> {
    const name = ended.displayName;
    const show = vscode.l10n.t('Show');
    const message = describeSuccess(name, added);
    if ((await vscode.window.showInformationMessage(message, show)) === show) {
      await this.#services.reveal(ended.id);
    }
  }

  async #tellFailure(ended: Configuration, entry: JournalEntry, added: number | undefined): Promise<void> {
    const name = ended.displayName;
    const details = ended.statusDetails || vscode.l10n.t('The service gave no reason.');
    const message =
      stateOf(ended) === 'failed'
        ? vscode.l10n.t('The upload of {bundle} to {name} failed: {details}', {
            bundle: entry.bundleName,
            name,
            details,
          })
        : vscode.l10n.t('The upload of {bundle} to {name} ended as “{status}”: {details}', {
            bundle: entry.bundleName,
            name,
            status: ended.status,
            details,
          });
    const showDetails = vscode.l10n.t('Show Details');
    if ((await vscode.window.showErrorMessage(message, showDetails)) === showDetails) {
      await this.#services.reveal(ended.id);
      await vscode.window.showErrorMessage(message, {
        modal: true,
        detail: describeEnd(ended, entry, added),
      });
    }
  }
}

function describeProgress(configuration: Configuration | undefined, elapsed: number): string {
  const minutes = Math.floor(elapsed / 60_000);
  const seconds = Math.floor((elapsed % 60_000) / 1000);
  const time = `${minutes}:${String(seconds).padStart(2, '0')}`;
  if (!configuration) {
    return vscode.l10n.t('The service cannot be reached, trying again ({time})', { time });
  }
  if (elapsed > lateAfter) {
    return vscode.l10n.t('{status}, later than the 30 minutes that it usually takes ({time})', {
      status: configuration.status,
      time,
    });
  }
  return vscode.l10n.t('{status} ({time}). Cancel stops watching only; the job goes on in the tenant.', {
    // `succeeded` of an earlier job stands there until the new one begins.
    status:
      stateOf(configuration) === 'running' ? configuration.status : vscode.l10n.t('waiting for the job'),
    time,
  });
}

function describeSuccess(name: string, added: number | undefined): string {
  if (added === undefined || added === 0) {
    // A new object may take minutes to appear in lists.
    return vscode.l10n.t(
      'The upload to {name} succeeded. It may take minutes until the new authorities appear.',
      {
        name,
      },
    );
  }
  return added === 1
    ? vscode.l10n.t('The upload to {name} succeeded: 1 authority was added.', { name })
    : vscode.l10n.t('The upload to {name} succeeded: {added} authorities were added.', { name, added });
}

/** How many authorities came to the configuration; undefined where the service does not say now. */
async function countAdded(
  tenancy: Tenancy,
  entry: JournalEntry,
  ended: Configuration,
): Promise<number | undefined> {
  try {
    const authorities = await Array.fromAsync(tenancy.trustStore.allAuthorities(ended.id, tenancy.signal));
    return Math.max(0, authorities.length - entry.authoritiesBefore);
  } catch {
    tenancy.signal.throwIfAborted();
    return undefined;
  }
}

function describeEnd(ended: Configuration, entry: JournalEntry, added: number | undefined): string {
  return [
    vscode.l10n.t('Configuration: {name} ({id})', { name: ended.displayName, id: ended.id }),
    vscode.l10n.t('Asked for: {time}', { time: new Date(entry.baseline.startedAt).toLocaleString() }),
    added === undefined || added > 0
      ? vscode.l10n.t(
          'Authorities may have arrived ({added}). Leave out of the next bundle what is there already.',
          {
            added: added ?? '?',
          },
        )
      : vscode.l10n.t('No authority was added. Nothing has to be undone. Mend the cause, then upload again.'),
  ].join('\n');
}
