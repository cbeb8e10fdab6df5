/** Does all of it in order, no more than three at a time, which is what two cores take without standing still. */
export async function inTurns<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const queue = work.entries();
  const worker = async (): Promise<void> => {
    for (const [index, task] of queue) {
      results[index] = await task();
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}
