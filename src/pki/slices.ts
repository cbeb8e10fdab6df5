/** Work that stops now and then, so that whoever drives it can do something else or give it up. */
export type Steps<T> = Generator<undefined, T>;

/** Does the work at one go. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}

/** How long other work waits at most, in milliseconds: below what a person notices. */
const sliceLength = 20;

/**
 * Does the work in slices and lets everything else run between them.
 * @throws the signal's reason when aborted
 */
export async function runInSlices<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let pauseAt = performance.now() + sliceLength;
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
    if (performance.now() >= pauseAt) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      if (signal.aborted) {
        // Thrown where the work pauses, so that it may tidy up.
        steps.throw(signal.reason);
        signal.throwIfAborted();
      }
      pauseAt = performance.now() + sliceLength;
    }
  }
}
