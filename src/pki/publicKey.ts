import { createHash } from 'node:crypto';
import { type Asn1Element, type Asn1Reader, expectUniversal, isUniversal, universal } from './asn1Reader.ts';
import { decodeObjectIdentifier } from './asn1Values.ts';

/** A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export interface PublicKey {
  /** `RSA`, `RSA-PSS`, `EC`, `DSA`, `Ed25519`, `Ed448`, `ML-DSA-44`…, else the dotted object identifier. */
  readonly algorithm: string;
  /** Length of the modulus, of the field or of the prime, in bits; undefined where the algorithm alone says it. */
  readonly bits: number | undefined;
  /** Name of the curve as OpenSSL has it, or its object identifier. */
  readonly curve: string | undefined;
  /** SHA-1 of the BIT STRING's content, 40 upper-case hex digits: what most CAs use as key identifier (RFC 5280 §4.2.1.2). */
  readonly sha1: string;
}

/** Sources: RFC 8017, RFC 5480, RFC 8410, RFC 9881. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.1', 'RSA'],
  ['1.2.840.113549.1.1.10', 'RSA-PSS'],
  ['1.2.840.10045.2.1', 'EC'],
  ['1.2.840.10040.4.1', 'DSA'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
]);

/** Sources: RFC 5480 §2.1.1.1, RFC 5639, SEC 2. */
const curves: ReadonlyMap<string, { readonly name: string; readonly bits: number }> = new Map([
  ['1.2.840.10045.3.1.7', { name: 'prime256v1', bits: 256 }],
  ['1.3.132.0.34', { name: 'secp384r1', bits: 384 }],
  ['1.3.132.0.35', { name: 'secp521r1', bits: 521 }],
  ['1.3.132.0.33', { name: 'secp224r1', bits: 224 }],
  ['1.3.132.0.10', { name: 'secp256k1', bits: 256 }],
  ['1.3.36.3.3.2.8.1.1.7', { name: 'brainpoolP256r1', bits: 256 }],
  ['1.3.36.3.3.2.8.1.1.11', { name: 'brainpoolP384r1', bits: 384 }],
  ['1.3.36.3.3.2.8.1.1.13', { name: 'brainpoolP512r1', bits: 512 }],
]);

/** @throws {Asn1Error} where the element is no public key */
export function readPublicKey(reader: Asn1Reader, element: Asn1Element): PublicKey {
  const [identifier, key] = reader.sequence(element, 'The public key');
  const [type, parameters] = reader.sequence(identifier, 'The algorithm of the public key', element.start);
  const oid = decodeObjectIdentifier(
    reader.content(
      expectUniversal(type, universal.objectIdentifier, 'The type of the public key', element.start),
    ),
  );
  const bitString = expectUniversal(key, universal.bitString, 'The bits of the public key', element.start);
  const content = reader.content(bitString).subarray(1);
  const algorithm = algorithms.get(oid) ?? oid;
  return {
    algorithm,
    ...sizeOf(reader, algorithm, parameters, bitString),
    sha1: createHash('sha1').update(content).digest('hex').toUpperCase(),
  };
}

function sizeOf(
  reader: Asn1Reader,
  algorithm: string,
  parameters: Asn1Element | undefined,
  bitString: Asn1Element,
): Pick<PublicKey, 'bits' | 'curve'> {
  switch (algorithm) {
    case 'RSA':
    case 'RSA-PSS': {
      const inside = reader.read(bitString.contentStart + 1, bitString.contentEnd);
      const [modulus] = reader.sequence(inside, 'The RSA key');
      return { bits: bitsOf(reader, modulus), curve: undefined };
    }
    case 'EC': {
      if (!isUniversal(parameters, universal.objectIdentifier)) {
        return { bits: undefined, curve: undefined }; // explicit parameters, which RFC 5480 forbids
      }
      const oid = decodeObjectIdentifier(reader.content(parameters));
      const curve = curves.get(oid);
      return { bits: curve?.bits, curve: curve?.name ?? oid };
    }
    case 'DSA': {
      const [prime] = parameters?.constructed ? reader.children(parameters) : [];
      return { bits: prime && bitsOf(reader, prime), curve: undefined };
    }
    default:
      return { bits: undefined, curve: undefined };
  }
}

function bitsOf(reader: Asn1Reader, element: Asn1Element | undefined): number {
  const integer = reader.content(expectUniversal(element, universal.integer, 'A number of the public key'));
  const first = integer.findIndex((octet) => octet !== 0);
  return first < 0 ? 0 : (integer.length - first) * 8 - Math.clz32((integer[first] ?? 0) << 24);
}
