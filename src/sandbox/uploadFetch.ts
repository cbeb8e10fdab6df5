import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { limits } from './model.ts';

/** The file as it was served, or a sentence that says why there is none. */
export type UploadFetch =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: string };

const maximumRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** Longest time from the first request to the last byte. The service's own limit is not documented. */
const fetchMilliseconds = 30_000;

/**
 * Fetches a file as the service does: no credentials, nothing but http and https, bounded in time, size and redirects.
 * Over node:http rather than `fetch`, because that would decompress, and the hash is that of the file as served.
 * @param signal ends the fetch
 * @throws the signal's reason when aborted; every other failure is a result
 */
export async function fetchUpload(
  uploadUrl: string,
  signal: AbortSignal,
  milliseconds: number = fetchMilliseconds,
): Promise<UploadFetch> {
  const timeout = AbortSignal.timeout(milliseconds);
  let address = new URL(uploadUrl);
  try {
    const either = AbortSignal.any([signal, timeout]);
    const visited = new Set<string>();
    for (;;) {
      visited.add(address.href);
      const response = await request(address, either);
      const location = response.headers.location;
      if (!redirectStatuses.has(response.statusCode ?? 0) || location === undefined) {
        return await readResponse(response, address);
      }
      response.destroy();
      const next = URL.parse(location, address.href);
      const problem = redirectProblem(next, visited);
      if (next === null || problem !== undefined) {
        return { ok: false, reason: `${withoutSecrets(address)} ${problem}` };
      }
      address = next;
    }
  } catch (error) {
    signal.throwIfAborted();
    const what = withoutSecrets(address);
    return timeout.aborted
      ? { ok: false, reason: `${what} did not serve the whole file within ${milliseconds / 1000} seconds.` }
      : { ok: false, reason: `${what} cannot be reached: ${describeNetworkError(error)}.` };
  }
}

function redirectProblem(next: URL | null, visited: ReadonlySet<string>): string | undefined {
  if (next === null || (next.protocol !== 'http:' && next.protocol !== 'https:')) {
    return 'redirects to something that is no http or https address.';
  }
  if (visited.has(next.href)) {
    return `redirects in a circle, back to ${withoutSecrets(next)}.`;
  }
  return visited.size > maximumRedirects
    ? `redirects once more after ${maximumRedirects} redirects, which is too often.`
    : undefined;
}

/** Sends the request and resolves with the head of the response. */
function request(address: URL, signal: AbortSignal): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const bare = new URL(address);
  bare.username = ''; // otherwise Node would send them as credentials
  bare.password = '';
  const get: typeof httpGet = bare.protocol === 'https:' ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    // An agent of its own: no connection is kept that would keep the process alive.
    const options = { signal, agent: false, headers: { accept: '*/*', 'accept-encoding': 'identity' } };
    get(bare, options, resolve).on('error', reject);
  });
}

async function readResponse(response: IncomingMessage, address: URL): Promise<UploadFetch> {
  if (response.statusCode !== 200) {
    response.destroy();
    const phrase = response.statusMessage ? ` (${response.statusMessage})` : '';
    return {
      ok: false,
      reason: `${withoutSecrets(address)} answered with HTTP status ${response.statusCode}${phrase} instead of the file.`,
    };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limits.fileBytes) {
      return { ok: false, reason: `The file is larger than 2 MB (${limits.fileBytes} bytes).` };
    }
  }
  return { ok: true, bytes: Buffer.concat(chunks, size) };
}

/** An address that may be shown: a signature in its query and credentials in it are secrets. */
function withoutSecrets(address: URL): string {
  return `${address.protocol}//${address.host}${address.pathname}`;
}

const networkErrors: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection broke'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up'],
  ['EHOSTUNREACH', 'there is no route to the host'],
  ['ENETUNREACH', 'there is no route to the network'],
  ['ETIMEDOUT', 'the connection timed out'],
]);

// The message of a network error is not used: it may quote the address.
function describeNetworkError(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined);
  const sentence = code === undefined ? undefined : networkErrors.get(code);
  return [sentence ?? 'the connection failed', ...(code === undefined ? [] : [`(${code})`])].join(' ');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
