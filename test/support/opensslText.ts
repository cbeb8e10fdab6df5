import type { KeyUsage } from '../../src/pki/certificateDetails.ts';
import { keyUsageWords, objectWords } from './opensslWords.ts';

/** Reads what `openssl storeutl -text` and `openssl x509 -text` print of one certificate, octet by octet (Latin-1). */

export interface PrintedSignature {
  readonly hash: string | undefined;
  readonly maskHash: string | undefined;
  readonly saltLength: number | undefined;
}

/** Bits of the key; undefined where OpenSSL prints none. */
export function keyBitsIn(text: string): number | undefined {
  const bits = /Public-Key: \((\d+) bit/.exec(text)?.[1];
  return bits === undefined ? undefined : Number(bits);
}

/** The parameters of RSASSA-PSS, or the hash that is part of the algorithm's name. */
export function signatureIn(text: string, algorithm: string): PrintedSignature {
  if (algorithm !== 'rsassaPss') {
    return { hash: hashIn(algorithm), maskHash: undefined, saltLength: undefined };
  }
  return {
    hash: /Hash Algorithm: (\S+)/.exec(text)?.[1],
    maskHash: /Mask Algorithm: mgf1 with (\S+)/.exec(text)?.[1],
    saltLength: Number(/Salt Length: (\S+)/.exec(text)?.[1]),
  };
}

/** `sha512-256WithRSAEncryption`, `RSA-SHA3-256`, `ecdsa-with-SHA1`, `ecdsa_with_SHA3-256`, `dsaWithSHA1` */
function hashIn(algorithm: string): string | undefined {
  const hash = /^(md5|sha[\d-]+)With|(SHA(?:3-)?\d+)$/.exec(algorithm);
  return (hash?.[1] ?? hash?.[2])?.toLowerCase();
}

/** The lines below the heading of an extension, not indented; undefined where there is no such extension. */
export function extensionIn(text: string, heading: string): string[] | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`            ${heading}: `));
  if (start < 0) {
    return undefined;
  }
  const behind = lines.slice(start + 1);
  const end = behind.findIndex((line) => !line.startsWith('                ') && line !== '');
  return behind.slice(0, end).map((line) => line.trim());
}

export function basicConstraintsIn(
  text: string,
): { ca: boolean; pathLength: number | undefined } | undefined {
  const [line] = extensionIn(text, 'X509v3 Basic Constraints') ?? [];
  const [, ca, pathLength] = /^CA:(TRUE|FALSE)(?:, pathlen:(-?\d+))?$/.exec(line ?? '') ?? [];
  return ca === undefined
    ? undefined
    : { ca: ca === 'TRUE', pathLength: pathLength === undefined ? undefined : Number(pathLength) };
}

/** `Certificate Sign, CRL Sign`; where no bit is set, OpenSSL prints the octets of the extension, as dots. */
export function keyUsageIn(text: string): KeyUsage[] | undefined {
  const words = listIn(text, 'X509v3 Key Usage')?.filter((word) => !/^\.+$/.test(word));
  return words?.map((word) => {
    const usage = keyUsageWords.get(word);
    if (usage === undefined) {
      throw new Error(`OpenSSL printed a key usage that nobody expected: ${word}`);
    }
    return usage;
  });
}

/** Where there is no member, OpenSSL prints the octets of the extension: a zero and a dot. */
export function extendedKeyUsageIn(text: string): string[] {
  const words = listIn(text, 'X509v3 Extended Key Usage') ?? [];
  return words.filter((word) => word !== '0.').map(objectIdentifier);
}

export function policiesIn(text: string): string[] {
  return (extensionIn(text, 'X509v3 Certificate Policies') ?? []).flatMap((line) =>
    line.startsWith('Policy: ') ? [objectIdentifier(line.slice('Policy: '.length))] : [],
  );
}

/** `1.3.5.8:1.3.5.9, 1.2.3.4:1.3.5.8` */
export function policyMappingsIn(text: string): { issuer: string; subject: string }[] {
  return (listIn(text, 'X509v3 Policy Mappings') ?? []).map((pair) => {
    const [issuer = '', subject = ''] = pair.split(':').map(objectIdentifier);
    return { issuer, subject };
  });
}

/**
 * Addresses only: our reader tells nothing of other names, of reasons and of who else issues the list. OpenSSL forgets to
 * end the line before the heading of the latter.
 */
export function distributionPointsIn(text: string, heading: string): string[] {
  return (extensionIn(text, heading) ?? []).flatMap((line) => {
    const address = /^URI:(.*?)(?: {16}(?:Reasons|CRL Issuer):)?$/.exec(line)?.[1];
    return address === undefined ? [] : [address];
  });
}

/** Addresses of OCSP responders and of issuers' certificates: our reader tells nothing of other methods and names. */
export function authorityInformationIn(text: string): { ocsp: string[]; issuers: string[] } {
  const lines = extensionIn(text, 'Authority Information Access') ?? [];
  const behind = (mark: string): string[] =>
    lines.flatMap((line) => (line.startsWith(mark) ? [line.slice(mark.length)] : []));
  return { ocsp: behind('OCSP - URI:'), issuers: behind('CA Issuers - URI:') };
}

/** A key identifier in hex; empty where it has no octets. */
export function keyIdentifierIn(text: string, heading: string): string | undefined {
  const [line] = extensionIn(text, heading) ?? [];
  return line?.replaceAll(':', '').toLowerCase();
}

function listIn(text: string, heading: string): string[] | undefined {
  return extensionIn(text, heading)?.flatMap((line) =>
    line === '' || line === '<EMPTY>' ? [] : line.split(', '),
  );
}

function objectIdentifier(word: string): string {
  return objectWords[word] ?? word;
}
