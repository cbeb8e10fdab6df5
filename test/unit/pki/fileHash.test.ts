import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256OfBytes, sha256OfFile } from '../../../src/pki/fileHash.ts';
import { openssl, temporaryDirectory } from '../../support/openssl.ts';

const mebibyte = 1024 * 1024;
const directory = await temporaryDirectory(afterAll);

/** Bytes that differ in every place that reading in chunks could confuse. */
function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let offset = 0; offset + 4 <= size; offset += 4) {
    bytes.writeUInt32LE(Math.imul(offset, 2_654_435_761) >>> 0, offset);
  }
  return bytes;
}

async function fileOf(size: number): Promise<{ path: string; bytes: Buffer }> {
  const [path, bytes] = [join(directory, `file ü ${size}.bin`), bytesOf(size)];
  await writeFile(path, bytes);
  return { path, bytes };
}

describe('the SHA-256 of a file', () => {
  it.each([
    0,
    1,
    63,
    64,
    65_536,
    mebibyte - 1,
    mebibyte,
    mebibyte + 1,
    2 * mebibyte - 1,
    2 * mebibyte,
    2 * mebibyte + 1,
    5 * mebibyte + 7,
  ])('of %i bytes is that of its bytes', async (size) => {
    const { path, bytes } = await fileOf(size);
    const expected = createHash('sha256').update(bytes).digest('hex').toUpperCase();
    expect(await sha256OfFile(path)).toBe(expected);
    expect(sha256OfBytes(bytes)).toBe(expected);
  });

  it('is what OpenSSL finds, in upper case as Get-FileHash prints it', async () => {
    const { path, bytes } = await fileOf(3 * mebibyte + 11);
    const printed = await openssl(['dgst', '-sha256', '-r', 'file.bin'], { 'file.bin': bytes });
    expect(await sha256OfFile(path)).toBe(printed.toString().slice(0, 64).toUpperCase());
  });

  it('of nothing is the known one', async () => {
    const nothing = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
    expect(sha256OfBytes(new Uint8Array())).toBe(nothing);
    expect(await sha256OfFile((await fileOf(0)).path)).toBe(nothing);
  });

  it('of a view leaves the buffer behind it alone', () => {
    const bytes = bytesOf(100);
    const expected = createHash('sha256')
      .update(Buffer.from(bytes.subarray(10, 20)))
      .digest('hex')
      .toUpperCase();
    expect(sha256OfBytes(bytes.subarray(10, 20))).toBe(expected);
  });

  it('tells how far it has come, to the end', async () => {
    const size = 3 * mebibyte + 5;
    const { path } = await fileOf(size);
    const reports: number[] = [];
    await sha256OfFile(path, undefined, (bytes) => reports.push(bytes));
    expect(reports.at(-1)).toBe(size);
    expect(reports).toEqual(reports.toSorted((a, b) => a - b));
    expect(reports.length).toBeGreaterThan(3);
  });

  it('is not made where it was aborted before, not even of an empty file', async () => {
    const reason = new Error('Not wanted any more.');
    for (const size of [0, 10]) {
      const { path } = await fileOf(size);
      await expect(sha256OfFile(path, AbortSignal.abort(reason))).rejects.toBe(reason);
    }
  });

  it('stops when it is aborted on the way', async () => {
    const { path } = await fileOf(8 * mebibyte);
    const controller = new AbortController();
    const reason = new Error('Not wanted any more.');
    const reports: number[] = [];
    const hash = sha256OfFile(path, controller.signal, (bytes) => {
      reports.push(bytes);
      controller.abort(reason);
    });
    await expect(hash).rejects.toBe(reason);
    expect(reports).toEqual([mebibyte]);
  });

  it('passes on what the one who is told throws', async () => {
    const { path } = await fileOf(4 * mebibyte);
    const hash = sha256OfFile(path, undefined, () => {
      throw new Error('The window is gone.');
    });
    await expect(hash).rejects.toThrow('The window is gone.');
  });

  it('of a missing file is an error of Node that names it', async () => {
    const path = join(directory, 'missing.p7b');
    await expect(sha256OfFile(path)).rejects.toMatchObject({ code: 'ENOENT', path });
  });

  it('of a directory is an error of Node', async () => {
    await expect(sha256OfFile(directory)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
