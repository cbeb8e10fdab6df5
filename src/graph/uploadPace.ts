/** After this time a job is late, in milliseconds: the service's documentation speaks of up to 30 minutes. */
export const lateAfter = 30 * 60_000;

/** Milliseconds to wait before a look: short at first, slowing down to half a minute, and to two minutes for a late job. */
export function pauseBeforeLook(looks: number, elapsed: number): number {
  return Math.min(1000 * 1.25 ** looks, elapsed > lateAfter ? 120_000 : 30_000);
}
