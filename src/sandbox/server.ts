import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Troubles } from './behaviour.ts';
import { FileHost } from './fileHost.ts';
import { createApp } from './http.ts';
import { emptyState, type UploadJob } from './model.ts';
import { Paging } from './paging.ts';
import { DataFile, readDataFile } from './persistence.ts';
import { sampleState } from './sampleData.ts';
import { type SavedSandbox, savedFormat } from './savedShape.ts';
import { Tenant } from './tenant.ts';
import { UploadJobs } from './uploadJobs.ts';
import { withConsistentJobs } from './uploads.ts';

export interface SandboxOptions {
  /** 0 or nothing for a free one. */
  readonly port?: number;
  /** Start, and be reset, without sample data. What a data file holds comes first. */
  readonly empty?: boolean;
  /** Path of a file in which the tenant is kept across restarts; without one it is forgotten. */
  readonly dataFile?: string;
  /** How long an upload takes at least; 2 seconds where nothing is said. */
  readonly jobDelaySeconds?: number;
  readonly now?: () => Date;
}

export interface SandboxServer {
  /** `http://127.0.0.1:N`, the root of Graph: `/v1.0` and `/beta` are below it. */
  readonly root: string;
  readonly port: number;
  /** Ends running uploads and begins anew, with sample data or empty, and without hosted files. */
  reset(): Promise<void>;
  /**
   * Stops, and leaves nothing behind that would keep the process alive. Uploads that run are begun again by the next
   * start with the same data file.
   * @throws {DataFileError} where the last changes could not be written; the sandbox is closed all the same
   */
  close(): Promise<void>;
}

/** Ports of the past that are remembered. A file's address does not outlive that many restarts. */
const rememberedPorts = 50;

/**
 * Starts a sandbox tenant on loopback.
 * @throws {DataFileError} where the data file cannot be used, and Node's error where the port cannot (EADDRINUSE)
 */
export async function startSandbox(options: SandboxOptions): Promise<SandboxServer> {
  const saved = options.dataFile === undefined ? undefined : await readDataFile(options.dataFile);
  const sandbox = new Sandbox(options, saved);
  await sandbox.listen();
  return sandbox;
}

class Sandbox implements SandboxServer {
  readonly #options: SandboxOptions;
  readonly #now: () => Date;
  readonly #instance: string;
  readonly #earlierPorts: readonly number[];
  readonly #files = new FileHost();
  readonly #troubles = new Troubles();
  readonly #tenant: Tenant;
  readonly #jobs: UploadJobs;
  readonly #dataFile: DataFile | undefined;
  readonly #server: ReturnType<typeof createAdaptorServer>;
  #port = 0;
  #closing: Promise<void> | undefined;

  constructor(options: SandboxOptions, saved: SavedSandbox | undefined) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#instance = saved?.instance ?? randomUUID();
    this.#earlierPorts = saved?.ports ?? [];
    for (const file of saved?.files ?? []) {
      this.#files.store(file.name, Buffer.from(file.base64, 'base64'));
    }
    const { dataFile } = options;
    this.#dataFile = dataFile === undefined ? undefined : new DataFile(dataFile, () => this.#snapshot());
    const changed = (): void => this.#dataFile?.changed();
    const state = saved ? withConsistentJobs(saved.state) : this.#initialState();
    this.#tenant = new Tenant(state, this.#now, changed);
    this.#jobs = new UploadJobs(this.#tenant, options.jobDelaySeconds ?? 2, (address) =>
      this.#currentAddress(address),
    );
    const app = createApp({
      tenant: this.#tenant,
      jobs: this.#jobs,
      paging: new Paging(),
      files: this.#files,
      hosts: () => [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`],
      description: { dataFile: dataFile !== undefined, instance: this.#instance },
      reset: () => this.reset(),
      troubles: this.#troubles,
      requests: [],
      filesChanged: changed,
    });
    // The globals of the process are not the sandbox's to replace: it may run in an editor's extension host.
    this.#server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  }

  get root(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address ? address.port : 0; // it listens on TCP, so it has one
    this.#dataFile?.changed();
    this.#jobs.resume();
  }

  async reset(): Promise<void> {
    await this.#jobs.abort();
    this.#files.clear();
    this.#troubles.set([]);
    this.#tenant.begin(this.#initialState());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Before the connections break: a job that fetches from the sandbox itself would count that as its failure.
    await this.#jobs.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    if ('closeAllConnections' in this.#server) {
      this.#server.closeAllConnections();
    }
    await closed;
    await this.#jobs.abort(); // what was accepted in between
    await this.#dataFile?.flush();
  }

  #initialState() {
    return this.#options.empty ? emptyState() : sampleState(this.#now());
  }

  #snapshot(): SavedSandbox {
    const ports = [...this.#earlierPorts.filter((port) => port !== this.#port), this.#port];
    return {
      format: savedFormat,
      instance: this.#instance,
      ports: ports.slice(-rememberedPorts),
      state: { ...this.#tenant.state, jobs: this.#tenant.state.jobs.map(withoutSignature) },
      files: this.#files.all().map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })),
    };
  }

  /** Where an address is that of a file of ours from before a restart under another port, the one it has now. */
  #currentAddress(uploadUrl: string): string {
    const address = new URL(uploadUrl);
    const isOurs =
      address.protocol === 'http:' &&
      (address.hostname === '127.0.0.1' || address.hostname === 'localhost') &&
      this.#earlierPorts.includes(Number(address.port));
    const [, files, digest = '', name = '', ...rest] = address.pathname.split('/');
    if (!isOurs || files !== 'files' || rest.length > 0 || !this.#files.find(digest, decode(name))) {
      return uploadUrl;
    }
    return `${this.root}${address.pathname}`;
  }
}

/** As a job may be written into a file: the query of an address may be a signature. */
function withoutSignature(job: UploadJob): UploadJob {
  return Object.assign({}, job, { uploadUrl: job.uploadUrl.replace(/\?.*$/s, '') });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
