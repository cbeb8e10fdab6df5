import { createHash } from 'node:crypto';
import { networkCodeOf } from '../graph/networkError.ts';
import { type FileKind, kindOfBinary, kindOfText } from '../pki/fileKind.ts';
import { decodeText } from '../pki/text.ts';

/** What an address serves, compared with what it should serve. */
export type AddressVerification =
  | { readonly outcome: 'same'; readonly size: number; readonly redirected: boolean }
  | {
      readonly outcome: 'different';
      /**
       * SHA-256 of what was served, 64 upper-case hex digits. With a content encoding it is that of the decoded body,
       * and may be the expected one: the file is right, and the server encodes it although it was asked not to.
       */
      readonly hash: string;
      readonly size: number;
      readonly kind: FileKind;
      readonly contentEncoding: string | undefined;
      readonly redirected: boolean;
    }
  | { readonly outcome: 'status'; readonly status: number }
  | { readonly outcome: 'tooLarge'; readonly limit: number }
  | { readonly outcome: 'timedOut'; readonly seconds: number }
  | { readonly outcome: 'unreachable'; readonly code: string };

export interface VerificationLimits {
  /** Most bytes that are read. */
  readonly bytes: number;
  readonly seconds: number;
}

const defaultLimits: VerificationLimits = { bytes: 64 * 1024 * 1024, seconds: 30 };

/**
 * Fetches an address once, without credentials, as the service will, and hashes what it serves.
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export async function verifyAddress(
  address: string,
  expectedHash: string,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
  limits: VerificationLimits = defaultLimits,
): Promise<AddressVerification> {
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
    return await compareBody(response, expectedHash, limits);
  } catch (error) {
    signal.throwIfAborted();
    return timeout.aborted
      ? { outcome: 'timedOut', seconds: limits.seconds }
      : { outcome: 'unreachable', code: networkCodeOf(error) };
  }
}

async function compareBody(
  response: Response,
  expectedHash: string,
  limits: VerificationLimits,
): Promise<AddressVerification> {
  const digest = createHash('sha256');
  const head: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limits.bytes) {
      return { outcome: 'tooLarge', limit: limits.bytes };
    }
    digest.update(chunk);
    if (size - chunk.length < 4096) {
      head.push(chunk);
    }
  }
  const hash = digest.digest('hex').toUpperCase();
  const { redirected } = response;
  const contentEncoding = encodingOf(response);
  // fetch has decoded an encoded body. What the service hashes is the file as served, and so another one.
  if (hash === expectedHash.toUpperCase() && contentEncoding === undefined) {
    return { outcome: 'same', size, redirected };
  }
  return {
    outcome: 'different',
    hash,
    size,
    kind: kindOfHead(Buffer.concat(head)),
    contentEncoding,
    redirected,
  };
}

function encodingOf(response: Response): string | undefined {
  const encoding = response.headers.get('content-encoding');
  return encoding === null || /^(identity)?$/i.test(encoding) ? undefined : encoding;
}

function kindOfHead(head: Uint8Array): FileKind {
  const kind = kindOfBinary(head);
  const text = kind === 'unknown' ? decodeText(head) : undefined;
  return text === undefined ? kind : kindOfText(text);
}
