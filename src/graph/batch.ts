import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';

/** What became of one write of a batch. */
export type Outcome<R> =
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It never left, because the batch was cancelled or had to stop before. */
  | { readonly kind: 'notSent' };

export interface BatchItem<T, R> {
  readonly item: T;
  readonly outcome: Outcome<R>;
}

export interface BatchOptions<T, R> {
  readonly items: readonly T[];
  /** Sends one write. It has to settle a lost answer itself: what it throws is final, but for what was refused for now. */
  readonly write: (item: T, signal: AbortSignal) => Promise<R>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Is called after every write that has ended. */
  readonly onProgress?: (ended: number, total: number) => void;
  /** Whether what a write was refused with may pass, apart from being asked too often: the write was not carried out. */
  readonly mayPass?: (error: unknown) => boolean;
}

/** How many writes are under way at the same time. */
const concurrency = 4;
/** How often one write is tried while the service refuses it for now. */
const mostTries = 8;
/** The longest wait that the service may ask for, in seconds: past it, the rest is left to "Retry failed". */
const longestWait = 300;

/**
 * Sends writes, a few at a time, and tells what became of each, in the order of the items. Never throws for a write.
 *
 * Only what the service refused without carrying it out (429, or what `mayPass` names) is sent again, after the time that it
 * asks for, and nothing else is sent before. The first write goes alone: a sign-in that it leads to is asked for once.
 * Where the sign-in or the permission is missing, the rest is not tried.
 */
export async function runBatch<T, R>(options: BatchOptions<T, R>): Promise<readonly BatchItem<T, R>[]> {
  return new Batch(options).run();
}

class Batch<T, R> {
  readonly #options: BatchOptions<T, R>;
  readonly #outcomes: (Outcome<R> | undefined)[] = [];
  /** Until when nothing is sent, in milliseconds since 1970. */
  #pausedUntil = 0;
  #next = 0;
  #ended = 0;
  #isStopped = false;

  constructor(options: BatchOptions<T, R>) {
    this.#options = options;
  }

  async run(): Promise<readonly BatchItem<T, R>[]> {
    const { items } = this.#options;
    await this.#work(1);
    await Promise.all(Array.from({ length: concurrency }, () => this.#work(items.length)));
    return items.map((item, index) => ({ item, outcome: this.#outcomes[index] ?? { kind: 'notSent' } }));
  }

  /** Takes one item after the other, up to a place in the list. */
  async #work(end: number): Promise<void> {
    const { items, onProgress, signal } = this.#options;
    while (this.#next < end && !this.#isStopped && !signal.aborted) {
      const index = this.#next;
      const item = items[index];
      this.#next += 1;
      if (item === undefined) {
        return;
      }
      const outcome = await this.#send(item);
      this.#outcomes[index] = outcome;
      if (outcome.kind === 'failed' && concernsAll(outcome.error)) {
        this.#isStopped = true;
      }
      if (outcome.kind !== 'notSent') {
        this.#ended += 1;
        onProgress?.(this.#ended, items.length);
      }
    }
  }

  async #send(item: T): Promise<Outcome<R>> {
    const { write, clock, signal } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#untilAllowed();
      } catch {
        return { kind: 'notSent' };
      }
      if (this.#isStopped) {
        return { kind: 'notSent' };
      }
      try {
        return { kind: 'done', result: await write(item, signal) };
      } catch (error) {
        if (signal.aborted && !(error instanceof GraphRequestError)) {
          return { kind: 'notSent' };
        }
        const wait = this.#waitAfter(error, tries);
        if (wait === undefined) {
          return { kind: 'failed', error };
        }
        // Whether or not this one is given up, the service wants to be left alone.
        this.#pausedUntil = Math.max(this.#pausedUntil, clock.now().getTime() + wait * 1000);
        this.#isStopped ||= wait > longestWait;
        if (tries >= mostTries || wait > longestWait) {
          return { kind: 'failed', error };
        }
      }
    }
  }

  /** @throws the signal's reason when aborted */
  async #untilAllowed(): Promise<void> {
    const { clock, signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const wait = this.#pausedUntil - clock.now().getTime();
      if (wait <= 0) {
        return;
      }
      await clock.sleep(wait, signal);
    }
  }

  /** Seconds for which the service wants to be left alone; undefined where the write must not be sent again. */
  #waitAfter(error: unknown, tries: number): number | undefined {
    const backoff = Math.min(2 ** tries, 30);
    if (error instanceof GraphRequestError && error.reason === 'throttled') {
      return Math.max(error.details.retryAfterSeconds ?? 0, backoff);
    }
    return this.#options.mayPass?.(error) ? backoff : undefined;
  }
}

/** Whether every other write would fail in the same way: the sign-in, the permission, or the user's no to it. */
function concernsAll(error: unknown): boolean {
  return (
    !(error instanceof GraphRequestError) ||
    error.reason === 'unauthenticated' ||
    error.reason === 'forbidden'
  );
}
