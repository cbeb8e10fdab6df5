import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { openssl } from './openssl.ts';
import { der, partsOf, pem, withFields } from './pkiFixtures.ts';

/** Certificates with keys and signatures of a chosen kind, each by one call of `openssl req` or without one. */

export interface Certified {
  readonly der: Buffer;
  readonly pem: string;
  /** PKCS #8, not encrypted. */
  readonly key: string;
}

export interface CertifyRequest {
  /** In the form of OpenSSL's `-subj`. */
  readonly subject: string;
  /** PKCS #8 in PEM; a new Ed25519 key where nothing is said. */
  readonly key?: string;
  /** Who signs; without one the certificate is self-signed. */
  readonly issuer?: Pick<Certified, 'pem' | 'key'>;
  /** Options of `openssl req` that choose how it is signed, such as `-sha384`. */
  readonly signing?: readonly string[];
  /** Lines of the extension section. */
  readonly extensions?: readonly string[];
  /** Further lines of the configuration file, with their section headings. */
  readonly sections?: readonly string[];
}

export const authorityLine = 'basicConstraints = critical, CA:true';
/** `openssl req` writes both key identifiers where nothing is said. */
export const withoutKeyIdentifiers = [
  'subjectKeyIdentifier = none',
  'authorityKeyIdentifier = none',
] as const;

export async function certify(request: CertifyRequest): Promise<Certified> {
  const key = request.key ?? makeEd25519Key();
  const configuration = [
    '[req]\ndistinguished_name = subject\nstring_mask = utf8only\n[subject]\n[extensions]',
    ...(request.extensions ?? [authorityLine]),
    ...(request.sections ?? []),
    '',
  ].join('\n');
  const files = {
    'openssl.cnf': configuration,
    'key.pem': key,
    ...(request.issuer && { 'issuer.pem': request.issuer.pem, 'issuer-key.pem': request.issuer.key }),
  };
  const signer = request.issuer ? ['-CA', 'issuer.pem', '-CAkey', 'issuer-key.pem'] : [];
  const form = ['-config', 'openssl.cnf', '-extensions', 'extensions', '-days', '30', '-outform', 'DER'];
  const bytes = await openssl(
    ['req', '-x509', '-utf8', '-subj', request.subject, '-key', 'key.pem', ...signer, ...form].concat(
      request.signing ?? [],
    ),
    files,
  );
  return certified(bytes, key);
}

/** The certificate in the bytes with the key that belongs to it. */
export function certified(bytes: Buffer, key: string): Certified {
  return { der: bytes, pem: pem('CERTIFICATE', bytes), key };
}

export function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function makeEd25519Key(): string {
  return exportKey(generateKeyPairSync('ed25519').privateKey);
}

/** The certificate signed anew: by another algorithm, an AlgorithmIdentifier in DER, which stands inside and outside. */
export function signAnew(
  certificate: Uint8Array,
  algorithm: Uint8Array,
  makeSignature: (signedPart: Buffer) => Uint8Array,
): Buffer {
  const [signedPart] = partsOf(withFields(certificate, (fields) => fields.with(2, Buffer.from(algorithm))));
  const part = signedPart ?? Buffer.of();
  return der(0x30, part, algorithm, der(0x03, [0], makeSignature(part)));
}

/** The certificate with another SubjectPublicKeyInfo in DER; its signature is no longer true. */
export function withPublicKey(certificate: Uint8Array, publicKey: Uint8Array): Buffer {
  return withFields(certificate, (fields) => fields.with(6, Buffer.from(publicKey)));
}

/** The certificate with other octets as its signature. */
export function withSignature(certificate: Uint8Array, signature: Uint8Array): Buffer {
  const [signedPart = Buffer.of(), algorithm = Buffer.of()] = partsOf(certificate);
  return der(0x30, signedPart, algorithm, der(0x03, [0], signature));
}

/** What OpenSSL's library says in this process: whether the issuer's key made the signature. */
export function isSignedBy(certificate: Uint8Array, issuer: Uint8Array): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(issuer).publicKey);
}

/** What `openssl verify` says with one trusted certificate: `OK`, or its complaint without numbers and names. */
export async function verdictOf(
  certificate: Pick<Certified, 'pem'>,
  trusted: Pick<Certified, 'pem'>,
): Promise<string> {
  const files = { 'certificate.pem': certificate.pem, 'trusted.pem': trusted.pem };
  try {
    await openssl(['verify', '-CAfile', 'trusted.pem', 'certificate.pem'], files);
    return 'OK';
  } catch (error) {
    const complaint = /depth lookup: (.+)/.exec(String(error))?.[1];
    if (complaint === undefined) {
      throw error;
    }
    return complaint;
  }
}
