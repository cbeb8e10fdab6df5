/** How long the service may take to answer, in milliseconds. */
const patience = 10_000;

/**
 * The time by the clock of a web service, as the Date header of any answer has it; undefined where it cannot be had. Nothing is
 * sent along.
 * @throws the signal's reason when aborted
 */
export async function serviceTime(
  address: string,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<Date | undefined> {
  try {
    const response = await fetchFunction(address, {
      method: 'HEAD',
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    const time = new Date(response.headers.get('date') ?? '');
    return Number.isNaN(time.getTime()) ? undefined : time;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
