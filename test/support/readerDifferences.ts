import type { ComparedFields } from './comparedFields.ts';
import { formatPrintedName, type PrintedName } from './opensslNames.ts';
import type { PrintedCertificate } from './opensslPrints.ts';

/** Where our reader tells something else than OpenSSL, on purpose. */
export interface Difference {
  readonly field: keyof ComparedFields;
  /** What differs, and why. */
  readonly about: string;
  /** OpenSSL's fields with this one as we tell it. */
  readonly asWeTell: (fields: ComparedFields, printed: PrintedCertificate) => ComparedFields;
}

function difference<K extends keyof ComparedFields>(
  field: K,
  about: string,
  translate: (value: ComparedFields[K], printed: PrintedCertificate) => ComparedFields[K],
): Difference {
  return {
    field,
    about,
    asWeTell: (fields, printed) => ({ ...fields, [field]: translate(fields[field], printed) }),
  };
}

/** Types for which RFC 4514 §3 has a short name, and those that `objectIdentifiers.ts` adds. */
const ourShortNames: ReadonlySet<string> = new Set(
  'CN L ST O OU C street serialNumber organizationIdentifier DC UID emailAddress'.split(' '),
);
const disturbing = /[\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const nameDifferences: readonly (readonly [about: string, translate: (name: PrintedName) => PrintedName])[] =
  [
    [
      'values of one part are in the order of the certificate: RFC 4514 §2.1 turns round the parts, not what is in them',
      (name) => name.map((part) => part.toReversed()),
    ],
    [
      'types without a short name in RFC 4514 are numbers before the hex of the value (§2.4), also where OpenSSL has a name for them',
      (name) =>
        name.map((part) =>
          part.map((attribute) =>
            ourShortNames.has(attribute.shortName)
              ? attribute
              : { ...attribute, shortName: attribute.oid, escaped: `#${attribute.der}` },
          ),
        ),
    ],
    [
      'line separators, C1 controls and marks that turn the direction are escaped, so that a name stays on its line and looks like itself',
      (name) =>
        name.map((part) =>
          part.map((attribute) => ({ ...attribute, escaped: escapeAll(attribute.escaped) })),
        ),
    ],
  ];

function escapeAll(text: string): string {
  return text.replaceAll(disturbing, (character) =>
    Buffer.from(character).toString('hex').toUpperCase().replaceAll(/../g, String.raw`\$&`),
  );
}

/** Each goes on from the one before it. */
function differencesOfName(field: 'subject' | 'issuer'): Difference[] {
  return nameDifferences.map(([about], index) =>
    difference(field, about, (_, printed) =>
      formatPrintedName(
        nameDifferences.slice(0, index + 1).reduce((name, [, translate]) => translate(name), printed[field]),
      ),
    ),
  );
}

/** Curves that no CA certificate should have, or that nobody has met: without a name of ours. */
const unnamedCurves: ReadonlySet<string | undefined> = new Set([
  'brainpoolP256t1',
  'brainpoolP384t1',
  'brainpoolP512t1',
  'prime192v1',
  'sect571r1',
]);
const unnamedSignatures: ReadonlySet<string> = new Set([
  'sha512-224WithRSAEncryption',
  'sha512-256WithRSAEncryption',
  'RSA-SHA3-224',
  'ecdsa_with_SHA3-256',
  'dsa_with_SHA224',
  'dsa_with_SHA384',
  'dsa_with_SHA512',
]);
const unnamedHashes: ReadonlyMap<string | undefined, string> = new Map([
  ['sha512-256', '2.16.840.1.101.3.4.2.6'],
]);

const keyDifferences: readonly Difference[] = [
  difference('keyAlgorithm', 'keys that sign nothing have no name', (value, { structure }) =>
    value === 'X25519' || value === 'X448' ? structure.keyAlgorithm.oid : value,
  ),
  difference('curve', 'a curve without a name of ours is an object identifier', (value, { structure }) =>
    unnamedCurves.has(value) ? structure.curve?.oid : value,
  ),
  difference('keyBits', 'of such a curve no length is known', (value, { structure }) =>
    unnamedCurves.has(structure.curve?.name) ? undefined : value,
  ),
  difference(
    'keyBits',
    'nor of a curve with explicit parameters, which RFC 5480 forbids',
    (value, { structure }) =>
      structure.keyAlgorithm.name === 'id-ecPublicKey' && !structure.curve ? undefined : value,
  ),
];

const signatureDifferences: readonly Difference[] = [
  difference(
    'signatureName',
    'a signature algorithm without a name of ours is an object identifier',
    (value, { structure }) => (unnamedSignatures.has(value) ? structure.signatureAlgorithm.oid : value),
  ),
  difference('signatureHash', 'of such an algorithm no hash is known', (value, { structure }) =>
    unnamedSignatures.has(structure.signatureAlgorithm.name) ? undefined : value,
  ),
  difference(
    'signatureHash',
    'a hash without a name of ours is an object identifier',
    (value) => unnamedHashes.get(value) ?? value,
  ),
  difference('maskHash', 'also that of the mask', (value) => unnamedHashes.get(value) ?? value),
];

/** All of them, in the order in which they are applied. */
export const readerDifferences: readonly Difference[] = [
  difference(
    'serialNumber',
    'a negative serial number is its octets in hex, two’s complement: what stands in the certificate',
    (value) => (value.startsWith('-') ? twosComplement(-BigInt(`0x${value.slice(1)}`)) : value),
  ),
  difference('basicConstraints', 'a path length of more than 31 bits limits nothing', (value) =>
    value?.pathLength !== undefined && value.pathLength > 0x7fffffff
      ? { ...value, pathLength: undefined }
      : value,
  ),
  ...differencesOfName('subject'),
  ...differencesOfName('issuer'),
  ...keyDifferences,
  ...signatureDifferences,
];

/** What our reader is expected to tell. */
export function expectedFields(fields: ComparedFields, printed: PrintedCertificate): ComparedFields {
  return readerDifferences.reduce((told, { asWeTell }) => asWeTell(told, printed), fields);
}

/** In as few octets as hold it. */
function twosComplement(number: bigint): string {
  let octets = 1n;
  while (number < -(1n << (8n * octets - 1n))) {
    octets += 1n;
  }
  return BigInt.asUintN(Number(8n * octets), number).toString(16);
}
