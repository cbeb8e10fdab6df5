import { type Bundle, readBundle } from '../pki/bundle.ts';
import {
  type Certificate,
  firstHttpAddress,
  isCertificateAuthority,
  thumbprintOf,
} from '../pki/certificate.ts';
import { displayNameOf } from '../pki/distinguishedName.ts';
import { sha256OfBytes } from '../pki/fileHash.ts';
import type { FileKind } from '../pki/fileKind.ts';
import { type Authority, limits } from './model.ts';
import { nameInSentence, newAuthority } from './newAuthority.ts';

/** The authorities that a file adds to a configuration, or a sentence that says why it adds none. */
export type UploadCheck =
  | { readonly ok: true; readonly authorities: readonly Authority[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Decides over a fetched file. All or nothing: one certificate that is not acceptable refuses the file.
 * An expired certificate of a CA is accepted: what the service does with it is not documented, and a trust store may
 * have to know an expired CA.
 */
export function checkUpload(
  bytes: Uint8Array,
  sha256FileHash: string,
  existing: readonly Authority[],
  now: Date,
): UploadCheck {
  const found = sha256OfBytes(bytes);
  if (found !== sha256FileHash.toUpperCase()) {
    return refuse(hashMismatch(sha256FileHash, found));
  }
  const reading = readBundle(bytes);
  if (reading.outcome === 'refused') {
    return refuse(kindProblem(reading.kind));
  }
  if (reading.outcome === 'damaged') {
    return refuse(`The file is a damaged PKCS #7 bundle: ${reading.message}.`);
  }
  const certificates = reading.bundle.certificates.map((member) => member.certificate);
  const problem = bundleProblem(reading.bundle, certificates, existing);
  return problem === undefined
    ? { ok: true, authorities: certificates.map((one) => uploadedAuthority(one, now)) }
    : refuse(problem);
}

/** The sentence for a file that is another than the one that was announced. Both hashes as upper-case hex. */
export function hashMismatch(expected: string, found: string): string {
  return `The SHA-256 of the file differs: expected ${expected.toUpperCase()}, found ${found}.`;
}

/**
 * An authority as the upload makes it. Its CRL address is the first http distribution point of its own certificate:
 * that is what the service does, although that is the address of its issuer's CRL and not of its own.
 */
export function uploadedAuthority(certificate: Certificate, now: Date): Authority {
  return newAuthority(certificate, now, {
    displayName: displayNameOf(certificate.subject).slice(0, limits.displayNameLength),
    certificateRevocationListUrl: firstHttpAddress(certificate.crlDistributionPoints) ?? null,
  });
}

function refuse(reason: string): UploadCheck {
  return { ok: false, reason };
}

function bundleProblem(
  bundle: Bundle,
  certificates: readonly Certificate[],
  existing: readonly Authority[],
): string | undefined {
  const [damaged] = bundle.damaged;
  if (damaged) {
    return `Member ${damaged.position} of the bundle is damaged (at byte ${damaged.offset}): ${damaged.message}.`;
  }
  if (certificates.length === 0) {
    return 'The bundle holds no certificates.';
  }
  const large = certificates.filter((one) => one.der.length > limits.certificateBytes);
  if (large.length > 0) {
    return `A certificate is larger than 8 KB (${limits.certificateBytes} bytes): ${listed(large)}.`;
  }
  const others = certificates.filter((one) => !isCertificateAuthority(one));
  if (others.length > 0) {
    return `Not the certificate of a certificate authority: ${listed(others)}.`;
  }
  return duplicateProblem(certificates, existing) ?? numberProblem(certificates.length, existing.length);
}

function duplicateProblem(
  certificates: readonly Certificate[],
  existing: readonly Authority[],
): string | undefined {
  const known = new Set(existing.map((one) => one.thumbprint));
  const present = certificates.filter((one) => known.has(thumbprintOf(one.der)));
  if (present.length > 0) {
    return `Duplicate Certificate exists: the configuration already has ${listed(present)}.`;
  }
  const seen = new Set<string>();
  const repeated = certificates.filter((one) => {
    const thumbprint = thumbprintOf(one.der);
    return seen.has(thumbprint) || !seen.add(thumbprint);
  });
  return repeated.length > 0
    ? `Duplicate Certificate exists: the file holds more than once ${listed(repeated)}.`
    : undefined;
}

function numberProblem(added: number, present: number): string | undefined {
  const total = added + present;
  return total > limits.authorities
    ? `With the ${added} of the file the configuration would have ${total} certificate authorities; at most ${limits.authorities} are allowed.`
    : undefined;
}

/** The first few by name: `statusDetails` is a sentence, not a report. */
function listed(certificates: readonly Certificate[]): string {
  const named = certificates.slice(0, 3).map(nameInSentence);
  const more = certificates.length - named.length;
  return more > 0 ? `${named.join('; ')}; and ${more} more` : named.join('; ');
}

const kindNames: Readonly<Record<FileKind, string>> = {
  bundle: 'a bundle',
  certificate: 'a single certificate',
  revocationList: 'a certificate revocation list',
  pfx: 'a PFX (PKCS #12) file, which usually holds a private key',
  privateKey: 'a private key',
  certificateRequest: 'a certificate request',
  publicKey: 'a public key',
  envelopedData: 'an encrypted PKCS #7 message',
  otherPkcs7: 'a PKCS #7 message of another type',
  signedContent: 'a signed message',
  zip: 'a ZIP archive',
  javaKeyStore: 'a Java key store',
  html: 'a web page',
  json: 'a JSON document',
  empty: 'empty',
  text: 'a text',
  unknown: 'something unknown',
};

function kindProblem(kind: FileKind): string {
  const secret = kind === 'pfx' || kind === 'privateKey';
  const advice = secret ? ' Anybody who knows the address may have read it.' : '';
  return `The file is not a PKCS #7 bundle (.p7b) of certificates, but ${kindNames[kind]}.${advice}`;
}
