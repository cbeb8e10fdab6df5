import { critical, type ExtensionRecipe, plain, type Recipe } from './extensionRecipe.ts';
import {
  authorityInfoAccess,
  distributionPoints,
  nameConstraints,
  rawAlternativeNames,
  subjectAltName,
} from './nameExtensionRecipes.ts';
import type { SeededChoice } from './seededChoice.ts';

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
const extendedUsages = [
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'OCSPSigning',
  'msSmartcardLogin',
  'anyExtendedKeyUsage',
  '1.3.6.1.4.1.99999.7',
  '2.999.1.4294967296',
];
const policies = [
  '2.5.29.32.0',
  '1.3.5.8',
  '1.3.6.1.4.1.99999.2.1',
  '2.23.140.1.2.1',
  '@longPolicy',
  '@shortPolicy',
];

const policySections = [
  '[longPolicy]\npolicyIdentifier = 1.3.6.1.4.1.99999.2.9\nCPS.1 = http://cps.example.com/\nCPS.2 = http://cps.example.com/2\nuserNotice.1 = @notice',
  '[notice]\nexplicitText = "UTF8:Only for tests"\norganization = "Test organisation"\nnoticeNumbers = 1, 22, 333',
  '[shortPolicy]\npolicyIdentifier = 1.3.6.1.4.1.99999.2.10\nuserNotice.1 = @shortNotice\n[shortNotice]\nexplicitText = "Short"',
];
/** In DER: nothing but defaults, a path length without a CA, and two truth values that are written at length. */
const constraints = [
  'CA:TRUE',
  'CA:TRUE, pathlen:0',
  'CA:TRUE, pathlen:3',
  'CA:TRUE, pathlen:200',
  'CA:TRUE, pathlen:65536',
  'CA:TRUE, pathlen:2147483647',
  'CA:TRUE, pathlen:4294967296',
  'CA:FALSE',
  'CA:FALSE, pathlen:1',
  'DER:3000',
  'DER:3003020105',
  'DER:3003010100',
  'DER:3003010101',
];

const basicConstraints: Recipe = (choice) =>
  plain(`basicConstraints = ${critical(choice)}${choice.oneOf(constraints)}`);

/** In DER: no bit, bits behind those that have a meaning, and octets that say that the bits in them are none. */
const rawUsages = ['DER:030100', 'DER:03020000', 'DER:0303078180', 'DER:0304000600ff', 'DER:030204ff'];

const keyUsage: Recipe = (choice) => {
  const usage = choice.chance(0.1) ? choice.oneOf(rawUsages) : choice.someOf(usages, 9).join(', ');
  return plain(`keyUsage = ${critical(choice)}${usage}`);
};

const extendedKeyUsage: Recipe = (choice) => {
  const uses = choice.chance(0.05) ? 'DER:3000' : choice.someOf(extendedUsages, 5).join(', ');
  return plain(`extendedKeyUsage = ${critical(choice)}${uses}`);
};

const subjectKeyIdentifier: Recipe = (choice) =>
  plain(
    `subjectKeyIdentifier = ${choice.oneOf(['hash', 'hash', 'hash', '00', choice.hex(20), choice.hex(32), `DER:0481c8${choice.hex(200)}`])}`,
  );

/** With key identifier, with issuer and serial number, with both, with neither, and what no OpenSSL would write. */
const authorityKeyIdentifier: Recipe = (choice) =>
  plain(
    `authorityKeyIdentifier = ${choice.oneOf(['keyid', 'keyid:always', 'issuer:always', 'keyid:always, issuer:always', `DER:30168014${choice.hex(20)}`, 'DER:3003820105', `DER:300a8003${choice.hex(3)}820300ff01`, 'DER:30028000'])}`,
  );

const certificatePolicies: Recipe = (choice) => ({
  lines: [`certificatePolicies = ${critical(choice)}${choice.someOf(policies, 5).join(', ')}`],
  sections: policySections,
});

const policyMappings: Recipe = (choice) =>
  plain(
    `policyMappings = ${critical(choice)}${choice.someOf(['1.3.5.8:1.3.5.9', '1.3.6.1.4.1.99999.2.1:2.999.3', '1.2.3.4:1.3.5.8'], 3).join(', ')}`,
  );

