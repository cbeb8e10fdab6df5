import { networkCodeOf } from '../graph/networkError.ts';

export interface DownloadLimits {
  /** Most bytes that are read. */
  readonly bytes: number;
  readonly seconds: number;
}

/** Why an address gave nothing. */
export type DownloadFailure =
  | { readonly outcome: 'status'; readonly status: number }
  | { readonly outcome: 'tooLarge'; readonly limit: number }
  | { readonly outcome: 'timedOut'; readonly seconds: number }
  | { readonly outcome: 'unreachable'; readonly code: string };

export interface Served {
  readonly outcome: 'served';
  /** The body; with a content encoding, as it is after decoding. */
  readonly bytes: Uint8Array;
  readonly contentEncoding: string | undefined;
  /** The host that answered in the end, where the address was redirected. */
  readonly redirectedTo: string | undefined;
  /** How long a cache on the way has had it, in seconds (RFC 9111 §5.1); undefined where it came from the server itself. */
  readonly age: number | undefined;
}

/**
 * Fetches an address once, without credentials, as Entra does; bounded in size and time.
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export async function download(
  address: string,
  signal: AbortSignal,
  limits: DownloadLimits,
  fetchFunction: typeof fetch = globalThis.fetch,
): Promise<Served | DownloadFailure> {
  const timeout = AbortSignal.timeout(limits.seconds * 1000);
  try {
    const response = await fetchFunction(address, {
      signal: AbortSignal.any([signal, timeout]),
      credentials: 'omit',
      cache: 'no-store',
      headers: { 'accept-encoding': 'identity' },
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { outcome: 'status', status: response.status };
    }
    return await readBody(response, limits.bytes);
  } catch (error) {
    signal.throwIfAborted();
    return timeout.aborted
      ? { outcome: 'timedOut', seconds: limits.seconds }
      : { outcome: 'unreachable', code: networkCodeOf(error) };
  }
}

async function readBody(response: Response, limit: number): Promise<Served | DownloadFailure> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) {
      return { outcome: 'tooLarge', limit };
    }
    chunks.push(chunk);
  }
  const encoding = response.headers.get('content-encoding');
  const age = Number(response.headers.get('age') ?? Number.NaN);
  return {
    outcome: 'served',
    bytes: Buffer.concat(chunks, size),
    contentEncoding: encoding === null || /^(identity)?$/i.test(encoding) ? undefined : encoding,
    redirectedTo: response.redirected ? URL.parse(response.url)?.hostname : undefined,
    age: Number.isFinite(age) ? age : undefined,
  };
}
