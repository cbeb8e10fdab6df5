import type { ComparedFields } from './comparedFields.ts';
import type { PrintedCertificate } from './opensslPrints.ts';

/** What has to be among the certificates, in OpenSSL's words, so that agreement about it means something. */
export interface Occurrence {
  readonly what: string;
  readonly occursIn: (fields: ComparedFields, printed: PrintedCertificate) => boolean;
}

type Test = Occurrence['occursIn'];

const occurrence = (what: string, occursIn: Test): Occurrence => ({ what, occursIn });

const keys: readonly (readonly [
  algorithm: string,
  ofLengthOrCurve: readonly (number | string | undefined)[],
])[] = [
  ['RSA', [1024, 2047, 2048, 3072, 4096, 8192]],
  ['RSA-PSS', [2048, 3072]],
  ['DSA', [1024, 2048]],
  ['EC', ['prime256v1', 'secp384r1', 'secp521r1', 'secp224r1', 'secp256k1', 'prime192v1', 'sect571r1']],
  ['EC', ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1']],
  ['EC', ['brainpoolP256t1', 'brainpoolP384t1', 'brainpoolP512t1', undefined]],
  ...['Ed25519', 'Ed448', 'X25519', 'X448'].map((algorithm) => [algorithm, [undefined]] as const),
  ...['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'].map((algorithm) => [algorithm, [undefined]] as const),
];

/** DER tags of the string types. */
const stringTypes = {
  UTF8String: '0c',
  NumericString: '12',
  PrintableString: '13',
  T61String: '14',
  IA5String: '16',
  UniversalString: '1c',
  BMPString: '1e',
};

const serialLengths = [1, 8, 16, 19, 20];

const extensions: Readonly<Record<string, string>> = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  microsoftTemplate: '1.3.6.1.4.1.311.21.7',
};
const sometimesCritical = [
  'keyUsage',
  'subjectAltName',
  'basicConstraints',
  'nameConstraints',
  'cRLDistributionPoints',
  'certificatePolicies',
  'policyMappings',
  'extendedKeyUsage',
  'freshestCRL',
  'authorityInfoAccess',
];

const generalNames = ['email', 'dns', 'uri', 'ip', 'directory', 'registeredId', 'upn', 'other'];
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

const yearIn = (time: string): number => new Date(time).getUTCFullYear();

