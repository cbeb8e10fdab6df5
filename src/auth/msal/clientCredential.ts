import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A certificate with its private key, as MSAL wants them. */
export interface ClientCredential {
  /** SHA-256 of the certificate, upper-case hex. */
  readonly thumbprint: string;
  /** The certificate and its chain in PEM. */
  readonly certificates: string;
  /** PKCS #8 in PEM, not encrypted. Lives in memory only. */
  readonly privateKey: string;
  readonly subject: string;
  readonly notAfter: Date;
}

export type CredentialReading =
  | { readonly outcome: 'credential'; readonly credential: ClientCredential }
  | { readonly outcome: 'needsPassphrase' | 'wrongPassphrase' }
  /** One half is there, and the other has to be in another file. */
  | { readonly outcome: 'missing'; readonly what: 'certificate' | 'privateKey' }
  | {
      readonly outcome: 'refused';
      readonly why: 'ellipticCurve' | 'notRsa' | 'mismatch' | 'unknownCipher' | 'nothing';
    };

/**
 * Reads a certificate and its RSA private key from PEM files, or from one PFX (PKCS #12).
 * @param files contents of the files that the user chose
 */
export function readClientCredential(
  files: readonly Uint8Array[],
  passphrase: string | undefined,
): CredentialReading {
  const [first] = files;
  if (first && files.length === 1 && isPfx(first)) {
    return readPfx(first, passphrase);
  }
  return readPem(files.map(textOf).join('\n'), passphrase);
}

/** PEM as it is, and a certificate or a key in DER as PEM. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  if (buffer[0] !== 0x30) {
    return buffer.toString();
  }
  try {
    return new X509Certificate(buffer).toString();
  } catch {
    // Then it may be a key.
  }
  try {
    const key = createPrivateKey({ key: buffer, format: 'der', type: 'pkcs8' });
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return '';
  }
}

/** A PFX is SEQUENCE { INTEGER 3, … } (RFC 7292 §4); a bare certificate begins with two SEQUENCEs. */
function isPfx(bytes: Uint8Array): boolean {
  const header = bytes[1] ?? 0;
  const lengthBytes = header > 0x80 ? header - 0x80 : 0;
  const content = bytes.subarray(2 + lengthBytes, 5 + lengthBytes);
  return bytes[0] === 0x30 && Buffer.from(content).equals(Buffer.from([2, 1, 3]));
}

function readPem(text: string, passphrase: string | undefined): CredentialReading {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g)];
  const certificates = blocks.flatMap(([block, label]) => (label === 'CERTIFICATE' ? [block] : []));
  const keys = blocks.flatMap(([block, label = '']) => (label.endsWith('PRIVATE KEY') ? [block] : []));
  const [keyBlock] = keys;
  if (keyBlock === undefined) {
    return certificates.length > 0
      ? { outcome: 'missing', what: 'privateKey' }
      : { outcome: 'refused', why: 'nothing' };
  }
  const isEncrypted = /ENCRYPTED/.test(keyBlock);
  if (isEncrypted && passphrase === undefined) {
    return { outcome: 'needsPassphrase' };
  }
  const key = isEncrypted ? decryptKey(keyBlock, passphrase ?? '') : parseKey(keyBlock);
  if (key === undefined) {
    return isEncrypted ? { outcome: 'wrongPassphrase' } : { outcome: 'refused', why: 'nothing' };
  }
  if (certificates.length === 0) {
    return { outcome: 'missing', what: 'certificate' };
  }
  return credentialFrom(certificates, key);
}

/** OpenSSL's own PEM encryption and PKCS #8 alike: Electron's crypto library cannot decrypt all of what OpenSSL writes. */
function decryptKey(pem: string, passphrase: string): KeyObject | undefined {
  if (pem.includes('BEGIN ENCRYPTED PRIVATE KEY')) {
    try {
      const info = forge.pki.decryptPrivateKeyInfo(forge.pki.encryptedPrivateKeyFromPem(pem), passphrase);
      return parseKey(pemOf('PRIVATE KEY', info));
    } catch {
      // A form that the library does not know, or the wrong passphrase.
    }
  }
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    return undefined;
  }
}

