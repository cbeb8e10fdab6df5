import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '../graph/isRecord.ts';
import type { SandboxServer } from '../sandbox/server.ts';

export interface SandboxTenantOptions {
  /** File that keeps the tenant across windows and restarts. */
  readonly dataFile: string;
  readonly jobSeconds: () => number;
  /** The port that was used last, so that addresses given out before a restart stay good. */
  readonly lastPort: () => number | undefined;
  readonly rememberPort: (port: number) => PromiseLike<void>;
}

/** Identity of a sandbox, as it answers at `/sandbox`. */
export interface SandboxIdentity {
  readonly root: string;
  readonly tenantId: string;
  readonly instance: string;
}

/**
 * The sandbox tenant of this machine's user. The first window that needs it runs it; other windows join, and take over
 * when that one is gone.
 */
export class SandboxTenant {
  readonly #options: SandboxTenantOptions;
  #own: Promise<SandboxServer> | undefined;

  constructor(options: SandboxTenantOptions) {
    this.#options = options;
  }

  /** The running sandbox; starts one where none answers. */
  async open(): Promise<SandboxIdentity> {
    if (!this.#own) {
      const lastPort = this.#options.lastPort();
      const running = lastPort === undefined ? undefined : await identify(`http://127.0.0.1:${lastPort}`);
      if (running) {
        return running;
      }
      this.#own = this.#start(lastPort);
      this.#own.catch(() => {
        this.#own = undefined;
      });
    }
    const { root } = await this.#own;
    const identity = await identify(root);
    if (!identity) {
      throw new Error('The sandbox tenant does not answer');
    }
    return identity;
  }

  /** Puts the sample data back. */
  async reset(): Promise<void> {
    const { root } = await this.open();
    const response = await fetch(`${root}/sandbox/reset`, { method: 'POST' });
    if (!response.ok) {
      throw new Error(`The sandbox tenant answered ${response.status} to a reset`);
    }
  }

  /** VS Code gives no time to wait in: what the tenant holds is in its file already, except for the last moment. */
  dispose(): void {
    const own = this.#own;
    this.#own = undefined;
    own?.then(
      (server) => server.close(),
      () => undefined,
    );
  }

  async #start(lastPort: number | undefined): Promise<SandboxServer> {
    const { startSandbox } = await import('../sandbox/server.ts');
    const { dataFile, jobSeconds } = this.#options;
    await mkdir(dirname(dataFile), { recursive: true });
    const options = { dataFile, jobDelaySeconds: jobSeconds() };
    // Another program may have taken the port since.
    const server = await startSandbox({ ...options, port: lastPort ?? 0 }).catch((error: unknown) => {
      if (lastPort === undefined) {
        throw error;
      }
      return startSandbox(options);
    });
    await this.#options.rememberPort(server.port);
    return server;
  }
}

async function identify(root: string): Promise<SandboxIdentity | undefined> {
  try {
    const response = await fetch(`${root}/sandbox`, { signal: AbortSignal.timeout(2000), redirect: 'error' });
    const body: unknown = await response.json();
    if (isRecord(body) && body['name'] === 'Sandbox tenant') {
      return { root, tenantId: String(body['tenantId']), instance: String(body['instance']) };
    }
  } catch {
    // Nothing there, or something else: then it is not a sandbox.
  }
  return undefined;
}