const policyConstraints: Recipe = () => ({
  lines: ['policyConstraints = requireExplicitPolicy:3, inhibitPolicyMapping:0', 'inhibitAnyPolicy = 2'],
  sections: [],
});

const microsoft: Recipe = (choice) => ({
  lines: [
    `1.3.6.1.4.1.311.21.1 = ASN1:INTEGER:${choice.oneOf([0, 1, 65537, 131073, 0x7fffffff, 0x00ff0000, 196608, 0x80010001, -1, -65536])}`,
    `1.3.6.1.4.1.311.20.2 = ${choice.oneOf(['ASN1:BMPSTRING:SubCA', 'ASN1:FORMAT:UTF8,BMPSTRING:Größe', 'ASN1:FORMAT:UTF8,UTF8:Vorlage Ω', 'ASN1:PRINTABLESTRING:CA', 'ASN1:IA5STRING:CA'])}`,
    '1.3.6.1.4.1.311.21.7 = ASN1:SEQUENCE:template',
  ],
  sections: [
    `[template]\noid = OID:1.3.6.1.4.1.311.21.8.16187666.${choice.integer(10000)}${choice.oneOf(['', '\nmajor = INTEGER:100', '\nmajor = INTEGER:100\nminor = INTEGER:4', '\nmajor = INTEGER:2147483647\nminor = INTEGER:0', '\nmajor = INTEGER:4294967295\nminor = INTEGER:2147483648'])}`,
  ],
});

const unknown: Recipe = (choice) => ({
  lines: [
    `1.3.6.1.4.1.99999.8.${choice.integer(1000)} = ${critical(choice)}DER:${choice.hex(choice.oneOf([1, 2, 127, 128, 255, 256, 4000]))}`,
    'nsComment = "A comment that nobody reads"',
    '2.999.1.18446744073709551616 = ASN1:NULL',
    'tlsfeature = status_request',
  ],
  sections: [],
});

const recipes: readonly (readonly [recipe: Recipe, probability: number])[] = [
  [basicConstraints, 0.8],
  [keyUsage, 0.8],
  [subjectKeyIdentifier, 0.8],
  [authorityKeyIdentifier, 0.7],
  [extendedKeyUsage, 0.4],
  [certificatePolicies, 0.4],
  [policyMappings, 0.3],
  [policyConstraints, 0.15],
  [nameConstraints, 0.4],
  [distributionPoints('crlDistributionPoints', 'crl'), 0.6],
  [distributionPoints('freshestCRL', 'delta'), 0.3],
  [authorityInfoAccess, 0.4],
  [subjectAltName, 0.4],
  [rawAlternativeNames, 0.06],
  [microsoft, 0.3],
  [unknown, 0.3],
];

/** Any mixture of all of them, in any number; now and then none, which makes a certificate of version 1. */
export function oddExtensions(choice: SeededChoice): ExtensionRecipe {
  if (choice.chance(0.03)) {
    return { lines: [], sections: [] };
  }
  const chosen = recipes
    .filter(([, probability]) => choice.chance(probability))
    .map(([recipe]) => recipe(choice));
  return {
    lines: chosen.flatMap(({ lines }) => lines),
    sections: [...new Set(chosen.flatMap(({ sections }) => sections))],
  };
}

/** What is large: a thousand names, 70,000 octets of nothing known, many distribution points. */
export const largeExtensions: readonly ExtensionRecipe[] = [
  plain(
    `subjectAltName = ${Array.from({ length: 1000 }, (_, index) => `DNS:host${index}.example.com`).join(', ')}`,
  ),
  plain(`1.3.6.1.4.1.99999.9 = critical, DER:${'a5'.repeat(70_000)}`),
  plain(
    `crlDistributionPoints = ${Array.from({ length: 300 }, (_, index) => `URI:http://crl${index}.example.com/a.crl`).join(', ')}`,
  ),
  plain(
    `nameConstraints = ${Array.from({ length: 300 }, (_, index) => `permitted;DNS:d${index}.example`).join(', ')}`,
  ),
];
