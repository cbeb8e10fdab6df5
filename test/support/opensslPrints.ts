import { createHash, X509Certificate } from 'node:crypto';
import { inTurns } from './inTurns.ts';
import { openssl } from './openssl.ts';
import { elementsOf, type PrintedElement } from './opensslElements.ts';
import { type PrintedName, readPrintedName } from './opensslNames.ts';
import { type PrintedStructure, readPrintedStructure } from './opensslStructure.ts';
import { pem } from './pkiFixtures.ts';

/** Everything that OpenSSL tells of one certificate. */
export interface PrintedCertificate {
  /** What `-text` prints, octet by octet. */
  readonly text: string;
  readonly structure: PrintedStructure;
  readonly subject: PrintedName;
  readonly issuer: PrintedName;
  /** SHA-1, 40 upper-case hex digits. */
  readonly thumbprint: string;
  /** SHA-1 of the public key that OpenSSL found. */
  readonly keySha1: string;
  /** The elements in some of its extensions, by object identifier, as `openssl asn1parse` finds them. */
  readonly elements: ReadonlyMap<string, readonly PrintedElement[]>;
}

/** Alternative names, name constraints, authority key identifier, and those of Microsoft: `-text` does not tell all of them. */
const readByElements: ReadonlySet<string> = new Set([
  '2.5.29.17',
  '2.5.29.30',
  '2.5.29.35',
  '1.3.6.1.4.1.311.20.2',
  '1.3.6.1.4.1.311.21.1',
  '1.3.6.1.4.1.311.21.7',
]);

/** How many certificates one process prints: some megabytes. */
const share = 800;

/** What OpenSSL prints of each certificate, by a handful of processes for all of them. */
export async function printAll(certificates: readonly Buffer[]): Promise<PrintedCertificate[]> {
  const shares = Array.from({ length: Math.ceil(certificates.length / share) }, (_, index) =>
    certificates.slice(index * share, (index + 1) * share),
  );
  return (await inTurns(shares.map((members) => () => printShare(members)))).flat();
}

async function printShare(certificates: readonly Buffer[]): Promise<PrintedCertificate[]> {
  const all = certificates.map((certificate) => pem('CERTIFICATE', certificate)).join('');
  const texts = split(
    (await openssl(['storeutl', '-noout', '-text', '-certs', 'all.pem'], { 'all.pem': all })).toString(
      'latin1',
    ),
    /^\d+: Certificate$/m,
  );
  const bundle = await openssl(['crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER'], {
    'all.pem': all,
  });
  // Attribute types in numbers and values in DER; then the types by name, and the values as text in UTF-8.
  const structures = await printStructures(bundle, 'RFC2253,oid,dump_all,dump_der');
  const named = await printStructures(bundle, 'RFC2253,-esc_msb,-dump_unknown');
  const extensions = structures.flatMap((structure) =>
    structure.extensions.filter(({ oid }) => readByElements.has(oid)),
  );
  const parsed = await elementsOf(extensions.map(({ value }) => value));
  const elements = new Map(extensions.map((extension, index) => [extension, parsed[index] ?? []]));
  return certificates.map((der, index) => {
    const structure = at(structures, index);
    const names = at(named, index);
    return {
      text: at(texts, index),
      structure,
      subject: readPrintedName(structure.subject, names.subject),
      issuer: readPrintedName(structure.issuer, names.issuer),
      thumbprint: new X509Certificate(der).fingerprint.replaceAll(':', ''),
      keySha1: createHash('sha1').update(structure.publicKey).digest('hex').toUpperCase(),
      elements: new Map(structure.extensions.map((field) => [field.oid, elements.get(field) ?? []])),
    };
  });
}

async function printStructures(bundle: Buffer, nameOptions: string): Promise<PrintedStructure[]> {
  const form = ['-cmsout', '-print', '-noout', '-inform', 'DER', '-in', 'all.p7b', '-nameopt', nameOptions];
  const text = (await openssl(['cms', ...form], { 'all.p7b': bundle })).toString('utf8');
  return split(text, /^ {6}d\.certificate: $/m).map(readPrintedStructure);
}

function split(text: string, separator: RegExp): string[] {
  return text.split(separator).slice(1);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) {
    throw new Error(`OpenSSL printed ${items.length} certificates, and more were asked for.`);
  }
  return item;
}
