import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRevocationList } from '../../src/pki/revocationList.ts';
import { derOf, makeAuthority, makeRevocationList, temporaryDirectory } from '../support/openssl.ts';
import { fastest, type Measured, timeProgram } from './measure.ts';

/** From a file with a CRL to whose it is, how long it counts and how many it names, beside OpenSSL's process. */
export async function measureRevocationList(entries: number, runs: number): Promise<Measured> {
  const file = join(await temporaryDirectory(), 'list.crl');
  const revoked = Array.from({ length: entries }, (_, index) => (index + 1).toString(16).padStart(6, '0'));
  const authority = await makeAuthority({ name: 'Root' });
  await writeFile(file, derOf(await makeRevocationList(authority, { revoked })));
  const ours = await fastest(runs, async () => {
    const reading = readRevocationList(await readFile(file));
    if (reading.outcome !== 'read' || reading.list.entries !== entries) {
      throw new Error('The CRL was not read');
    }
  });
  const printing = ['crl', '-inform', 'DER', '-in', file, '-noout', '-issuer', '-nextupdate'];
  return { ours, theirs: await timeProgram(runs, 'openssl', printing) };
}
