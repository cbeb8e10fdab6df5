import { execFile } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Certificates and bundles made by the `openssl` command, so that the code under test is not its own judge. */

export interface OpensslRequest {
  /** The common name. */
  readonly name: string;
  readonly organization?: string;
  /** In the form of OpenSSL's `-subj`, instead of country, organization and name; has to hold a common name. */
  readonly subject?: string;
  /** Options of `openssl req` that choose the key; EC P-256 where nothing is said. */
  readonly key?: readonly string[];
  /** Whose key it has, instead of a new one: a renewal, or a cross-certificate. */
  readonly keyOf?: OpensslAuthority;
  /** Of the signature; SHA-256 where nothing is said. */
  readonly digest?: string;
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
  /** PKCS #8, not encrypted. */
  readonly keyPem: string;
}

const leftOver = new Set<string>();
process.on('exit', () => {
  for (const directory of leftOver) {
    rmSync(directory, { recursive: true, force: true });
  }
});

/**
 * A new empty directory.
 * @param whenDone takes what removes it, such as `onTestFinished` or `afterAll`; without it the directory is removed
 * when the process exits, which the workers of a test runner may never do by themselves
 */
export async function temporaryDirectory(
  whenDone?: (remove: () => Promise<void>) => unknown,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cba-pki-test-'));
  leftOver.add(directory);
  whenDone?.(() => remove(directory));
  return directory;
}

async function remove(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  leftOver.delete(directory);
}

/**
 * Runs `openssl` in a directory of its own that holds the given files, and returns what it prints.
 * @throws an error with what OpenSSL complains of, or that says that there is no OpenSSL
 */
export async function openssl(
  parameters: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Buffer> {
  return inDirectory(files, (directory) => run(parameters, directory));
}

async function inDirectory<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await temporaryDirectory();
  try {
    await Promise.all(
      Object.entries(files).map(([name, content]) => writeFile(join(directory, name), content)),
    );
    return await work(directory);
  } finally {
    await remove(directory);
  }
}

function run(parameters: readonly string[], directory: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', cwd: directory, maxBuffer: 64 * 1024 * 1024 } as const;
    execFile('openssl', [...parameters], options, (error, output, complaints) => {
      if (!error) {
        resolve(output);
      } else if (error.code === 'ENOENT') {
        reject(
          new Error('These tests need the openssl command, and it is not on the PATH.', { cause: error }),
        );
      } else {
        reject(new Error(`openssl ${parameters[0]} failed: ${complaints.toString()}`, { cause: error }));
      }
    });
  });
}

/** Issues a certificate, by default that of a certificate authority that is valid now. */
export async function makeAuthority(request: OpensslRequest): Promise<OpensslAuthority> {
  const { name, issuer } = request;
  const startDate = request.startDate ?? new Date(Date.now() - 24 * 60 * 60 * 1000);
  const days = request.days ?? 365;
  const endDate = request.endDate ?? new Date(startDate.getTime() + days * 24 * 60 * 60 * 1000);
  const subject =
    request.subject ?? `/C=US/O=${escapeSubject(request.organization ?? 'Test')}/CN=${escapeSubject(name)}`;
  const kind = request.key ?? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const key = request.keyOf ? ['-key', 'key.pem'] : [...kind, '-nodes', '-keyout', 'key.pem'];
  const signer = issuer
    ? ['-cert', 'issuer.pem', '-keyfile', 'issuer-key.pem']
    : ['-selfsign', '-keyfile', 'key.pem'];
  const validity = ['-startdate', digits(startDate), '-enddate', digits(endDate)];
  const config = ['-config', 'openssl.cnf'];
  const files = {
    ...authorityFiles(request),
    ...(issuer && { 'issuer.pem': issuer.pem, 'issuer-key.pem': issuer.keyPem }),
    ...(request.keyOf && { 'key.pem': request.keyOf.keyPem }),
  };
  return inDirectory(files, async (directory) => {
    await run(
      ['req', '-new', '-utf8', ...config, ...key, '-subj', subject, '-out', 'request.pem'],
      directory,
    );
    const input = ['-in', 'request.pem', '-out', 'certificate.pem'];
    await run(
      ['ca', '-batch', '-notext', '-utf8', '-preserveDN', ...config, ...signer, ...validity, ...input],
      directory,
    );
    const pem = await readFile(join(directory, 'certificate.pem'), 'utf8');
    const { raw: der, validToDate: notAfter } = new X509Certificate(pem);
    const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();
    return {
      name,
      pem,
      der,
      thumbprint,
      notAfter,
      keyPem: await readFile(join(directory, 'key.pem'), 'utf8'),
    };
  });
}

/** A certs-only PKCS #7 bundle (`openssl crl2pkcs7`), with revocation lists in PEM beside the certificates if any. */
export async function makeBundle(
  certificates: readonly Pick<OpensslAuthority, 'pem'>[],
  form: 'der' | 'pem',
  revocationLists: readonly string[] = [],
): Promise<Buffer> {
  const files = {
    'certificates.pem': certificates.map(({ pem }) => pem).join(''),
    'lists.pem': revocationLists.join(''),
  };
  const lists = revocationLists.length > 0 ? ['-in', 'lists.pem'] : ['-nocrl'];
  const members = certificates.length > 0 ? ['-certfile', 'certificates.pem'] : [];
  return openssl(['crl2pkcs7', ...lists, ...members, '-outform', form.toUpperCase()], files);
}

