import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle, writeBundle } from '../../src/pki/bundle.ts';
import { runToEnd } from '../../src/pki/slices.ts';
import { checkUpload } from '../../src/pki/uploadCheck.ts';
import { issueAuthority } from '../../src/sandbox/certificateIssuer.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import { fastest, type Measured, timeProgram } from './measure.ts';

/** Reading and checking a bundle of 250 authorities from its file, beside OpenSSL's process. */
export async function measureBundle(): Promise<Measured> {
  const path = join(await temporaryDirectory(), 'bundle.p7b');
  const year = (offset: number): Date => new Date(Date.now() + offset * 365 * 24 * 60 * 60 * 1000);
  const certificates = Array.from(
    { length: 250 },
    (_value, index) =>
      issueAuthority({
        subject: { commonName: `Authority ${index}`, organization: 'Bench' },
        notBefore: year(-1),
        notAfter: year(5),
        crlAddress: `http://crl.bench.example/${index}.crl`,
      }).certificate,
  );
  await writeFile(path, writeBundle(certificates));
  const theirs = await timeProgram(10, 'openssl', [
    'pkcs7',
    '-inform',
    'DER',
    '-in',
    path,
    '-print_certs',
    '-noout',
  ]);
  const ours = await fastest(10, async () => {
    const bytes = await readFile(path);
    const reading = readBundle(bytes);
    if (reading.outcome !== 'bundle' || reading.bundle.certificates.length !== certificates.length) {
      throw new Error('The bundle was not read');
    }
    return runToEnd(
      checkUpload(reading.bundle, bytes.length, { now: new Date(), warningDays: 60, severities: {} }),
    );
  });
  return { ours, theirs };
}
