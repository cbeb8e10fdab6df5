import { sha256OfBytes } from '../pki/fileHash.ts';
import { type FileKind, kindOfBinary, kindOfText } from '../pki/fileKind.ts';
import { decodeText } from '../pki/text.ts';
import { type DownloadFailure, type DownloadLimits, download } from './download.ts';
import { type UnreachableHost, unreachableHost } from './reach.ts';

/** What an address serves, compared with what it should serve. */
export type AddressVerification =
  | { readonly outcome: 'same'; readonly size: number; readonly redirectedTo: string | undefined }
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
      readonly redirectedTo: string | undefined;
      /** How old the copy of a cache is, in seconds. */
      readonly age: number | undefined;
    }
  /** It is redirected to where Entra does not get. */
  | { readonly outcome: 'notReachable'; readonly host: UnreachableHost }
  | DownloadFailure;

const defaultLimits: DownloadLimits = { bytes: 64 * 1024 * 1024, seconds: 30 };

/**
 * Fetches an address once, without credentials, as the service will, and hashes what it serves.
 * @param privateAllowed whether it may be redirected to hosts that only this network reaches, as those of the sandbox
 * @throws the signal's reason when aborted; every other mishap is an outcome
 */
export async function verifyAddress(
  address: string,
  expectedHash: string,
  privateAllowed: boolean,
  signal: AbortSignal,
  fetchFunction: typeof fetch = globalThis.fetch,
  limits: DownloadLimits = defaultLimits,
): Promise<AddressVerification> {
  const served = await download(address, signal, limits, fetchFunction);
  if (served.outcome !== 'served') {
    return served;
  }
  const { bytes, redirectedTo, contentEncoding, age } = served;
  const host = privateAllowed || redirectedTo === undefined ? undefined : unreachableHost(redirectedTo);
  if (host) {
    return { outcome: 'notReachable', host };
  }
  const hash = sha256OfBytes(bytes);
  // fetch has decoded an encoded body. What the service hashes is the file as served, and so another one.
  if (hash === expectedHash.toUpperCase() && contentEncoding === undefined) {
    return { outcome: 'same', size: bytes.length, redirectedTo };
  }
  const kind = kindOfHead(bytes.subarray(0, 4096));
  return { outcome: 'different', hash, size: bytes.length, kind, contentEncoding, redirectedTo, age };
}

function kindOfHead(head: Uint8Array): FileKind {
  const kind = kindOfBinary(head);
  const text = kind === 'unknown' ? decodeText(head) : undefined;
  return text === undefined ? kind : kindOfText(text);
}
