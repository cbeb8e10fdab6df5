import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle, writeBundle } from '../../src/pki/bundle.ts';
import { writePem } from '../../src/pki/pem.ts';
import { runToEnd } from '../../src/pki/slices.ts';
import { checkUpload } from '../../src/pki/uploadCheck.ts';
import { issueAuthority } from '../../src/sandbox/certificateIssuer.ts';
import { temporaryDirectory } from '../support/openssl.ts';
import { fastest, type Measured, timeProgram } from './measure.ts';

export interface BundleMeasures {
  /** From the file to its certificates. */
  readonly read: Measured;
  /** From the file to the findings of all rules, signatures included, beside OpenSSL verifying each certificate. */
  readonly checked: Measured;
  /** From certificates to the bytes of a bundle. */
  readonly built: Measured;
}

/** A root and what it issued, beside OpenSSL's processes. */
export async function measureBundle(count: number, runs: number): Promise<BundleMeasures> {
  const folder = await temporaryDirectory();
  const file = (name: string): string => join(folder, name);
  const certificates = makeCertificates(count);
  await writeFile(file('bundle.p7b'), writeBundle(certificates));
  await writeFile(file('all.pem'), certificates.map((each) => writePem(each)).join(''));
  await writeFile(file('root.pem'), writePem(certificates[0] ?? Buffer.of()));
  const single = certificates.map((_, index) => file(`${index}.pem`));
  await Promise.all(certificates.map((each, index) => writeFile(single[index] ?? '', writePem(each))));
  const read = async () => {
    const bytes = await readFile(file('bundle.p7b'));
    const reading = readBundle(bytes);
    if (reading.outcome !== 'bundle' || reading.bundle.certificates.length !== count) {
      throw new Error('The bundle was not read');
    }
    return { bundle: reading.bundle, size: bytes.length };
  };
  const context = { now: new Date(), warningDays: 60, severities: {} };
  const printing = ['pkcs7', '-inform', 'DER', '-in', file('bundle.p7b'), '-print_certs', '-noout'];
  const building = ['crl2pkcs7', '-nocrl', '-certfile', file('all.pem'), '-outform', 'DER'];
  return {
    read: { ours: await fastest(runs, read), theirs: await timeProgram(runs, 'openssl', printing) },
    checked: {
      ours: await fastest(runs, async () => {
        const { bundle, size } = await read();
        return runToEnd(checkUpload(bundle, size, context));
      }),
      theirs: await timeProgram(runs, 'openssl', ['verify', '-CAfile', file('root.pem'), ...single]),
    },
    built: {
      ours: await fastest(runs, async () => writeBundle(certificates)),
      theirs: await timeProgram(runs, 'openssl', [...building, '-out', file('built.p7b')]),
    },
  };
}

/** In DER: a root and what it issued. */
export function makeCertificates(count: number): Buffer[] {
  const year = (offset: number): Date => new Date(Date.now() + offset * 365 * 24 * 60 * 60 * 1000);
  const authority = (commonName: string, issuer?: ReturnType<typeof issueAuthority>) =>
    issueAuthority({
      subject: { commonName, organization: 'Bench' },
      notBefore: year(-1),
      notAfter: year(5),
      crlAddress: 'http://crl.bench.example/root.crl',
      ...(issuer ? { issuer, pathLength: 0 } : {}),
    });
  const root = authority('Root');
  const issued = Array.from({ length: count - 1 }, (_value, index) => authority(`Authority ${index}`, root));
  return [root, ...issued].map(({ certificate }) => certificate);
}
