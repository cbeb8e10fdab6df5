import type { Clock } from './clock.ts';
import { GraphRequestError } from './errors.ts';

/**
 * Whether the service may have taken a write on although no success came back. Anything but an error of Graph, such
 * as an abort or a sign-in that was closed, came before the request left.
 */
export function outcomeIsOpen(error: unknown): boolean {
  return (
    error instanceof GraphRequestError &&
    (error.reason === 'network' || error.reason === 'unavailable' || error.reason === 'protocol')
  );
}

/** When the service is looked at for what came of a write, in milliseconds after the look before. */
const pauses = [0, 2000, 5000, 10_000];

/**
 * Sends a write, once. Where its answer is lost, the service is looked at until what was written is seen.
 * @param look what the write has led to, or undefined where nothing of it is to be seen
 * @throws {GraphRequestError} `lostAnswer` where the answer was lost and nothing is to be seen (an abort is no reason to keep
 * that quiet); whatever else the service answered
 */
export async function settled<T>(
  clock: Clock,
  signal: AbortSignal,
  send: () => Promise<T>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!outcomeIsOpen(error)) {
      throw error;
    }
    const seen = await lookForIt(clock, signal, look);
    if (seen === undefined) {
      throw new GraphRequestError(
        'lostAnswer',
        'The answer was lost, and the change is not to be seen. Nothing was sent a second time.',
        error instanceof GraphRequestError ? error.details : {},
        error,
      );
    }
    return seen;
  }
}

/** Whatever ends the looking, an abort too: what has to be told is that the outcome is not known. */
async function lookForIt<T>(
  clock: Clock,
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const pause of pauses) {
    try {
      await clock.sleep(pause, signal);
    } catch {
      return undefined;
    }
    const seen = await look().catch(() => undefined);
    if (seen !== undefined) {
      return seen;
    }
  }
  return undefined;
}
