import { setTimeout as delay } from 'node:timers/promises';
import type { UploadJob } from './model.ts';
import type { Tenant } from './tenant.ts';
import { fetchUpload, type UploadFetch } from './uploadFetch.ts';
import { endUpload } from './uploads.ts';

/** Runs the uploads of a tenant in the background. */
export class UploadJobs {
  readonly #tenant: Tenant;
  readonly #delayMilliseconds: number;
  readonly #resolveAddress: (uploadUrl: string) => string;
  readonly #running = new Map<UploadJob, { readonly abort: AbortController; readonly end: Promise<void> }>();

  /**
   * @param delaySeconds how long a job takes at least
   * @param resolveAddress gives the address to fetch instead, or the same one
   */
  constructor(tenant: Tenant, delaySeconds: number, resolveAddress: (uploadUrl: string) => string) {
    this.#tenant = tenant;
    this.#delayMilliseconds = delaySeconds * 1000;
    this.#resolveAddress = resolveAddress;
  }

  start(job: UploadJob): void {
    const abort = new AbortController();
    const end = this.#run(job, abort.signal).finally(() => this.#running.delete(job));
    this.#running.set(job, { abort, end });
  }

  /** Starts what a tenant that was read from its file has left unfinished. */
  resume(): void {
    for (const job of this.#tenant.state.jobs) {
      this.start(job);
    }
  }

  /** Ends the work on the jobs (all, or those of one configuration) without a result, and waits until it has ended. */
  async abort(configurationId?: string): Promise<void> {
    const chosen = [...this.#running]
      .filter(([job]) => configurationId === undefined || job.configurationId === configurationId)
      .map(([, running]) => running);
    for (const { abort } of chosen) {
      abort.abort();
    }
    await Promise.all(chosen.map(({ end }) => end));
  }

  async #fetch(job: UploadJob, signal: AbortSignal): Promise<UploadFetch> {
    if (job.fetched !== undefined) {
      return { ok: true, bytes: Buffer.from(job.fetched, 'base64') };
    }
    const fetched = await fetchUpload(this.#resolveAddress(job.uploadUrl), signal);
    if (fetched.ok) {
      job.fetched = fetched.bytes.toString('base64');
      this.#tenant.changed();
    }
    return fetched;
  }

  async #run(job: UploadJob, signal: AbortSignal): Promise<void> {
    try {
      const [fetched] = await Promise.all([
        this.#fetch(job, signal),
        delay(this.#delayMilliseconds, undefined, { signal }),
      ]);
      endUpload(this.#tenant, job, fetched);
    } catch (error) {
      if (!signal.aborted) {
        // A fault of the sandbox itself must not leave the configuration running for ever, nor end the process.
        const name = error instanceof Error ? error.name : typeof error;
        endUpload(this.#tenant, job, { ok: false, reason: `The sandbox itself failed (${name}).` });
      }
    }
  }
}
