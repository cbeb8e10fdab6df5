import { type Bundle, type BundleReading, readBundle } from '../../src/pki/bundle.ts';
import type { FileKind } from '../../src/pki/fileKind.ts';
import { openssl } from './openssl.ts';

/**
 * What the tests of `pki` need beside OpenSSL's own output: bytes that no tool makes, put together without the writer
 * under test.
 */

/** An element with definite length around the pieces. */
export function der(identifier: number, ...content: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(content.map((piece) => Buffer.from(piece)));
  const digits = body.length.toString(16);
  const octets = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  const length = body.length < 0x80 ? octets : Buffer.concat([Buffer.of(0x80 + octets.length), octets]);
  return Buffer.concat([Buffer.of(identifier), length, body]);
}

/** An element with indefinite length around the pieces. */
export function indefinite(identifier: number, ...content: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(identifier, 0x80), ...content, Buffer.of(0, 0)]);
}

/** Bytes from hex digits with any spacing. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');
}

/** The elements directly inside one, all of them in DER with low tag numbers. */
export function partsOf(element: Uint8Array): Buffer[] {
  const parts: Buffer[] = [];
  const content = Buffer.from(element).subarray(headerLength(element));
  for (let rest = content; rest.length > 0; ) {
    const header = headerLength(rest);
    const length = header === 2 ? (rest[1] ?? 0) : rest.readUIntBE(2, header - 2);
    parts.push(rest.subarray(0, header + length));
    rest = rest.subarray(header + length);
  }
  return parts;
}

function headerLength(element: Uint8Array): number {
  const first = element[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first - 0x80);
}

/** One of the elements that `partsOf` found. */
export function partOf(element: Uint8Array, ...path: readonly number[]): Buffer {
  return path.reduce<Buffer>((found, index) => itemAt(partsOf(found), index), Buffer.from(element));
}

export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item === undefined) {
    throw new Error(`There are ${items.length} items and none at ${index}.`);
  }
  return item;
}

/** A certificate with other fields in its signed part: well-formed, but its signature is no longer true. */
export function withFields(certificate: Uint8Array, change: (fields: Buffer[]) => Buffer[]): Buffer {
  const [tbs, ...rest] = partsOf(certificate);
  return der(0x30, der(0x30, ...change(partsOf(tbs ?? Buffer.of(0x30, 0)))), ...rest);
}

/** The certificate in version 1: without version and extensions. */
export function asVersion1(certificate: Uint8Array): Buffer {
  return withFields(certificate, (fields) => fields.slice(1, -1));
}

/** The certificate with another subject, a Name in DER. Issuer and subject stand at places 3 and 5. */
export function withSubject(certificate: Uint8Array, name: Uint8Array): Buffer {
  return withFields(certificate, (fields) => fields.with(5, Buffer.from(name)));
}

/** The certificate with other times of validity, each a whole element. */
export function withValidity(certificate: Uint8Array, notBefore: Uint8Array, notAfter: Uint8Array): Buffer {
  return withFields(certificate, (fields) => fields.with(4, der(0x30, notBefore, notAfter)));
}

/** `count` certificates that differ in their serial number only. */
export function variantsOf(certificate: Uint8Array, count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) =>
    withFields(certificate, (fields) => fields.with(1, der(2, [1, index >> 8, index & 0xff]))),
  );
}

/** Armour as RFC 7468 wants it. */
export function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,64}/g);
  return [`-----BEGIN ${label}-----`, ...(lines ?? []), `-----END ${label}-----`, ''].join('\n');
}

export interface CertificateRequest {
  /** In the form of OpenSSL's `-subj`. */
  readonly subject?: string;
  /** Options that choose the key; Ed25519 where nothing is said, as it is made fastest. */
  readonly key?: readonly string[];
  /** Lines of the extension section; `name = DER:…` makes whatever is wanted. */
  readonly extensions?: readonly string[];
  /** Further lines of the configuration file, with their section headings. */
  readonly sections?: readonly string[];
  /** Which string types OpenSSL may use, such as `MASK:0x800` for BMPString. */
  readonly stringMask?: string;
  readonly serial?: string;
}

/** A self-signed certificate in DER, by one call of `openssl req`. */
export async function makeCertificate(request: CertificateRequest = {}): Promise<Buffer> {
  const configuration = [
    `[req]\ndistinguished_name = subject\nstring_mask = ${request.stringMask ?? 'utf8only'}\n[subject]`,
    '[extensions]',
    ...(request.extensions ?? ['basicConstraints = critical, CA:true']),
    ...(request.sections ?? []),
    '',
  ].join('\n');
  const key = request.key ?? ['-newkey', 'ed25519'];
  const serial = request.serial === undefined ? [] : ['-set_serial', request.serial];
  const subject = ['-utf8', '-subj', request.subject ?? '/CN=Test'];
  const form = ['-config', 'openssl.cnf', '-extensions', 'extensions', '-days', '30', '-outform', 'DER'];
  return openssl(['req', '-x509', ...key, '-nodes', '-keyout', 'key.pem', ...subject, ...serial, ...form], {
    'openssl.cnf': configuration,
  });
}

/** What `openssl x509` prints of a certificate. */
export async function printCertificate(
  certificate: Uint8Array,
  ...options: readonly string[]
): Promise<string> {
  const input = ['-inform', 'DER', '-in', 'certificate.der', '-noout'];
  const output = await openssl(['x509', ...input, ...options], { 'certificate.der': certificate });
  return output.toString();
}

/** A bundle in DER around members in DER, with `openssl crl2pkcs7`. */
export async function bundleOf(certificates: readonly Uint8Array[], form = 'DER'): Promise<Buffer> {
  const members = certificates.map((certificate) => pem('CERTIFICATE', certificate)).join('');
  return openssl(['crl2pkcs7', '-nocrl', '-certfile', 'members.pem', '-outform', form], {
    'members.pem': members,
  });
}

/** A bundle whose certificate set holds any members, also such as OpenSSL would not take. */
export function spliceBundle(members: readonly Uint8Array[], behind: readonly Uint8Array[] = []): Buffer {
  const signedData = der(
    0x30,
    hex('02 01 01'),
    hex('31 00'),
    hex('30 0b 06 09 2a 86 48 86 f7 0d 01 07 01'),
    der(0xa0, ...members),
    ...behind,
    hex('31 00'),
  );
  return der(0x30, hex('06 09 2a 86 48 86 f7 0d 01 07 02'), der(0xa0, signedData));
}

/** The bundle in the bytes. */
export function expectBundle(bytes: Uint8Array): Bundle {
  const reading = readBundle(bytes);
  if (reading.outcome !== 'bundle') {
    throw new Error(`This is no bundle: ${JSON.stringify(reading)}`);
  }
  return reading.bundle;
}

/** As what the bytes are refused. */
export function refusedAs(bytes: Uint8Array): FileKind | Exclude<BundleReading['outcome'], 'refused'> {
  const reading = readBundle(bytes);
  return reading.outcome === 'refused' ? reading.kind : reading.outcome;
}
