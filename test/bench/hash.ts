import { randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../../src/pki/fileHash.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import { fastest, type Measured, timeProgram } from './measure.ts';

const mebibyte = 1024 * 1024;

/** SHA-256 of a file of 1 GiB, beside `sha256sum`. Both read it from the file cache. */
export async function measureHash(): Promise<Measured> {
  const path = join(await temporaryDirectory(), 'large');
  const file = await open(path, 'w');
  const block = randomFillSync(Buffer.alloc(mebibyte));
  for (let written = 0; written < 1024; written += 1) {
    await file.write(block);
  }
  await file.close();
  const theirs = await timeProgram(3, 'sha256sum', [path]);
  const ours = await fastest(3, () => sha256OfFile(path));
  return { ours, theirs };
}