function readPfx(bytes: Uint8Array, passphrase: string | undefined): CredentialReading {
  const content = parsePfx(bytes);
  if (!content) {
    return { outcome: 'refused', why: 'nothing' };
  }
  const pfx = openPfx(content, passphrase ?? '');
  if (pfx === 'unknownCipher') {
    return { outcome: 'refused', why: pfx };
  }
  if (!pfx) {
    return { outcome: passphrase === undefined ? 'needsPassphrase' : 'wrongPassphrase' };
  }
  const bags = pfx.safeContents.flatMap(({ safeBags }) => safeBags);
  const certificates = bags.flatMap((bag) => {
    if (bag.type !== forge.pki.oids['certBag']) {
      return [];
    }
    return [pemOf('CERTIFICATE', bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1)];
  });
  const key = bags
    .filter(({ type }) => type === forge.pki.oids['keyBag'] || type === forge.pki.oids['pkcs8ShroudedKeyBag'])
    .map(({ key: rsa, asn1 }) =>
      parseKey(
        pemOf('PRIVATE KEY', rsa ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(rsa)) : asn1),
      ),
    )
    .find((parsed) => parsed !== undefined);
  if (!key) {
    return { outcome: 'missing', what: 'privateKey' };
  }
  return certificates.length === 0
    ? { outcome: 'missing', what: 'certificate' }
    : credentialFrom(certificates, key);
}

function parsePfx(bytes: Uint8Array): forge.asn1.Asn1 | undefined {
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('binary')));
  } catch {
    return undefined; // cut off, or damaged
  }
}

/**
 * Decrypts a PFX. A passphrase goes into its older ciphers as UTF-16 (RFC 7292 appendix B) and into the newer ones as
 * UTF-8 (RFC 8018), of which the library knows only the first: so both are tried, without the library's check of the MAC,
 * which a wrong passphrase does not need in order to fail.
 */
function openPfx(
  content: forge.asn1.Asn1,
  passphrase: string,
): forge.pkcs12.Pkcs12Pfx | 'unknownCipher' | undefined {
  const withoutMac = { ...content, value: content.value.slice(0, 2) };
  for (const password of new Set([passphrase, Buffer.from(passphrase).toString('binary')])) {
    try {
      return forge.pkcs12.pkcs12FromAsn1(withoutMac, password);
    } catch (error) {
      // The library names the algorithm that it does not know; with any other error, the passphrase is wrong.
      if (error instanceof Error && 'oid' in error) {
        return 'unknownCipher';
      }
    }
  }
  return undefined;
}

function credentialFrom(pems: readonly string[], key: KeyObject): CredentialReading {
  const { asymmetricKeyType } = key;
  if (asymmetricKeyType !== 'rsa') {
    return { outcome: 'refused', why: asymmetricKeyType === 'ec' ? 'ellipticCurve' : 'notRsa' };
  }
  const certificates = pems.flatMap((pem) => {
    try {
      return [{ pem, certificate: new X509Certificate(pem) }];
    } catch {
      return [];
    }
  });
  const own = certificates.find(({ certificate }) => certificate.checkPrivateKey(key));
  if (!own) {
    return { outcome: 'refused', why: 'mismatch' };
  }
  const chain = [own, ...certificates.filter((other) => other !== own)];
  return {
    outcome: 'credential',
    credential: {
      thumbprint: own.certificate.fingerprint256.replaceAll(':', ''),
      certificates: chain.map(({ pem }) => pem).join('\n'),
      privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      subject: own.certificate.subject.replaceAll('\n', ', '),
      notAfter: own.certificate.validToDate,
    },
  };
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function pemOf(label: string, content: forge.asn1.Asn1): string {
  const base64 = Buffer.from(forge.asn1.toDer(content).getBytes(), 'binary').toString('base64');
  return `-----BEGIN ${label}-----\n${base64.replaceAll(/.{64}(?!$)/g, '$&\n')}\n-----END ${label}-----\n`;
}
