import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from '../src/pki/bundle.ts';
import { type IssuedAuthority, issueAuthority } from '../src/sandbox/certificateIssuer.ts';

const readme = `# Sample workspace

Bundles of CA certificates to try the extension on. Their keys were thrown away when they were made.

- \`Adatum.p7b\`: a root and two intermediates. Right-click it, and choose **Upload to PKI Configuration…**.
- \`Adatum renewed.p7b\`: one of the intermediates again, with a new certificate.
- \`Adatum 2015.p7b\`: a root that has expired.
- \`Not a bundle.p7b\`: a text file. The extension says so before anything is sent.
`;

/** Fills a folder with what a person can try the extension on. */
export async function prepareSampleWorkspace(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const thisYear = new Date().getUTCFullYear();
  const year = (offset: number): Date => new Date(Date.UTC(thisYear + offset, 0, 15));
  const authority = (
    commonName: string,
    notBefore: Date,
    notAfter: Date,
    issuer?: IssuedAuthority,
  ): IssuedAuthority =>
    issueAuthority({
      subject: { commonName, organization: 'Adatum Corporation', country: 'US' },
      notBefore,
      notAfter,
      ...(issuer ? { issuer, pathLength: 0, crlAddress: 'http://crl.adatum.example/root.crl' } : {}),
    });
  const root = authority('Adatum Root CA', year(-1), year(19));
  const users = authority('Adatum Users CA', year(-1), year(9), root);
  const devices = authority('Adatum Devices CA', year(-1), year(9), root);
  const renewed = authority('Adatum Users CA', year(0), year(10), root);
  const expired = authority('Adatum Root CA 2015', year(-11), year(-1));
  const bundles: Readonly<Record<string, readonly IssuedAuthority[]>> = {
    'Adatum.p7b': [root, users, devices],
    'Adatum renewed.p7b': [renewed],
    'Adatum 2015.p7b': [expired],
  };
  for (const [name, members] of Object.entries(bundles)) {
    await writeFile(join(directory, name), writeBundle(members.map(({ certificate }) => certificate)));
  }
  await writeFile(join(directory, 'Not a bundle.p7b'), 'These are words, not certificates.\n');
  await writeFile(join(directory, 'README.md'), readme);
}
