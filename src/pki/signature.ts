import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { Asn1Error } from './asn1Reader.ts';
import { writeBitString, writeElement, writeObjectIdentifier, writeSequence } from './asn1Writer.ts';
import { findCertificateFields, type SignedFields } from './certificateFields.ts';
import { oids } from './objectIdentifiers.ts';
import { type PublicKey, readPublicKey } from './publicKey.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './signatureAlgorithm.ts';

/**
 * - `valid`: the issuer's key made this signature
 * - `invalid`: another key made it, or the certificate was changed
 * - `unverifiable`: the cryptography of this computer does not know the algorithm, so nothing can be said
 */
export type SignatureOutcome = 'valid' | 'invalid' | 'unverifiable';

/** Node brings OpenSSL, desktop VS Code (Electron) BoringSSL, which knows fewer algorithms and says `false` instead of so. */
export type CryptoLibrary = 'openssl' | 'boringssl';

const thisLibrary: CryptoLibrary = Reflect.get(process.features, 'openssl_is_boringssl')
  ? 'boringssl'
  : 'openssl';

/** A key ready to verify with; undefined where the library does not take it. */
interface IssuerKey {
  readonly algorithm: PublicKey;
  readonly key: KeyObject | undefined;
}

/** Verifies signatures of certificates and CRLs (RFC 5280 §4.1.1.3, §5.1.1.3); remembers keys, because most issuers signed several. */
export class SignatureChecker {
  readonly #library: CryptoLibrary;
  readonly #keys = new WeakMap<Uint8Array, IssuerKey>();

  constructor(library: CryptoLibrary = thisLibrary) {
    this.#library = library;
  }

  /** Both in DER, as they were found. What cannot be read as a key or signature is unverifiable. */
  check(certificate: Uint8Array, issuer: Uint8Array): SignatureOutcome {
    return this.#outcome(() => findCertificateFields(certificate), issuer);
  }

  /** The same for anything that is signed as a certificate is. */
  checkSigned(fields: SignedFields, issuer: Uint8Array): SignatureOutcome {
    return this.#outcome(() => fields, issuer);
  }

  #outcome(find: () => SignedFields, issuer: Uint8Array): SignatureOutcome {
    try {
      const fields = find();
      const signature = readSignatureAlgorithm(fields.reader, fields.signatureAlgorithm);
      const { algorithm, key } = this.#keyOf(issuer);
      if (!isConsistent(fields)) {
        return 'invalid';
      }
      const support = supportOf(signature, algorithm);
      if (support === 'mismatch') {
        return 'invalid';
      }
      if (!key || support === 'none' || (support === 'openssl' && this.#library !== 'openssl')) {
        return 'unverifiable';
      }
      return verifies(fields, signature, key) ? 'valid' : 'invalid';
    } catch (error) {
      if (error instanceof Asn1Error || isCryptoError(error)) {
        return 'unverifiable';
      }
      throw error;
    }
  }

  #keyOf(der: Uint8Array): IssuerKey {
    const known = this.#keys.get(der);
    if (known) {
      return known;
    }
    const { reader, publicKey } = findCertificateFields(der);
    const algorithm = readPublicKey(reader, publicKey);
    const spki =
      algorithm.algorithm === 'RSA-PSS'
        ? asPlainRsa(reader.content(reader.children(publicKey)[1] ?? publicKey))
        : reader.raw(publicKey);
    const made = { algorithm, key: keyFrom(spki) };
    this.#keys.set(der, made);
    return made;
  }
}

/** BoringSSL takes no id-RSASSA-PSS key; as an rsaEncryption key its numbers are the same (RFC 4055 §1.2). */
function asPlainRsa(bitString: Uint8Array): Buffer {
  const algorithm = writeSequence(writeObjectIdentifier(oids.rsaEncryption), writeElement(5));
  return writeSequence(algorithm, writeBitString(bitString.subarray(1)));
}

/** The algorithm inside of what is signed is the one outside (RFC 5280 §4.1.1.2), and the signature is of whole octets. */
function isConsistent({ reader, signedAlgorithm, signatureAlgorithm, signature }: SignedFields): boolean {
  return (
    signedAlgorithm !== undefined &&
    signatureAlgorithm !== undefined &&
    Buffer.compare(reader.raw(signedAlgorithm), reader.raw(signatureAlgorithm)) === 0 &&
    reader.content(signature)[0] === 0
  );
}

function keyFrom(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined; // a curve or an algorithm that the library does not know, or a broken key
  }
}

/** Which library verifies what was signed so, or that such a key cannot have made such a signature. */
function supportOf(signature: SignatureAlgorithm, key: PublicKey): 'both' | 'openssl' | 'none' | 'mismatch' {
  const { name, hash } = signature;
  if (/^\d/.test(key.algorithm)) {
    return 'none';
  }
  const isRsa = key.algorithm === 'RSA' || key.algorithm === 'RSA-PSS';
  if (name === 'rsassaPss') {
    if (!isRsa) {
      return 'mismatch';
    }
    const isPlain = hash === signature.maskHash && (signature.saltLength ?? -1) >= 0;
    return isCommonHash(hash) && isPlain ? 'both' : 'none';
  }
  if (/RSA/.test(name)) {
    if (key.algorithm !== 'RSA') {
      return 'mismatch';
    }
    return isCommonHash(hash) ? 'both' : hash === 'md2' ? 'none' : 'openssl';
  }
  if (name.startsWith('ecdsa')) {
    if (key.algorithm !== 'EC') {
      return 'mismatch';
    }
    return curvesOfBoth.has(key.curve ?? '') && isCommonHash(hash) ? 'both' : 'openssl';
  }
  if (name.startsWith('dsa')) {
    return key.algorithm === 'DSA' ? 'openssl' : 'mismatch';
  }
  if (/^(?:ED|ML-DSA)/.test(name)) {
    const isSame = key.algorithm.toUpperCase() === name;
    return isSame ? (name === 'ED25519' ? 'both' : 'openssl') : 'mismatch';
  }
  return 'none';
}

const curvesOfBoth: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** SHA-1 and the SHA-2 family: what both libraries verify with. */
function isCommonHash(hash: string | undefined): boolean {
  return hash !== undefined && /^sha(?:1|224|256|384|512)$/.test(hash);
}

function verifies(
  { reader, signedPart, signature: bits }: SignedFields,
  { name, hash, saltLength }: SignatureAlgorithm,
  key: KeyObject,
): boolean {
  const signature = reader.content(bits).subarray(1);
  return verify(
    hash ?? null,
    reader.raw(signedPart),
    name === 'rsassaPss'
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLength ?? 20 }
      : { key },
    signature,
  );
}

function isCryptoError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ERR_(?:OSSL|CRYPTO)/.test(String(error.code));
}