/** A signed message in BER with indefinite lengths, as OpenSSL streams it, with the certificates beside the content. */
export async function makeStreamedMessage(authorities: readonly OpensslAuthority[]): Promise<Buffer> {
  const [signer, ...others] = authorities;
  if (!signer) {
    throw new Error('A signed message needs a signer.');
  }
  const files = {
    'content.txt': 'content',
    'signer.pem': signer.pem,
    'key.pem': signer.keyPem,
    'others.pem': others.map(({ pem }) => pem).join(''),
  };
  const identity = ['-signer', 'signer.pem', '-inkey', 'key.pem'];
  const members = others.length > 0 ? ['-certfile', 'others.pem'] : [];
  const form = ['-stream', '-nodetach', '-binary', '-in', 'content.txt', '-outform', 'DER'];
  return openssl(['cms', '-sign', ...form, ...identity, ...members], files);
}

/** A password-protected PFX with the private key. */
export async function makePfx(authority: OpensslAuthority): Promise<Buffer> {
  const files = { 'certificate.pem': authority.pem, 'key.pem': authority.keyPem };
  const identity = ['-in', 'certificate.pem', '-inkey', 'key.pem'];
  return openssl(['pkcs12', '-export', ...identity, '-passout', 'pass:test'], files);
}

export interface RevocationListRequest {
  /** A week from now where nothing is said. */
  readonly nextUpdate?: Date;
  /** Now where nothing is said. */
  readonly lastUpdate?: Date;
  /** Lines of OpenSSL's extension section; the key identifier of the authority where nothing is said. */
  readonly extensions?: readonly string[];
  /** Serial numbers that are revoked, in hex. */
  readonly revoked?: readonly string[];
}

/** A CRL of the authority, in PEM. */
export async function makeRevocationList(
  authority: OpensslAuthority,
  request: RevocationListRequest = {},
): Promise<string> {
  const { configuration, ...files } = revocationFiles(authority, request);
  const lastUpdate = request.lastUpdate ?? new Date(Date.now() - 60_000);
  const nextUpdate = request.nextUpdate ?? new Date(Date.now() + 7 * 24 * 60 * 60 * 1000);
  const identity = ['-cert', 'issuer.pem', '-keyfile', 'issuer-key.pem'];
  const times = ['-crl_lastupdate', digits(lastUpdate), '-crl_nextupdate', digits(nextUpdate)];
  const list = await openssl(
    ['ca', '-gencrl', '-config', 'openssl.cnf', ...identity, ...times, '-crlexts', 'list'],
    { ...files, 'openssl.cnf': configuration },
  );
  return list.toString();
}

/** What is in a PEM block. */
export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----/g, ''), 'base64');
}

function revocationFiles(
  authority: OpensslAuthority,
  { extensions = ['authorityKeyIdentifier = keyid'], revoked = [] }: RevocationListRequest,
) {
  const files = authorityFiles({ name: authority.name });
  const entries = revoked.map(
    (serial) => `R\t491231235959Z\t250101000000Z\t${serial}\tunknown\t/CN=Somebody\n`,
  );
  return {
    ...files,
    configuration: `${files['openssl.cnf']}\n[list]\n${extensions.join('\n')}\n`,
    'index.txt': entries.join(''),
    'issuer.pem': authority.pem,
    'issuer-key.pem': authority.keyPem,
  };
}

/** Throws what `openssl verify` says, unless the certificate chains to the trusted one. All in PEM. */
export async function verifyChain(
  certificate: string,
  trusted: string,
  untrusted: readonly string[] = [],
): Promise<void> {
  const files = {
    'certificate.pem': certificate,
    'trusted.pem': trusted,
    'untrusted.pem': untrusted.join(''),
  };
  const others = untrusted.length > 0 ? ['-untrusted', 'untrusted.pem'] : [];
  // -x509_strict also holds the certificate to the profile of RFC 5280.
  const strict = ['-x509_strict', '-check_ss_sig', '-CAfile', 'trusted.pem'];
  await openssl(['verify', ...strict, ...others, 'certificate.pem'], files);
}

/** What `openssl ca` wants to find. */
function authorityFiles(request: OpensslRequest): Record<string, string> {
  const isAuthority = request.authority ?? true;
  const addresses = (request.crlAddresses ?? []).map((address) => `URI:${address}`);
  const configuration = [
    '[req]\ndistinguished_name = subject\n[subject]\n[ca]\ndefault_ca = this',
    '[this]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .',
    `default_md = ${request.digest ?? 'sha256'}`,
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
  return { 'openssl.cnf': configuration, 'index.txt': '', serial: `01${randomBytes(15).toString('hex')}` };
}

function escapeSubject(text: string): string {
  return text.replaceAll(/[\\/+]/g, String.raw`\$&`);
}

function digits(date: Date): string {
  return `${date.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
}
