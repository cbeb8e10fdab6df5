import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** One read of a file; larger reads were not faster, smaller ones were. */
const chunkSize = 1024 * 1024;

/**
 * SHA-256 of a file as 64 upper-case hex digits (the form that `Get-FileHash` prints), read as a stream.
 * @param report is called with the number of bytes read so far
 * @throws the signal's reason when aborted, and Node's errors where the file cannot be read
 */
export async function sha256OfFile(
  path: string,
  signal?: AbortSignal,
  report?: (bytes: number) => void,
): Promise<string> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    // Two buffers: one is hashed while the next read is under way.
    let filled = Buffer.allocUnsafe(chunkSize);
    let spare = Buffer.allocUnsafe(chunkSize);
    let total = 0;
    let pending = file.read(filled, 0, chunkSize, null);
    for (;;) {
      const { bytesRead } = await pending;
      signal?.throwIfAborted();
      if (bytesRead === 0) {
        return hash.digest('hex').toUpperCase();
      }
      pending = file.read(spare, 0, chunkSize, null);
      hash.update(filled.subarray(0, bytesRead));
      total += bytesRead;
      report?.(total);
      [filled, spare] = [spare, filled];
    }
  } finally {
    await file.close();
  }
}

/** SHA-256 of bytes as 64 upper-case hex digits. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}

export type HashProblem = 'empty' | 'none' | 'wrongLength' | 'several';

export type ParsedHash =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly problem: HashProblem; readonly digits: number };

/** Hex digits as tools print a hash, in one piece or octet by octet, where they are no part of a longer word. */
const digitRuns = /(?<![0-9a-z])(?:0x)?([0-9a-f]{2}(?:[ :-][0-9a-f]{2}){7,}|[0-9a-f]{16,})(?![0-9a-z])/gi;

/**
 * Understands a SHA-256 as people have it: bare, in groups with spaces, colons or dashes, the line that `sha256sum` or
 * `openssl dgst` prints, the table or list of `Get-FileHash`, or `certutil -hashfile`. The result is upper case.
 */
export function parseSha256(input: string): ParsedHash {
  const text = input.trim();
  if (text === '') {
    return { ok: false, problem: 'empty', digits: 0 };
  }
  const whole = withoutSeparators(text.replace(/^0x/i, ''));
  const isHex = /^[0-9a-f]+$/i.test(whole);
  if (isHex && whole.length === 64) {
    return { ok: true, hash: whole.toUpperCase() };
  }
  const runs = [...text.matchAll(digitRuns)].map((match) => withoutSeparators(match[1] ?? ''));
  const found = new Set(runs.filter((run) => run.length === 64).map((run) => run.toUpperCase()));
  const [hash] = found;
  if (hash !== undefined) {
    return found.size === 1 ? { ok: true, hash } : { ok: false, problem: 'several', digits: 0 };
  }
  const digits = isHex ? whole.length : Math.max(0, ...runs.map((run) => run.length));
  return { ok: false, problem: digits > 0 ? 'wrongLength' : 'none', digits };
}

function withoutSeparators(text: string): string {
  return text.replaceAll(/[\s:-]/g, '');
}
