import type { Clock } from '../../src/graph/clock.ts';

/** A clock on which sleeping takes no time: it jumps ahead, and remembers by how much. */
export class FakeClock implements Clock {
  /** Milliseconds of every sleep that was begun. */
  readonly sleeps: number[] = [];
  /** Is told of a sleep when it begins. */
  onSleep: ((milliseconds: number) => void) | undefined;
  /** A sleep lasts until it is aborted. */
  isStopped = false;
  #now: number;

  constructor(start = '2026-11-24T10:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(milliseconds);
    this.onSleep?.(milliseconds);
    signal?.throwIfAborted();
    if (this.isStopped) {
      await aborted(signal);
    }
    this.#now += milliseconds;
  }
}

/** Rejects with the reason as soon as the signal is aborted. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
