import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface LeaseTimes {
  /** How often the holder shows that it lives, in milliseconds. */
  readonly beat: number;
  /** After this time without a sign of the holder another may take over, in milliseconds. */
  readonly stale: number;
  /** How long whoever takes over waits for another that does the same, in milliseconds. */
  readonly settle: number;
}

const usualTimes: LeaseTimes = { beat: 10_000, stale: 45_000, settle: 300 };

/** A right that is held. */
export interface HeldLease {
  /** Aborted when another has taken it over, and when it is given back. */
  readonly signal: AbortSignal;
  /** Gives it back. */
  release(): Promise<void>;
  /** The same at once, for a window that is about to be gone. */
  releaseNow(): void;
}

/**
 * The right to do something that only one window of VS Code may do, as a file in their common storage. Its holder renews it; that of a
 * window that has gone, or whose computer slept, can be taken over.
 */
export class Lease implements HeldLease {
  readonly signal: AbortSignal;
  readonly #path: string;
  readonly #owner: string;
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;

  private constructor(path: string, owner: string, { beat }: LeaseTimes) {
    this.#path = path;
    this.#owner = owner;
    this.signal = this.#ended.signal;
    this.#timer = setInterval(() => {
      this.#renew().catch(() => this.#end());
    }, beat);
    this.#timer.unref();
  }

  /** The lease, or undefined while another holds it. The folder has to be there. */
  static async take(path: string, times: LeaseTimes = usualTimes): Promise<Lease | undefined> {
    const owner = randomUUID();
    try {
      const file = await open(path, 'wx');
      await file.writeFile(owner);
      await file.close();
      return new Lease(path, owner, times);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) {
        throw error;
      }
    }
    if (!(await isStale(path, times.stale))) {
      return undefined;
    }
    // Several may find it stale at the same time: the last that wrote its name holds it.
    await writeFile(path, owner);
    await delay(times.settle);
    return (await ownerOf(path)) === owner ? new Lease(path, owner, times) : undefined;
  }

  async release(): Promise<void> {
    if (!this.signal.aborted) {
      this.#end();
      if ((await ownerOf(this.#path)) === this.#owner) {
        await rm(this.#path, { force: true });
      }
    }
  }

  releaseNow(): void {
    if (!this.signal.aborted) {
      this.#end();
      try {
        if (readFileSync(this.#path, 'utf8') === this.#owner) {
          rmSync(this.#path, { force: true });
        }
      } catch {
        // It is gone already.
      }
    }
  }

  async #renew(): Promise<void> {
    if ((await ownerOf(this.#path)) !== this.#owner) {
      this.#end();
      return;
    }
    const now = new Date();
    await utimes(this.#path, now, now);
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#ended.abort();
  }
}

async function isStale(path: string, after: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > after;
  } catch {
    return false; // it was given back just now; the next try will have it
  }
}

async function ownerOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
