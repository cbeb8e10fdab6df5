import { execFile } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Certificates and bundles made by the `openssl` command, so that the code under test is not its own judge. */

export interface OpensslRequest {
  /** The common name. */
  readonly name: string;
  readonly organization?: string;
  /** Who signs; without one the certificate is self-signed. */
  readonly issuer?: OpensslAuthority;
  /** Validity from the start date on; 365 where nothing is said. */
  readonly days?: number;
  /** Yesterday where nothing is said. */
  readonly startDate?: Date;
  /** Instead of `days`. */
  readonly endDate?: Date;
  /** False for the certificate of somebody who issues none. */
  readonly authority?: boolean;
  /** CRL distribution points of the certificate, in order. */
  readonly crlAddresses?: readonly string[];
  /** Further lines of OpenSSL's extension section, such as `nsComment = text`. */
  readonly extensions?: readonly string[];
}

export interface OpensslAuthority {
  readonly name: string;
  readonly pem: string;
  readonly der: Buffer;
  /** SHA-1, upper-case hex. */
  readonly thumbprint: string;
  readonly notAfter: Date;
  readonly certificatePath: string;
  readonly keyPath: string;
}

const directories: string[] = [];
process.on('exit', () => {
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** A new empty directory that is gone when the process ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cba-pki-test-'));
  directories.push(directory);
  return directory;
}

/**
 * Runs `openssl` and returns what it prints.
 * @throws an error with what OpenSSL complains of, or that says that there is no OpenSSL
 */
export function openssl(parameters: readonly string[], directory?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', cwd: directory, maxBuffer: 64 * 1024 * 1024 } as const;
    execFile('openssl', [...parameters], options, (error, output, complaints) => {
      if (!error) {
        resolve(output);
      } else if (error.code === 'ENOENT') {
        reject(new Error('These tests need the openssl command, and it is not on the PATH.'));
      } else {
        reject(new Error(`openssl ${parameters[0]} failed: ${complaints.toString()}`, { cause: error }));
      }
    });
  });
}

/** Issues a certificate (EC P-256), by default that of a certificate authority that is valid now. */
export async function makeAuthority(request: OpensslRequest): Promise<OpensslAuthority> {
  const { name, issuer } = request;
  const directory = await temporaryDirectory();
  const [certificatePath, keyPath] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  await writeFile(join(directory, 'openssl.cnf'), configuration(request));
  await writeFile(join(directory, 'index.txt'), '');
  await writeFile(join(directory, 'serial'), `01${randomBytes(15).toString('hex')}`);
  const subject = `/C=US/O=${escapeSubject(request.organization ?? 'Test')}/CN=${escapeSubject(name)}`;
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyPath];
  await openssl(
    ['req', '-new', '-utf8', '-config', 'openssl.cnf', ...key, '-subj', subject, '-out', 'request.pem'],
    directory,
  );
  const startDate = request.startDate ?? new Date(Date.now() - 24 * 60 * 60 * 1000);
  const days = request.days ?? 365;
  const endDate = request.endDate ?? new Date(startDate.getTime() + days * 24 * 60 * 60 * 1000);
  const signer = issuer
    ? ['-cert', issuer.certificatePath, '-keyfile', issuer.keyPath]
    : ['-selfsign', '-keyfile', keyPath];
  const validity = ['-startdate', digits(startDate), '-enddate', digits(endDate)];
  const files = ['-in', 'request.pem', '-out', certificatePath];
  await openssl(
    [
      'ca',
      '-batch',
      '-notext',
      '-utf8',
      '-preserveDN',
      '-config',
      'openssl.cnf',
      ...signer,
      ...validity,
      ...files,
    ],
    directory,
  );
  const pem = await readFile(certificatePath, 'utf8');
  const certificate = new X509Certificate(pem);
  return {
    name,
    pem,
    der: certificate.raw,
    thumbprint: createHash('sha1').update(certificate.raw).digest('hex').toUpperCase(),
    notAfter: certificate.validToDate,
    certificatePath,
    keyPath,
  };
}

