import type { ComparedFields } from './comparedFields.ts';
import { insideOf, type PrintedElement } from './opensslElements.ts';
import { alternativeNamesIn, nameConstraintsIn } from './opensslGeneralNames.ts';
import { formatPrintedName, type PrintedName, unescaped } from './opensslNames.ts';
import type { PrintedCertificate } from './opensslPrints.ts';
import type { PrintedIdentifier } from './opensslStructure.ts';
import {
  authorityInformationIn,
  basicConstraintsIn,
  distributionPointsIn,
  extendedKeyUsageIn,
  keyBitsIn,
  keyIdentifierIn,
  keyUsageIn,
  policiesIn,
  policyMappingsIn,
  signatureIn,
} from './opensslText.ts';
import { keyAlgorithmWords, mlDsaWords } from './opensslWords.ts';

const microsoft = {
  caVersion: '1.3.6.1.4.1.311.21.1',
  name: '1.3.6.1.4.1.311.20.2',
  template: '1.3.6.1.4.1.311.21.7',
};

/** Extensions of which our reader tells more than their bytes. */
const readExtensions: ReadonlySet<string> = new Set([
  ...['14', '15', '17', '19', '30', '31', '32', '33', '35', '37', '46'].map((arc) => `2.5.29.${arc}`),
  '1.3.6.1.5.5.7.1.1',
  ...Object.values(microsoft),
]);

/** What OpenSSL tells of a certificate, in the fields of our reader. */
export function opensslFields(printed: PrintedCertificate): ComparedFields {
  const { text, structure, subject, issuer, thumbprint, keySha1, elements } = printed;
  const within = (oid: string): readonly PrintedElement[] => elements.get(oid) ?? [];
  const signature = signatureIn(text, structure.signatureAlgorithm.name);
  const keyUsage = keyUsageIn(text);
  const extensions = structure.extensions.map((extension) => ({
    ...extension,
    value: extension.value.toString('hex'),
  }));
  return {
    version: structure.version,
    serialNumber: signedHex(structure.serialNumber),
    subject: formatPrintedName(subject),
    issuer: formatPrintedName(issuer),
    subjectAttributes: attributesOf(subject),
    issuerAttributes: attributesOf(issuer),
    notBefore: structure.notBefore.toISOString(),
    notAfter: structure.notAfter.toISOString(),
    keyAlgorithm: keyAlgorithmWords[structure.keyAlgorithm.name] ?? nameOf(structure.keyAlgorithm),
    keyBits: keyBitsIn(text),
    curve: structure.curve?.name,
    keySha1,
    signatureOid: structure.signatureAlgorithm.oid,
    signatureName: nameOf(structure.signatureAlgorithm),
    signatureHash: signature.hash,
    maskHash: signature.maskHash,
    saltLength: signature.saltLength,
    thumbprint,
    subjectKeyIdentifier: keyIdentifierIn(text, 'X509v3 Subject Key Identifier'),
    authorityKeyIdentifier: authorityKeyIdentifierIn(within('2.5.29.35')),
    basicConstraints: basicConstraintsIn(text),
    mayIssueCertificates: keyUsage?.includes('keyCertSign'),
    keyUsage,
    extendedKeyUsage: extendedKeyUsageIn(text),
    policies: policiesIn(text),
    policyMappings: policyMappingsIn(text),
    nameConstraints: nameConstraintsIn(text, within('2.5.29.30')),
    crlDistributionPoints: distributionPointsIn(text, 'X509v3 CRL Distribution Points'),
    freshestCrlDistributionPoints: distributionPointsIn(text, 'X509v3 Freshest CRL'),
    authorityInformation: authorityInformationIn(text),
    subjectAlternativeNames: alternativeNamesIn(text, within('2.5.29.17')),
    microsoft: microsoftIn(within),
    extensions,
    unknownExtensions: extensions.filter(({ oid }) => !readExtensions.has(oid)),
  };
}

function nameOf({ name, oid }: PrintedIdentifier): string {
  return mlDsaWords[oid] ?? name;
}

/** Hex of the amount, with the sign before it. */
function signedHex(number: bigint): string {
  const digits = (number < 0n ? -number : number).toString(16);
  return `${number < 0n ? '-' : ''}${digits.padStart(digits.length + (digits.length % 2), '0')}`;
}

/** In the order of the certificate, which is not the one in which OpenSSL prints by RFC 2253. */
function attributesOf(name: PrintedName): ComparedFields['subjectAttributes'] {
  return name
    .toReversed()
    .map((part) =>
      part
        .toReversed()
        .map(({ oid, escaped, der }) => ({ type: oid, text: unescaped(escaped), der: der.toLowerCase() })),
    );
}

/** By its elements: as text, OpenSSL prints an empty identifier as none. */
function authorityKeyIdentifierIn(elements: readonly PrintedElement[]): string | undefined {
  return insideOf(elements)
    .find(({ tag }) => tag === 'cont [ 0 ]')
    ?.content.toString('hex');
}

/** OpenSSL knows these only as bytes, so that its elements are read by MS-WCCE §2.2.2.7. */
function microsoftIn(within: (oid: string) => readonly PrintedElement[]): ComparedFields['microsoft'] {
  const [caVersion] = within(microsoft.caVersion);
  const [name] = within(microsoft.name);
  const [type, ...versions] = insideOf(within(microsoft.template));
  return {
    caVersion: caVersion && indexesIn(numberOf(caVersion)),
    templateName: name && textOf(name),
    template: type && { oid: type.text, version: versions.map((part) => `${numberOf(part)}`).join('.') },
  };
}

/** Certificate index in the lower, key index in the upper 16 bits. */
function indexesIn(caVersion: bigint): string {
  const bits = BigInt.asUintN(32, caVersion);
  return `${bits & 0xffffn}.${bits >> 16n}`;
}

function numberOf({ text }: PrintedElement): bigint {
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}

/** OpenSSL prints no BMPString, so that its bytes are taken. */
function textOf({ tag, content }: PrintedElement): string {
  if (tag === 'BMPSTRING') {
    return Buffer.from(content).swap16().toString('utf16le');
  }
  return content.toString(tag === 'UTF8STRING' ? 'utf8' : 'latin1');
}
