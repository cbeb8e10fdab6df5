import type * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { GraphRequestError } from '../../graph/errors.ts';
import { type Configuration, stateOf } from '../../graph/model.ts';
import { pauseBeforeLook } from '../../graph/uploadPace.ts';
import { CancelledError, isCancellation } from '../../platform/failure.ts';
import type { Tenancies, Tenancy } from '../tenancy.ts';
import type { TrustStoreModel } from './trustStoreModel.ts';

/** Looks after configurations whose job is running, while somebody can see them. */
export class StatusFollower implements vscode.Disposable {
  readonly #model: TrustStoreModel;
  readonly #tenancies: Tenancies;
  readonly #clock: Clock;
  readonly #isWatched: (configurationId: string) => boolean;
  /** As they were when they were found to be gone: a refresh brings others. */
  readonly #gone = new WeakSet<Configuration>();
  #scope: AbortController | undefined;

  /** @param isWatched whether an upload's own watcher asks for the state of a configuration already */
  constructor(
    model: TrustStoreModel,
    tenancies: Tenancies,
    clock: Clock,
    isWatched: (configurationId: string) => boolean,
  ) {
    this.#model = model;
    this.#tenancies = tenancies;
    this.#clock = clock;
    this.#isWatched = isWatched;
  }

  /** Starts when there is something to follow; does nothing when it is at it already. */
  follow(): void {
    if (this.#scope || this.#running().length === 0) {
      return;
    }
    const scope = new AbortController();
    this.#scope = scope;
    void this.#run(scope.signal)
      // Only the end of the scope or of the connection gets here.
      .catch(() => undefined)
      .finally(() => {
        if (this.#scope === scope) {
          this.#scope = undefined;
        }
      });
  }

  pause(): void {
    this.#scope?.abort(new CancelledError());
    this.#scope = undefined;
  }

  #running(): Configuration[] {
    return this.#model.knownConfigurations.filter(
      (configuration) => stateOf(configuration) === 'running' && !this.#gone.has(configuration),
    );
  }

  async #run(scope: AbortSignal): Promise<void> {
    for (let looks = 0; ; looks += 1) {
      const tenancy = this.#tenancies.current;
      if (!tenancy || this.#running().length === 0) {
        return;
      }
      const signal = AbortSignal.any([scope, tenancy.signal]);
      await this.#clock.sleep(Math.max(2000, pauseBeforeLook(looks, 0)), signal);
      for (const configuration of this.#running().filter(({ id }) => !this.#isWatched(id))) {
        await this.#look(tenancy, configuration, signal);
      }
    }
  }

  /** What cannot be asked for now keeps its row; what is gone is left alone until the next refresh. */
  async #look(tenancy: Tenancy, configuration: Configuration, signal: AbortSignal): Promise<void> {
    try {
      this.#model.update(tenancy, await tenancy.trustStore.getConfiguration(configuration.id, signal));
    } catch (error) {
      if (isCancellation(error)) {
        throw error;
      }
      if (error instanceof GraphRequestError && error.reason === 'notFound') {
        this.#gone.add(configuration);
      }
    }
  }

  dispose(): void {
    this.pause();
  }
}