/** A certs-only PKCS #7 bundle (`openssl crl2pkcs7`), with revocation lists in PEM beside the certificates if any. */
export async function makeBundle(
  certificates: readonly Pick<OpensslAuthority, 'pem'>[],
  form: 'der' | 'pem',
  revocationLists: readonly string[] = [],
): Promise<Buffer> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'certificates.pem'), certificates.map(({ pem }) => pem).join(''));
  await writeFile(join(directory, 'lists.pem'), revocationLists.join(''));
  const lists = revocationLists.length > 0 ? ['-in', 'lists.pem'] : ['-nocrl'];
  const members = certificates.length > 0 ? ['-certfile', 'certificates.pem'] : [];
  return openssl(['crl2pkcs7', ...lists, ...members, '-outform', form.toUpperCase()], directory);
}

/** A signed message in BER with indefinite lengths, as OpenSSL streams it, with the certificates beside the content. */
export async function makeStreamedMessage(authorities: readonly OpensslAuthority[]): Promise<Buffer> {
  const [signer, ...others] = authorities;
  if (!signer) {
    throw new Error('A signed message needs a signer.');
  }
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'content.txt'), 'content');
  await writeFile(join(directory, 'others.pem'), others.map(({ pem }) => pem).join(''));
  const members = others.length > 0 ? ['-certfile', 'others.pem'] : [];
  const identity = ['-signer', signer.certificatePath, '-inkey', signer.keyPath];
  return openssl(
    [
      'cms',
      '-sign',
      '-stream',
      '-nodetach',
      '-binary',
      '-in',
      'content.txt',
      ...identity,
      ...members,
      '-outform',
      'DER',
    ],
    directory,
  );
}

/** A password-protected PFX with the private key. */
export async function makePfx(authority: OpensslAuthority): Promise<Buffer> {
  const identity = ['-in', authority.certificatePath, '-inkey', authority.keyPath];
  return openssl(['pkcs12', '-export', ...identity, '-passout', 'pass:test']);
}

/** An empty CRL of the authority, in PEM, valid for a week. */
export async function makeRevocationList(authority: OpensslAuthority): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'openssl.cnf'), configuration({ name: authority.name }));
  await writeFile(join(directory, 'index.txt'), '');
  const identity = ['-cert', authority.certificatePath, '-keyfile', authority.keyPath];
  const list = await openssl(
    ['ca', '-gencrl', '-config', 'openssl.cnf', ...identity, '-crldays', '7'],
    directory,
  );
  return list.toString();
}

/** Throws what `openssl verify` says, unless the certificate chains to the trusted one. All in PEM. */
export async function verifyChain(
  certificate: string,
  trusted: string,
  untrusted: readonly string[] = [],
): Promise<void> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'certificate.pem'), certificate);
  await writeFile(join(directory, 'trusted.pem'), trusted);
  await writeFile(join(directory, 'untrusted.pem'), untrusted.join(''));
  const others = untrusted.length > 0 ? ['-untrusted', 'untrusted.pem'] : [];
  // -x509_strict also holds the certificate to the profile of RFC 5280.
  await openssl(
    ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', 'trusted.pem', ...others, 'certificate.pem'],
    directory,
  );
}

function configuration(request: OpensslRequest): string {
  const isAuthority = request.authority ?? true;
  const addresses = (request.crlAddresses ?? []).map((address) => `URI:${address}`);
  return [
    '[req]\ndistinguished_name = subject\n[subject]\n[ca]\ndefault_ca = this',
    '[this]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256',
    'policy = any\nunique_subject = no\nx509_extensions = extensions',
    '[any]\ncountryName = optional\norganizationName = optional\ncommonName = supplied\n[extensions]',
    `basicConstraints = critical, CA:${isAuthority ? 'true' : 'false'}`,
    `keyUsage = critical, ${isAuthority ? 'keyCertSign, cRLSign' : 'digitalSignature'}`,
    'subjectKeyIdentifier = hash',
    'authorityKeyIdentifier = keyid',
    ...(addresses.length > 0 ? [`crlDistributionPoints = ${addresses.join(', ')}`] : []),
    ...(request.extensions ?? []),
    '',
  ].join('\n');
}

function escapeSubject(text: string): string {
  return text.replaceAll(/[\\/+]/g, String.raw`\$&`);
}

function digits(date: Date): string {
  return `${date.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
}
