import type { SeededChoice } from './seededChoice.ts';

/** Names for certificates that OpenSSL is asked to make, as odd as its command line lets them be. */
export interface NameRecipe {
  /** In the form of OpenSSL's `-subj`. */
  readonly subject: string;
  /** OpenSSL's `string_mask`: which ASN.1 string types it may use. */
  readonly stringMask: string;
}

/** An attribute type that OpenSSL knows only where its configuration file says so: for a reader it is unknown. */
export const oddAttribute = { name: 'oddAttribute', oid: '1.3.6.1.4.1.99999.1' };

const latinTexts = [
  'Test',
  'Contoso CA 2',
  'Größe & Söhne',
  'été à Ç',
  'a, b; c',
  '"quoted"',
  'back\\slash',
  'plus + plus = two',
  '<angle> #hash',
  '#leading hash',
  ' leading',
  'trailing ',
  '  two  ',
  'slash/slash',
  'tab\there',
  'line\nbreak',
  'del\u007f',
  'no break\u00a0space',
  "it's (fine): really?",
  '*.example.com',
  'a'.repeat(64),
];
const planeTexts = [
  ...latinTexts,
  'Прага',
  '日本認証局',
  'ελληνικά',
  'עברית',
  '\u202eright to left',
  'line\u2028separator',
  '\ufeffmark',
  'e\u0301 combining',
];
const allTexts = [...planeTexts, '😀 emoji', '𝔘nicode 🏛️', '🇨🇿'];
const controls = ['c1\u0085control', '\u2066isolated\u2069'];

/** Bits of `MASK:` are those of OpenSSL's `B_ASN1_…STRING`. Each string type has the texts that it can hold. */
const repertoires = [
  { stringMask: 'utf8only', texts: [...allTexts, ...controls] },
  { stringMask: 'utf8only', texts: allTexts },
  { stringMask: 'pkix', texts: allTexts }, // PrintableString, else UTF8String or BMPString
  { stringMask: 'default', texts: planeTexts }, // PrintableString, T61String, BMPString, else UTF8String
  { stringMask: 'MASK:0x800', texts: planeTexts }, // BMPString
  { stringMask: 'MASK:0x4', texts: latinTexts }, // T61String
];

const directoryTypes = ['CN', 'O', 'OU', 'L', 'ST', 'title', 'GN', 'SN'];
const unicodeTypes = [...directoryTypes, 'street', 'UID', oddAttribute.name, 'organizationIdentifier'];
const asciiAttributes = [
  'DC=example',
  'DC=com',
  'emailAddress=ca@example.com',
  'serialNumber=12-34',
  'C=DE',
  'C=US',
];

function fixed(subject: string): NameRecipe {
  return { subject, stringMask: 'utf8only' };
}

/** What chance would not bring. */
export const fixedNames: readonly NameRecipe[] = [
  fixed('/'),
  fixed('/C=US/O=Contoso/OU=PKI/CN=Contoso Root CA'),
  fixed(Array.from({ length: 200 }, (_, index) => `/OU=Unit ${index}`).join('')),
  fixed(Array.from({ length: 40 }, (_, index) => `/DC=level${index}`).join('')),
  fixed(`/CN=a${Array.from({ length: 12 }, (_, index) => `+OU=unit ${index}`).join('')}`),
  fixed(`/O=x/${oddAttribute.name}=only here`),
  fixed('/CN=first/CN=second/CN=third'),
];

/** A name of one to six parts, some of which have several values. */
export function oddName(choice: SeededChoice): NameRecipe {
  const { stringMask, texts } = choice.oneOf(repertoires);
  const part = (): string =>
    choice.chance(0.25)
      ? choice.oneOf(asciiAttributes)
      : `${choice.oneOf(stringMask === 'utf8only' ? unicodeTypes : directoryTypes)}=${escaped(choice.oneOf(texts))}`;
  const parts = Array.from({ length: 1 + choice.integer(6) }, (_, index) =>
    index > 0 && choice.chance(0.2) ? `+${part()}` : `/${part()}`,
  );
  return { subject: parts.join(''), stringMask };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\/+]/g, String.raw`\$&`);
}