export const occurrences: readonly Occurrence[] = [
  ...[1, 2, 3].map((version) => occurrence(`version ${version}`, (fields) => fields.version === version)),
  ...keys.flatMap(([algorithm, kinds]) =>
    kinds.map((kind) =>
      occurrence(
        `${algorithm} ${kind ?? ''}`,
        (fields) =>
          fields.keyAlgorithm === algorithm && (algorithm === 'EC' ? fields.curve : fields.keyBits) === kind,
      ),
    ),
  ),
  ...['sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((hash) =>
    occurrence(
      `RSASSA-PSS with ${hash}`,
      (fields) => fields.signatureName === 'rsassaPss' && fields.signatureHash === hash,
    ),
  ),
  ...[0, 11, 20, 32, 128].map((salt) =>
    occurrence(`salt of ${salt}`, (fields) => fields.saltLength === salt),
  ),
  occurrence(
    'another hash for the mask',
    ({ maskHash, signatureHash }) => maskHash !== undefined && maskHash !== signatureHash,
  ),
  ...serialLengths.map((octets) =>
    occurrence(`serial number of ${octets} octets`, (fields) => fields.serialNumber.length === 2 * octets),
  ),
  occurrence('negative serial number', (fields) => fields.serialNumber.startsWith('-')),
  occurrence('serial number 0', (fields) => fields.serialNumber === '00'),
  occurrence('before 1950', (fields) => yearIn(fields.notBefore) < 1950),
  occurrence('after 2050', (fields) => yearIn(fields.notBefore) > 2050),
  occurrence('year 9999', (fields) => yearIn(fields.notAfter) === 9999),
  occurrence('year 1', (fields) => yearIn(fields.notAfter) === 1),
  occurrence('empty subject', (fields) => fields.subject === ''),
  occurrence('200 parts', (fields) => fields.subjectAttributes.length === 200),
  occurrence('13 values in one part', (fields) =>
    fields.subjectAttributes.some((part) => part.length === 13),
  ),
  occurrence('attribute of unknown type', (fields) => fields.subject.includes('1.3.6.1.4.1.99999.1=')),
  ...Object.entries(stringTypes).map(([type, tag]) =>
    occurrence(type, (fields) => fields.subjectAttributes.flat().some(({ der }) => der.startsWith(tag))),
  ),
  ...Object.entries(extensions).map(([name, oid]) =>
    occurrence(name, (fields) => fields.extensions.some((extension) => extension.oid === oid)),
  ),
  ...sometimesCritical.map((name) =>
    occurrence(`critical ${name}`, (fields) =>
      fields.extensions.some(({ oid, critical }) => critical && oid === extensions[name]),
    ),
  ),
  ...usages.map((usage) =>
    occurrence(usage, (fields) => fields.keyUsage?.some((one) => one === usage) === true),
  ),
  ...[undefined, 0, 3, 65536, 0x7fffffff].map((length) =>
    occurrence(
      `path length ${length}`,
      ({ basicConstraints }) => basicConstraints?.ca === true && basicConstraints.pathLength === length,
    ),
  ),
  occurrence('bits of a key usage behind its end', (fields) =>
    fields.extensions.some(({ value }) => value === '030204ff'),
  ),
  occurrence('no CA', (fields) => fields.basicConstraints?.ca === false),
  ...generalNames.map((kind) =>
    occurrence(`alternative name: ${kind}`, (fields) =>
      fields.subjectAlternativeNames.some((name) => name.kind === kind),
    ),
  ),
  ...generalNames.flatMap((kind) =>
    (['permitted', 'excluded'] as const).map((list) =>
      occurrence(
        `${list} ${kind}`,
        (fields) => fields.nameConstraints?.[list].some((name) => name.kind === kind) === true,
      ),
    ),
  ),
  occurrence(
    'authority key identifier with issuer only',
    ({ authorityKeyIdentifier }, { elements }) =>
      authorityKeyIdentifier === undefined && (elements.get('2.5.29.35')?.length ?? 0) > 3,
  ),
  occurrence(
    'authority key identifier with nothing',
    ({ authorityKeyIdentifier }, { elements }) =>
      authorityKeyIdentifier === undefined && elements.get('2.5.29.35')?.length === 1,
  ),
  occurrence('authority key identifier without octets', (fields) => fields.authorityKeyIdentifier === ''),
  occurrence('subject key identifier without octets', (fields) => fields.subjectKeyIdentifier === ''),
  occurrence(
    'no distribution point with an address',
    (fields, { text }) => fields.crlDistributionPoints.length === 0 && text.includes('Relative Name:'),
  ),
  occurrence('several distribution points', (fields) => fields.crlDistributionPoints.length > 3),
  occurrence('distribution point by LDAP', (fields) =>
    fields.crlDistributionPoints.some((address) => address.startsWith('ldap:')),
  ),
  occurrence('several OCSP responders', (fields) => fields.authorityInformation.ocsp.length > 1),
  occurrence('policy with qualifiers', (_, { text }) => text.includes('Explicit Text:')),
  occurrence(
    'version of a Microsoft CA with a high bit',
    (fields) => fields.microsoft.caVersion?.endsWith('.32769') === true,
  ),
  occurrence('template name', (fields) => fields.microsoft.templateName === 'Größe'),
  occurrence('a thousand alternative names', (fields) => fields.subjectAlternativeNames.length === 1000),
  occurrence('an extension of 70,000 octets', (fields) =>
    fields.unknownExtensions.some(({ value }) => value.length === 140_000),
  ),
];
