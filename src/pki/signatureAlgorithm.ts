import { type Asn1Element, type Asn1Reader, expectUniversal, isContext, universal } from './asn1Reader.ts';
import { decodeObjectIdentifier, decodeSmallInteger } from './asn1Values.ts';
import { oids } from './objectIdentifiers.ts';

/** How a certificate is signed (RFC 5280 §4.1.1.2). */
export interface SignatureAlgorithm {
  readonly oid: string;
  /** The name as OpenSSL has it, such as `sha256WithRSAEncryption`; the object identifier where none is known. */
  readonly name: string;
  /** Name of the hash, such as `sha256`; undefined where the algorithm has one of its own. */
  readonly hash: string | undefined;
  /** Of RSASSA-PSS, in bytes. */
  readonly saltLength: number | undefined;
  /** Hash of MGF1 in RSASSA-PSS, nearly always the same as `hash`; the identifier of another mask generation function. */
  readonly maskHash: string | undefined;
}

const rsassaPss = '1.2.840.113549.1.1.10';

/** Sources: RFC 8017, RFC 5758, RFC 8410, RFC 9881, NIST Computer Security Objects Register. */
const known: ReadonlyMap<string, readonly [name: string, hash: string | undefined]> = new Map([
  ['1.2.840.113549.1.1.2', ['md2WithRSAEncryption', 'md2']],
  ['1.2.840.113549.1.1.4', ['md5WithRSAEncryption', 'md5']],
  ['1.2.840.113549.1.1.5', ['sha1WithRSAEncryption', 'sha1']],
  ['1.2.840.113549.1.1.14', ['sha224WithRSAEncryption', 'sha224']],
  ['1.2.840.113549.1.1.11', ['sha256WithRSAEncryption', 'sha256']],
  ['1.2.840.113549.1.1.12', ['sha384WithRSAEncryption', 'sha384']],
  ['1.2.840.113549.1.1.13', ['sha512WithRSAEncryption', 'sha512']],
  ['2.16.840.1.101.3.4.3.14', ['RSA-SHA3-256', 'sha3-256']],
  ['2.16.840.1.101.3.4.3.15', ['RSA-SHA3-384', 'sha3-384']],
  ['2.16.840.1.101.3.4.3.16', ['RSA-SHA3-512', 'sha3-512']],
  [rsassaPss, ['rsassaPss', undefined]],
  ['1.2.840.10045.4.1', ['ecdsa-with-SHA1', 'sha1']],
  ['1.2.840.10045.4.3.1', ['ecdsa-with-SHA224', 'sha224']],
  ['1.2.840.10045.4.3.2', ['ecdsa-with-SHA256', 'sha256']],
  ['1.2.840.10045.4.3.3', ['ecdsa-with-SHA384', 'sha384']],
  ['1.2.840.10045.4.3.4', ['ecdsa-with-SHA512', 'sha512']],
  ['1.2.840.10040.4.3', ['dsaWithSHA1', 'sha1']],
  ['2.16.840.1.101.3.4.3.2', ['dsa_with_SHA256', 'sha256']],
  ['1.3.101.112', ['ED25519', undefined]],
  ['1.3.101.113', ['ED448', undefined]],
  ['2.16.840.1.101.3.4.3.17', ['ML-DSA-44', undefined]],
  ['2.16.840.1.101.3.4.3.18', ['ML-DSA-65', undefined]],
  ['2.16.840.1.101.3.4.3.19', ['ML-DSA-87', undefined]],
]);

/** Sources: RFC 8017 appendix B.1. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** @throws {Asn1Error} where the element is no AlgorithmIdentifier */
export function readSignatureAlgorithm(
  reader: Asn1Reader,
  element: Asn1Element | undefined,
): SignatureAlgorithm {
  const [type, parameters] = reader.sequence(element, 'The signature algorithm');
  const oid = objectIdentifierIn(reader, type);
  const [name, hash] = known.get(oid) ?? [oid, undefined];
  return oid === rsassaPss
    ? { oid, name, ...readPssParameters(reader, parameters) }
    : { oid, name, hash, saltLength: undefined, maskHash: undefined };
}

// RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
//   saltLength [2] DEFAULT 20, … }, RFC 4055 §3.1
function readPssParameters(
  reader: Asn1Reader,
  parameters: Asn1Element | undefined,
): Pick<SignatureAlgorithm, 'hash' | 'saltLength' | 'maskHash'> {
  const fields = parameters?.constructed ? reader.children(parameters) : [];
  const [hashAlgorithm, maskAlgorithm, salt] = [0, 1, 2].map(
    (tag) =>
      childrenOf(
        reader,
        fields.find((field) => isContext(field, tag)),
      )[0],
  );
  const [maskType, maskParameters] = maskAlgorithm
    ? reader.sequence(maskAlgorithm, 'The mask generation')
    : [];
  const mask = maskType && objectIdentifierIn(reader, maskType);
  return {
    hash: readHash(reader, hashAlgorithm),
    saltLength: salt ? decodeSmallInteger(reader.content(salt)) : 20,
    maskHash: mask === undefined || mask === oids.mgf1 ? readHash(reader, maskParameters) : mask,
  };
}

function readHash(reader: Asn1Reader, algorithm: Asn1Element | undefined): string {
  const [type] = algorithm ? reader.sequence(algorithm, 'The hash algorithm') : [];
  const hash = type && objectIdentifierIn(reader, type);
  return hash === undefined ? 'sha1' : (hashes.get(hash) ?? hash);
}

function childrenOf(reader: Asn1Reader, element: Asn1Element | undefined): Asn1Element[] {
  return element ? reader.children(element) : [];
}

function objectIdentifierIn(reader: Asn1Reader, element: Asn1Element | undefined): string {
  return decodeObjectIdentifier(
    reader.content(expectUniversal(element, universal.objectIdentifier, 'An algorithm')),
  );
}
